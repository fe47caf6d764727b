import type { Fields, RecordType } from '#core/catalogue';
import { parsePeriod, type Day } from '#core/kernel';
import type { CountedRecord } from './record.js';

/** A record counts from the bucket `from` on and, where `to` is set, no longer from the bucket `to` on. */
export interface Lifespan {
  readonly from: Day;
  readonly to: Day | null;
}

/** null where the record's place in time is not known (yet): then it does not count. */
export type LifespanReader = (record: CountedRecord) => Lifespan | null;

const DAY_LENGTH = 10;

/**
 * A stock counts while its entity lives. `awaited` are the fields of conditions `field <= today`: they begin to hold
 * on the field's day and hold ever after, so the record counts from the latest of these days on.
 */
export function stockLifespan({ time }: RecordType, awaited: readonly string[]): LifespanReader {
  const starts = [time.from, ...awaited];
  return ({ fields }) => {
    const from = latestDay(fields, starts);
    const to = dayOf(fields, time.to);
    return from === null || (to !== null && to <= from) ? null : { from, to };
  };
}

/** A flow happens on one day: an event's own, written where it happened, or the last of a report's period. */
export function flowLifespan({ lifecycle, time }: RecordType): LifespanReader {
  const day =
    lifecycle === 'report'
      ? ({ period }: CountedRecord) => parsePeriod(period)?.to ?? null
      : ({ fields }: CountedRecord) => dayOf(fields, time.at);
  return (record) => {
    const from = day(record);
    return from === null ? null : { from, to: null };
  };
}

/** An entity as something that happened: it began. */
export function beginningOf(stock: LifespanReader): LifespanReader {
  return (record) => {
    const lifespan = stock(record);
    return lifespan && { from: lifespan.from, to: null };
  };
}

function latestDay(fields: Fields, names: readonly (string | undefined)[]): Day | null {
  let latest: Day = '';
  for (const name of names) {
    const day = dayOf(fields, name);
    if (day === null) return null;
    if (day > latest) latest = day;
  }
  return latest;
}

function dayOf(fields: Fields, name: string | undefined): Day | null {
  const value = name === undefined ? undefined : fields[name];
  return typeof value === 'string' ? value.slice(0, DAY_LENGTH) : null;
}
