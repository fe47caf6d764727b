import type { BookedRecord } from '../world/index.js';

/** An indicator computed a second time, from the records as they were entered and with nothing but filters and sums. */
export interface PlainFigure {
  readonly code: string;
  readonly at: string;
  readonly period: 'year' | 'quarter' | 'month';
  readonly compute: (records: readonly BookedRecord[]) => number | null;
}

const FIRST_DAY = '2006-06-30';
const LAST_DAY = '2007-12-31';

export const PLAIN_FIGURES: readonly PlainFigure[] = [
  ...[FIRST_DAY, LAST_DAY].flatMap((at): PlainFigure[] => [
    { code: 'organisations', at, period: 'year', compute: (all) => orgs(all, at).length },
    { code: 'facilities', at, period: 'year', compute: (all) => facilities(all, at).length },
    { code: 'libraries', at, period: 'year', compute: (all) => libraries(all, at).length },
    { code: 'service-outlets', at, period: 'year', compute: (all) => outlets(all, at).length },
    {
      code: 'outlet-jobs',
      at,
      period: 'year',
      compute: (all) => sum(outlets(all, at), 'unemployed_hired'),
    },
  ]),
  { code: 'activities', at: LAST_DAY, period: 'year', compute: (all) => activities(all, '2007').length },
  {
    code: 'activities',
    at: '2006-11-30',
    period: 'month',
    compute: (all) => activities(all, '2006-11').length,
  },
  { code: 'funds-in', at: LAST_DAY, period: 'year', compute: (all) => fundsIn(all, '2007') },
  { code: 'funds-in', at: '2005-12-31', period: 'year', compute: (all) => fundsIn(all, '2005') },
  { code: 'assistance-persons', at: '2006-12-31', period: 'year', compute: (all) => assisted(all, '2006') },
  { code: 'waste-sorted', at: '2005-12-31', period: 'year', compute: (all) => wasteSorted(all, '2005') },
];

function ofType(records: readonly BookedRecord[], type: string): readonly BookedRecord[] {
  return records.filter((record) => record.type === type);
}

function lives(record: BookedRecord, from: string, to: string, at: string): boolean {
  const begins = record.fields[from];
  const ends = record.fields[to];
  return typeof begins === 'string' && begins <= at && !(typeof ends === 'string' && ends <= at);
}

function orgs(all: readonly BookedRecord[], at: string): readonly BookedRecord[] {
  return ofType(all, 'org').filter((record) => lives(record, 'established_on', 'dissolved_on', at));
}

function facilities(all: readonly BookedRecord[], at: string): readonly BookedRecord[] {
  return ofType(all, 'facility').filter((record) => lives(record, 'opened_on', 'closed_on', at));
}

function libraries(all: readonly BookedRecord[], at: string): readonly BookedRecord[] {
  return facilities(all, at).filter(
    ({ fields }) => fields['kind'] === 'library' && fields['status'] === 'in-use',
  );
}

function outlets(all: readonly BookedRecord[], at: string): readonly BookedRecord[] {
  return ofType(all, 'service-outlet').filter((record) => lives(record, 'opened_on', 'closed_on', at));
}

/** Days and periods begin with the year or the month that they lie in. */
function within(record: BookedRecord, day: string, time: string): boolean {
  return String(record.fields[day]).startsWith(time);
}

function activities(all: readonly BookedRecord[], time: string): readonly BookedRecord[] {
  return ofType(all, 'activity').filter(
    (record) => within(record, 'held_on', time) && record.fields['kind'] !== 'cadre-training',
  );
}

function fundsIn(all: readonly BookedRecord[], time: string): number {
  const flows = ofType(all, 'fund-flow').filter(
    (record) => within(record, 'happened_on', time) && record.fields['direction'] === 'in',
  );
  return hundredths(flows, 'amount') / 100;
}

function assisted(all: readonly BookedRecord[], time: string): number {
  return sum(
    ofType(all, 'assistance').filter((record) => within(record, 'paid_on', time)),
    'persons',
  );
}

function wasteSorted(all: readonly BookedRecord[], year: string): number | null {
  const reports = ofType(all, 'environment-report').filter(({ period }) => period?.startsWith(year));
  const whole = hundredths(reports, 'waste_t');
  return whole === 0 ? null : (100 * hundredths(reports, 'sorted_t')) / whole;
}

function sum(records: readonly BookedRecord[], field: string): number {
  return records.reduce((total, { fields }) => total + Number(fields[field] ?? 0), 0);
}

/** Amounts and tons have two decimals: as whole hundredths they add up exactly. */
function hundredths(records: readonly BookedRecord[], field: string): number {
  return records.reduce((total, { fields }) => total + Math.round(Number(fields[field] ?? 0) * 100), 0);
}
