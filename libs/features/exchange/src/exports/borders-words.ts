import type { Borders } from '#features/reporting';

export type BordersKind = ConstructorParameters<typeof Borders>[1];

/** In which units the records of a figure count, in words. */
export const BORDERS_WORDS: Readonly<Record<BordersKind, string>> = {
  reported: '按当时的区划 in the units of the day',
  today: '按今天的区划 as if today’s units had always been there',
};
