import { LEVELS, type Level } from './levels.js';

/**
 * Unit codes are digit strings whose length says the level (GB/T 2260, GB/T 10114, NBS):
 * city 4 (2 for a municipality), district 6, street 9, community 12. A unit's subtree is a prefix test.
 */
const LEVEL_BY_LENGTH: Readonly<Record<number, Level>> = {
  2: 'city',
  4: 'city',
  6: 'district',
  9: 'street',
  12: 'community',
};

const LENGTH_BY_LEVEL = { district: 6, street: 9, community: 12 } as const;

/** The level that a code's length stands for, or undefined where the code is not well formed. */
export function unitLevel(code: string): Level | undefined {
  return /^\d+$/.test(code) ? LEVEL_BY_LENGTH[code.length] : undefined;
}

/** The parent's code, or undefined for the root. The root's length is 2 or 4, so it is given, not derived. */
export function parentUnit(code: string, root: string): string | undefined {
  if (code === root) return undefined;
  if (code.length === LENGTH_BY_LEVEL.community) return code.slice(0, LENGTH_BY_LEVEL.street);
  if (code.length === LENGTH_BY_LEVEL.street) return code.slice(0, LENGTH_BY_LEVEL.district);
  return root;
}

/** True where `code` is `ancestor` itself or lies below it. */
export function isWithin(code: string, ancestor: string): boolean {
  return code.startsWith(ancestor);
}

/** The level one step down, or undefined below community. */
export function childLevel(level: Level): Level | undefined {
  return LEVELS[LEVELS.indexOf(level) + 1];
}

/** How many digits a code of this level has under this root: the width to cut a code to for a roll-up. */
export function codeLength(level: Level, root: string): number {
  return level === 'city' ? root.length : LENGTH_BY_LEVEL[level];
}

export type UnitKind = 'urban' | 'rural';

/**
 * Urban (居委会-type) or rural (村委会-type), read from the code's last three digits: 0xx, 1xx and 4xx are urban,
 * 2xx, 3xx and 5xx rural. Only communities have a kind; the registry may correct it.
 */
export function deriveUnitKind(code: string): UnitKind | undefined {
  if (code.length !== LENGTH_BY_LEVEL.community) return undefined;
  return '014'.includes(code.charAt(9)) ? 'urban' : 'rural';
}

export type StreetKind = 'street' | 'town' | 'township' | 'quasi';

/** 001–099 street, 100–199 town, 200–399 township, 400–599 quasi unit (GB/T 10114). */
export function deriveStreetKind(code: string): StreetKind | undefined {
  if (code.length < LENGTH_BY_LEVEL.street) return undefined;
  const segment = Number(code.slice(6, 9));
  if (segment < 100) return 'street';
  if (segment < 200) return 'town';
  return segment < 400 ? 'township' : 'quasi';
}

export const UNIT_NAME_CHARACTERS_MAX = 100;

/**
 * Line breaks would end a row of a batch or of an export, overrides of direction turn names around on the screen,
 * and a backslash can spell the mark that stands for no value in a batch.
 */
const NAME_FORBIDS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\\]/u;

/** The rule that a unit's name breaks; undefined where it is a name. */
export function unitNameFault(name: string): string | undefined {
  if (name.trim() === '') return 'name is empty';
  if ([...name].length > UNIT_NAME_CHARACTERS_MAX) {
    return `name is longer than ${UNIT_NAME_CHARACTERS_MAX} characters`;
  }
  return NAME_FORBIDS.test(name) ? 'name holds a control character or a backslash' : undefined;
}
