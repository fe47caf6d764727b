import { isDay, unitLevel, unitNameFault, type Day, type Level } from '#core/kernel';
import { at, invalid, listOf, objectOf, textOf } from './place.js';

/*
 * Glossary
 *   reorganisation  the units that change on one day, as one document that is applied whole or not at all
 *   open, close     a unit begins to be there on the day, or is no longer there from the day on
 *   successor       the unit with which a closed unit's records go on
 */

export interface Reorganisation {
  /** The first day on which the new units are there and the old ones are not. */
  readonly effectiveOn: Day;
  readonly title: string;
  readonly changes: readonly Change[];
}

export type Change = Create | Rename | Move | Merge | Split | Abolish;

/** A unit that comes from no other one. */
export interface Create {
  readonly kind: 'create';
  readonly code: string;
  readonly name: string;
}

/** The same unit under another name. */
export interface Rename {
  readonly kind: 'rename';
  readonly code: string;
  readonly name: string;
}

/** A unit that goes on whole under a new code. Units below it that no change names go along and keep their last digits. */
export interface Move {
  readonly kind: 'move';
  readonly from: string;
  readonly to: string;
  /** Default: the name that it had. */
  readonly name?: string;
}

/** Several units that go on as one: as a new one where a name is given, else as one that is there. */
export interface Merge {
  readonly kind: 'merge';
  readonly from: readonly string[];
  readonly into: string;
  readonly name?: string;
}

/** One unit that goes on as several, each new where it has a name. Its records go on with the principal one. */
export interface Split {
  readonly kind: 'split';
  readonly from: string;
  readonly into: readonly { readonly code: string; readonly name?: string }[];
  readonly principal: string;
}

/** A unit that ends without a unit of its own level to go on with: its records go on with the unit above. */
export interface Abolish {
  readonly kind: 'abolish';
  readonly code: string;
}

/** A city that is drawn anew has some 10,000 units; more changes than this are no reorganisation but a mistake. */
const CHANGES_MAX = 5_000;

/** Keeps one change from being as large as a whole document. */
const UNITS_OF_CHANGE_MAX = 200;

const TITLE_CHARACTERS_MAX = 200;

const READERS: Readonly<Record<Change['kind'], (value: unknown, path: string) => Change>> = {
  create: (value, path) => {
    const item = objectOf(value, path, ['kind', 'code', 'name']);
    return { kind: 'create', code: codeBelowTop(item['code'], `${path}.code`), name: nameOf(item, path) };
  },
  rename: (value, path) => {
    const item = objectOf(value, path, ['kind', 'code', 'name']);
    return { kind: 'rename', code: codeOf(item['code'], `${path}.code`), name: nameOf(item, path) };
  },
  move: readMove,
  merge: readMerge,
  split: readSplit,
  abolish: (value, path) => {
    const item = objectOf(value, path, ['kind', 'code']);
    return { kind: 'abolish', code: codeBelowTop(item['code'], `${path}.code`) };
  },
};

/** Reads a document; throws `reorganisation_invalid` with the place and the rule where anything is not as it must be. */
export function readReorganisation(value: unknown): Reorganisation {
  const document = objectOf(value, '', ['effectiveOn', 'title', 'changes']);
  const { effectiveOn } = document;
  if (!isDay(effectiveOn)) throw invalid('effectiveOn', 'expected a day that exists, YYYY-MM-DD');
  const title = textOf(document['title'], 'title', TITLE_CHARACTERS_MAX);
  const changes = listOf(document['changes'], 'changes', 1, CHANGES_MAX).map((item, index) =>
    readChange(item, `changes[${index}]`),
  );
  return { effectiveOn, title, changes };
}

/** Every unit that a change names. */
export function codesOfChange(change: Change): readonly string[] {
  switch (change.kind) {
    case 'move':
      return [change.from, change.to];
    case 'merge':
      return [...change.from, change.into];
    case 'split':
      return [change.from, ...change.into.map(({ code }) => code)];
    default:
      return [change.code];
  }
}

function readChange(value: unknown, path: string): Change {
  const { kind } = objectOf(value, path);
  const kinds = Object.keys(READERS);
  if (typeof kind !== 'string' || !Object.hasOwn(READERS, kind)) {
    throw invalid(at(path, 'kind'), `expected one of ${kinds.join(', ')}`);
  }
  return READERS[kind as Change['kind']](value, path);
}

function readMove(value: unknown, path: string): Move {
  const item = objectOf(value, path, ['kind', 'from', 'to', 'name']);
  const from = codeBelowTop(item['from'], `${path}.from`);
  const to = codeBelowTop(item['to'], `${path}.to`);
  if (from === to) throw invalid(`${path}.to`, 'a unit that moves gets another code');
  assertLevel(to, unitLevel(from), `${path}.to`);
  return { kind: 'move', from, to, ...optionalName(item, path) };
}

function readMerge(value: unknown, path: string): Merge {
  const item = objectOf(value, path, ['kind', 'from', 'into', 'name']);
  const into = codeBelowTop(item['into'], `${path}.into`);
  const from = listOf(item['from'], `${path}.from`, 1, UNITS_OF_CHANGE_MAX).map((code, index) => {
    const place = `${path}.from[${index}]`;
    const source = codeBelowTop(code, place);
    if (source === into) throw invalid(place, 'leave the unit out that the others go on with');
    assertLevel(source, unitLevel(into), place);
    return source;
  });
  return { kind: 'merge', from, into, ...optionalName(item, path) };
}

function readSplit(value: unknown, path: string): Split {
  const item = objectOf(value, path, ['kind', 'from', 'into', 'principal']);
  const from = codeBelowTop(item['from'], `${path}.from`);
  const into = listOf(item['into'], `${path}.into`, 2, UNITS_OF_CHANGE_MAX).map((part, index) => {
    const place = `${path}.into[${index}]`;
    const fields = objectOf(part, place, ['code', 'name']);
    const code = codeBelowTop(fields['code'], `${place}.code`);
    if (code === from)
      throw invalid(`${place}.code`, 'a unit that keeps its code is not split: create the others');
    assertLevel(code, unitLevel(from), `${place}.code`);
    return { code, ...optionalName(fields, place) };
  });
  const principal = codeBelowTop(item['principal'], `${path}.principal`);
  if (!into.some(({ code }) => code === principal)) {
    throw invalid(`${path}.principal`, 'expected one of the units that it is split into');
  }
  return { kind: 'split', from, into, principal };
}

function codeOf(value: unknown, path: string): string {
  if (typeof value === 'string' && unitLevel(value)) return value;
  throw invalid(path, 'expected a unit code: 4, 6, 9 or 12 digits');
}

function codeBelowTop(value: unknown, path: string): string {
  const code = codeOf(value, path);
  if (unitLevel(code) === 'city') throw invalid(path, 'the top of the tree can only be renamed');
  return code;
}

function assertLevel(code: string, level: Level | undefined, path: string): void {
  if (unitLevel(code) !== level) throw invalid(path, `a unit goes on at its own level, ${level ?? '-'}`);
}

function nameOf(item: Readonly<Record<string, unknown>>, path: string): string {
  const { name } = item;
  const fault = typeof name === 'string' ? unitNameFault(name) : 'name is not a text';
  if (fault) throw invalid(at(path, 'name'), fault);
  return name as string;
}

function optionalName(item: Readonly<Record<string, unknown>>, path: string): { readonly name?: string } {
  return item['name'] === undefined ? {} : { name: nameOf(item, path) };
}
