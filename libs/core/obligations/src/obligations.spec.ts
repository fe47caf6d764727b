import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { loadCatalogue, type Param } from '#core/catalogue';
import { addDays } from '#core/kernel';
import {
  addState,
  deadlinesOf,
  emptyTally,
  isOwedBy,
  judge,
  owedTypes,
  periodEndingOn,
  periodName,
  periodOfKind,
  periodsEnding,
  type ObligationState,
  type Tally,
} from './index.js';

const FILE = new URL('../../../../data/catalogue/jincheng-2005.json', import.meta.url);
const catalogue = loadCatalogue(JSON.parse(readFileSync(FILE, 'utf8')));

const COMMUNITY = { code: '140502001001', streetKind: 'street', seat: false } as const;

const param = (
  code: string,
  value: Param['value'],
  where: Partial<Param['where']> = {},
  from = '2005-01-01',
): Param => ({
  code,
  value,
  from,
  where: { region: '1405', ...where },
});

describe('what is owed', () => {
  it('are the reports of which a unit has one for each period', () => {
    const owed = owedTypes(catalogue).map(({ code, kind, level }) => `${code} ${kind} ${level}`);
    expect(owed).toEqual([
      'population-report quarter community',
      'party-report quarter community',
      'family-planning-report quarter community',
      'security-report month community',
      'environment-report month community',
    ]);
  });

  it('can be declared complete, type by type', () => {
    const declarable = catalogue.enums.get('owed-report')?.map(({ value }) => value);
    expect(declarable).toEqual(owedTypes(catalogue).map(({ code }) => code));
  });

  it.each<[string, Parameters<typeof isOwedBy>, boolean]>([
    ['by an urban community', [{ level: 'community' }, { level: 'community', kind: 'urban' }], true],
    ['not by a village', [{ level: 'community' }, { level: 'community', kind: 'rural' }], false],
    ['not by a unit of another level', [{ level: 'community' }, { level: 'street', kind: null }], false],
    ['by every street, where streets enter it', [{ level: 'street' }, { level: 'street', kind: null }], true],
  ])('is owed %s', (_, [type, unit], expected) => {
    expect(isOwedBy(type, unit)).toBe(expected);
  });
});

describe('periods', () => {
  it('are those whose last day lies in the span', () => {
    const names = (kind: 'month' | 'quarter' | 'year', from: string, to: string) =>
      periodsEnding(kind, { from, to }).map(periodName);
    expect(names('month', '2006-01-31', '2006-03-30')).toEqual(['2006-01', '2006-02']);
    expect(names('month', '2006-02-01', '2006-02-27')).toEqual([]);
    expect(names('quarter', '2006-01-01', '2006-12-31')).toEqual([
      '2006-Q1',
      '2006-Q2',
      '2006-Q3',
      '2006-Q4',
    ]);
    expect(names('year', '2004-12-31', '2005-12-30')).toEqual(['2004']);
  });

  it('have a name that is read back, and end on their last day only', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('month', 'quarter', 'year' as const),
        fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (kind, date) => {
          const day = date.toISOString().slice(0, 10);
          const [period] = periodsEnding(kind, { from: day, to: addDays(day, 366) });
          if (!period) throw new Error('a year has an end of every kind');
          expect(periodOfKind(kind, periodName(period))).toEqual(period);
          expect(periodEndingOn(kind, period.to)).toEqual(period);
          expect(periodEndingOn(kind, addDays(period.to, -1))).toBeUndefined();
          expect(period.to >= day && period.from <= day).toBe(true);
        },
      ),
    );
    expect(periodOfKind('month', '2006-Q1')).toBeUndefined();
    expect(periodOfKind('month', 'soon')).toBeUndefined();
  });
});

describe('deadlines', () => {
  const at = (params: readonly Param[], lastDay = '2006-01-31', unit = COMMUNITY) =>
    deadlinesOf(params, unit, lastDay);

  it('are ten and forty-five days after the period where nothing is set', () => {
    expect(at([])).toEqual({ dueOn: '2006-02-10', lockedOn: '2006-03-17' });
  });

  it('are what the catalogue sets for the unit: the nearest region, then the most conditions, then the newest', () => {
    const due = (...rows: Param[]) => at(rows).dueOn;
    const code = 'report.due_days';
    expect(due(param(code, 3))).toBe('2006-02-03');
    expect(due(param(code, 3), param(code, 4, { region: '140502' }))).toBe('2006-02-04');
    expect(due(param(code, 4, { region: '140502' }), param(code, 3, { seat: false }))).toBe('2006-02-04');
    expect(due(param(code, 5, { streetKind: 'street' }), param(code, 3))).toBe('2006-02-05');
    expect(due(param(code, 6, {}, '2006-01-01'), param(code, 3))).toBe('2006-02-06');
    expect(due(param(code, 6, {}, '2006-02-01'), param(code, 3))).toBe('2006-02-03');
    expect(due(param(code, 7, { region: '140581' }))).toBe('2006-02-10');
    expect(due(param(code, 8, { seat: true }), param(code, 9, { streetKind: 'town' }))).toBe('2006-02-10');
  });

  it.each([null, 'soon', -1, 1.5, 1e9])(
    'are not moved by a parameter that is no number of days: %s',
    (value) => {
      expect(at([param('report.due_days', value), param('report.expiry_days', value)])).toEqual(at([]));
    },
  );

  it('never lock what ended before the platform began', () => {
    const params = [param('report.locked_from', '2006-02-01')];
    expect(at(params).lockedOn).toBeNull();
    expect(at(params, '2006-02-28').lockedOn).toBe('2006-04-14');
    expect(at([param('report.locked_from', '2006-01-31')]).lockedOn).toBe('2006-03-17');
    expect(at([param('report.locked_from', 'never')]).lockedOn).toBe('2006-03-17');
  });
});

describe('the state of an obligation', () => {
  const deadlines = { dueOn: '2006-02-10', lockedOn: '2006-03-17' };
  const nothing = { receivedOn: null, declared: false, unlockedUntil: null };
  const state = (at: string, evidence: Partial<Parameters<typeof judge>[1]> = {}): ObligationState =>
    judge(deadlines, { ...nothing, ...evidence }, at);

  it.each<[string, Parameters<typeof state>, Partial<ObligationState>]>([
    ['is open on the due day', ['2006-02-10'], { stage: 'open' }],
    ['is missing on the day after', ['2006-02-11'], { stage: 'missing' }],
    ['is on time on the due day', ['2006-09-01', { receivedOn: '2006-02-10' }], { stage: 'on-time' }],
    ['is late on the day after', ['2006-09-01', { receivedOn: '2006-02-11' }], { stage: 'late' }],
    ['is not locked before its day', ['2006-03-16'], { locked: false }],
    ['is locked on its day', ['2006-03-17'], { locked: true }],
    ['is unlocked through the last day', ['2006-05-01', { unlockedUntil: '2006-05-01' }], { locked: false }],
    ['is locked again behind it', ['2006-05-02', { unlockedUntil: '2006-05-01' }], { locked: true }],
    ['is complete', ['2006-09-01', { receivedOn: '2006-02-10', declared: true }], { complete: true }],
    ['is not complete without its report', ['2006-09-01', { declared: true }], { complete: false }],
    [
      'is not complete unless somebody says so',
      ['2006-09-01', { receivedOn: '2006-02-10' }],
      { complete: false },
    ],
  ])('%s', (_, given, expected) => {
    expect(state(...given)).toMatchObject(expected);
  });

  it('adds up', () => {
    const states = fc.array(
      fc.record({
        stage: fc.constantFrom('open', 'missing', 'on-time', 'late' as const),
        complete: fc.boolean(),
        locked: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(states, (all) => {
        const tally = all.reduce<Tally>(addState, emptyTally());
        expect(tally.expected).toBe(all.length);
        expect(tally.received + tally.missing + tally.open).toBe(all.length);
        expect(tally.onTime + tally.late).toBe(tally.received);
        expect(tally.complete).toBe(all.filter(({ complete }) => complete).length);
        expect(tally.locked).toBe(all.filter(({ locked }) => locked).length);
      }),
    );
  });
});
