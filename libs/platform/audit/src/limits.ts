/** A window in which entries are bounded. */
export const WINDOW_MS = 60_000;

/**
 * Refusals of one caller that are written in a minute; whoever is not known is told by the address. A form that asks for what
 * its user may not see does so a few times; thousands of entries say no more and would fill the disk.
 */
export const REFUSALS_PER_CALLER_MAX = 10;

/**
 * Refusals of all who are not known, in a minute. Addresses cost nothing to whoever has many: some 45 MB a day is the most
 * that strangers can write into the database of one process.
 */
export const REFUSALS_OF_STRANGERS_MAX = 60;

/** The same look, by the same caller for the same purpose, is written once a minute: a page that refreshes itself says no more. */
export const SAME_LOOK_MAX = 1;

/** Callers and looks that are told apart in a minute; beyond, refusals share one count and looks are written. Bounds memory. */
export const KEYS_MAX = 10_000;

/** Ids that one entry names: more than the largest page of records has. */
export const SUBJECTS_MAX = 500;

/** In characters, also of what people write in Chinese. */
export const PURPOSE_CHARACTERS_MAX = 200;

/** As it may come, every character written as nine (%E4%B8%AD). */
export const PURPOSE_HEADER_LENGTH_MAX = PURPOSE_CHARACTERS_MAX * 12;

/** A name of a caller or an address: longer ones are cut off. */
export const NAME_LENGTH_MAX = 200;

/** Details of one entry: a few codes and counts. */
export const DETAILS_MAX = 20;
