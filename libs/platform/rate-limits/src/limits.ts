/** What is counted is counted for so long, and begins anew. */
export const WINDOW_MS = 60_000;

/**
 * How often processes tell each other what they have counted, by one statement. As long as it takes, one process may let pass
 * what another one has let pass as well.
 */
export const TELL_EVERY_MS = 1_000;

/** Counts that one statement tells: a flood from many addresses must not make it last. */
export const TOLD_AT_ONCE_MAX = 1_000;

/** Callers and addresses that are counted at a time, some 200 bytes each. Whoever comes from more addresses pushes out the oldest. */
export const KEYS_MAX = 20_000;

/** Credentials that are remembered as good: more than a node has people and programs. Bounds memory. */
export const GOOD_MAX = 10_000;
