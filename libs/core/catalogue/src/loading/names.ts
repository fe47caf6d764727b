import { isDay, type Day } from '#core/kernel';
import type { Place } from './place.js';

/** Codes of types, measures and indicators, and values of code lists. */
export const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Names of code lists: a code, or the type and field that own the list. */
export const ENUM_CODE = /^[a-z0-9-]+(?:\.[a-z0-9_]+)?$/;
/** Every entry's header carries the version: a longer one would be refused by every node above. */
export const VERSION = /^[\x21-\x7e]{1,64}$/;
export const FIELD_NAME = /^[a-z][a-z0-9_]*$/;
export const PARAM_CODE = /^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_]*)*$/;

/**
 * Words that mean something else where a name may stand: in the language, in a natural key, or, for `constructor`,
 * on every JavaScript object.
 */
const RESERVED = new Set(
  'today true false not and or in set when min max param region period id constructor'.split(' '),
);

/** The name of a field or term. */
export function readName(place: Place): string {
  const name = place.code(FIELD_NAME);
  if (RESERVED.has(name)) throw place.invalid(`“${name}” is a reserved word`);
  return name;
}

export function readDay(place: Place): Day {
  if (!isDay(place.value)) throw place.invalid('expected a day such as 2005-01-31');
  return place.value;
}

export interface Labelled {
  readonly zh: string;
  readonly en: string;
}

export function readLabels(place: Place): Labelled {
  return { zh: place.get('zh').text(), en: place.get('en').text() };
}
