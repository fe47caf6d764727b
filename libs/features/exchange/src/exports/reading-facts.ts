import type { Cell } from '#platform/sheets';

/**
 * Members of a reading that the block above its figures states, beside value and terms. Whoever adds a member to the
 * reading adds its words here; a reading that lacks it has no line for it.
 */
const FACTS: Readonly<Record<string, string>> = {
  coverage: '完整程度 Coverage',
  freshness: '数据新旧 Freshness',
  reason: '没有数值的原因 Why there is no figure',
};

/** Depth and length of what is put into one cell. */
const NESTING_MAX = 4;
const LENGTH_MAX = 2_000;

export function readingFacts(reading: object): Cell[][] {
  const members = new Map(Object.entries(reading) as [string, unknown][]);
  return Object.entries(FACTS).flatMap(([member, label]) => {
    const value = members.get(member);
    return value === null || value === undefined ? [] : [[label, inWords(value)]];
  });
}

function inWords(value: unknown): Cell {
  return typeof value === 'number' || typeof value === 'boolean'
    ? value
    : flat(value, 0).slice(0, LENGTH_MAX);
}

/** `{ zh, en }` as both texts, lists by their members, anything else by names and values. */
function flat(value: unknown, depth: number): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  if (depth >= NESTING_MAX) return '…';
  if (Array.isArray(value)) return value.map((item) => flat(item, depth + 1)).join('; ');
  const { zh, en } = value as { zh?: unknown; en?: unknown };
  if (typeof zh === 'string' && typeof en === 'string') return `${zh} / ${en}`;
  const members: [string, unknown][] = Object.entries(value);
  return members.map(([name, item]) => `${name}: ${flat(item, depth + 1)}`).join(', ');
}
