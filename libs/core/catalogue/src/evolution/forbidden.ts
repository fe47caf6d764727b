import { ERRORS, fill, levelRank, type Bilingual, type ErrorCode, type Level } from '#core/kernel';
import type { Catalogue, Field, RecordType } from '../model.js';

export interface ForbiddenChange {
  readonly code: ErrorCode;
  readonly path: string;
  readonly message: Bilingual;
}

type Find = (code: ErrorCode, before: string | undefined, after: string | undefined) => void;

/**
 * Changes by which records that are there would come to mean something else. What is only asked no more, or asked
 * otherwise, is allowed: records are read by the catalogue that they were entered with.
 */
export function forbiddenChanges(before: Catalogue, after: Catalogue): readonly ForbiddenChange[] {
  const found: ForbiddenChange[] = [];
  for (const [code, was] of before.types) {
    const is = after.types.get(code);
    if (!is) continue;
    const path = `types/${code}`;
    checkType(was, is, finder(found, path, { type: was.zh }, { type: was.en }));
    for (const field of was.fields) {
      const next = is.fieldsByName.get(field.name);
      if (!next) continue;
      const zh = { type: was.zh, field: field.zh };
      const en = { type: was.en, field: field.en };
      checkField(field, next, finder(found, `${path}/fields/${field.name}`, zh, en));
    }
  }
  return found;
}

function finder(
  found: ForbiddenChange[],
  path: string,
  zh: Readonly<Record<string, string>>,
  en: Readonly<Record<string, string>>,
): Find {
  return (code, before = '—', after = '—') => {
    const message = {
      zh: fill(ERRORS[code], { ...zh, before, after }).zh,
      en: fill(ERRORS[code], { ...en, before, after }).en,
    };
    found.push({ code, path, message });
  };
}

function checkType(was: RecordType, is: RecordType, find: Find): void {
  if (was.lifecycle !== is.lifecycle) return find('type_lifecycle_changed', was.lifecycle, is.lifecycle);
  if (was.period !== is.period) find('type_period_changed', was.period, is.period);
  const [then, now] = [was, is].map(({ time }) => [time.from, time.to, time.at].join());
  // An end that was not asked for before takes nothing from those that have none.
  if (
    then !== now &&
    !(was.time.to === undefined && was.time.from === is.time.from && was.time.at === is.time.at)
  )
    find('type_time_changed', then, now);
  if (isHigher(is.travel, was.travel)) find('type_travel_raised', was.travel, is.travel);
  const [key, next] = [was, is].map(({ naturalKey }) => [...naturalKey].sort().join());
  if (key !== next) find('natural_key_changed', key, next);
}

function checkField(was: Field, is: Field, find: Find): void {
  if (was.type !== is.type) return find('field_kind_changed', was.type, is.type);
  if (was.unit !== undefined && was.unit !== is.unit) find('field_unit_changed', was.unit, is.unit);
  if (was.enum !== is.enum) find('field_list_changed', was.enum, is.enum);
  if (was.ref !== is.ref) find('field_reference_changed', was.ref, is.ref);
  if (was.time !== undefined && was.time !== is.time) find('field_stock_changed', was.time, is.time);
  if (isHigher(is.travel, was.travel)) find('field_travel_raised', was.travel, is.travel);
  if (was.personal && !is.personal) find('field_personal_dropped', undefined, undefined);
}

function isHigher(level: Level, than: Level): boolean {
  return levelRank(level) < levelRank(than);
}
