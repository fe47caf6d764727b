import { LEVELS, type Level } from '#core/kernel';
import type { Mark } from './marks.js';

/** Where something was written down, and who can read it there. */
export interface Place {
  /** `database of 140502`, `link 140502 → 1405, upwards` */
  readonly name: string;
  /** A mark may be here where it may be at this tier; undefined where none may ever be. */
  readonly tier: Level | undefined;
  readonly text: string;
}

export interface Leak {
  readonly place: string;
  readonly mark: string;
}

/** Quotes and what escapes them say nothing about a value, and differ from place to place. */
export function plain(text: string): string {
  return text.replace(/["\\]/g, '');
}

/** A mark may be at its height and below. */
export function mayBeAt({ height }: Mark, tier: Level | undefined): boolean {
  if (tier === undefined || height === undefined) return false;
  return LEVELS.indexOf(tier) >= LEVELS.indexOf(height);
}

export function isIn({ looks }: Mark, plainText: string): boolean {
  return looks.some((look) => plainText.includes(look));
}

/** Every mark in every place where it may not be. */
export function leaksIn(places: readonly Place[], marks: readonly Mark[]): Leak[] {
  return places.flatMap(({ name, tier, text }) => {
    const found = plain(text);
    return marks
      .filter((mark) => !mayBeAt(mark, tier) && isIn(mark, found))
      .map((mark) => ({ place: name, mark: mark.name }));
  });
}
