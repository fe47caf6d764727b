import { DAY_MIN, loadCatalogue, type Window } from '#core/catalogue';
import type { PeriodKind } from '#core/kernel';
import { planStart, windowDays } from './index.js';
import { jinchengDocument } from './testing/jincheng.js';

const document = jinchengDocument();

const days = (window: Window, at: string, shiftYears = 0, period: PeriodKind = 'month') =>
  Object.values(windowDays({ window, shiftYears }, { at, period, planStart: '2005-01-01' }));

describe('the days of a window', () => {
  it('end on the asked day', () => {
    expect(days('stock', '2006-05-06')).toEqual([null, '2006-05-06']);
    expect(days('period', '2006-05-06')).toEqual(['2006-05-01', '2006-05-06']);
    expect(days('period', '2006-05-06', 0, 'quarter')).toEqual(['2006-04-01', '2006-05-06']);
    expect(days('period', '2006-12-31', 0, 'year')).toEqual(['2006-01-01', '2006-12-31']);
    expect(days('ytd', '2006-05-06')).toEqual(['2006-01-01', '2006-05-06']);
    expect(days('plan', '2006-05-06')).toEqual(['2005-01-01', '2006-05-06']);
  });
  it('are none where the asked day lies before the plan', () => {
    expect(days('plan', '2004-05-06')).toEqual(['2005-01-01', '2004-05-06']);
  });
  it('move by whole years', () => {
    expect(days('stock', '2006-05-06', -1)).toEqual([null, '2005-05-06']);
    expect(days('ytd', '2006-05-06', -1)).toEqual(['2005-01-01', '2005-05-06']);
    expect(days('period', '2006-05-06', -2, 'quarter')).toEqual(['2004-04-01', '2004-05-06']);
    expect(days('plan', '2006-05-06', -1)).toEqual(['2004-01-01', '2005-05-06']);
  });
  it('compare a whole February with a whole February, in leap years too', () => {
    expect(days('period', '2005-02-28', -1)).toEqual(['2004-02-01', '2004-02-29']);
    expect(days('period', '2004-02-29', -1)).toEqual(['2003-02-01', '2003-02-28']);
    expect(days('period', '2004-02-28', -1)).toEqual(['2003-02-01', '2003-02-28']);
    expect(days('ytd', '2005-02-27', -1)).toEqual(['2004-01-01', '2004-02-27']);
    expect(days('ytd', '2006-06-30', -1)).toEqual(['2005-01-01', '2005-06-30']);
  });
});

describe('the first day of the plan', () => {
  const row = (value: string | null, region: string, from: string) => ({
    code: 'plan.start',
    value,
    where: { region },
    from,
  });
  const startOf = (rows: object[]) => planStart(loadCatalogue({ ...document, params: [...others, ...rows] }));
  const others = document.params.filter(({ code }: { code: string }) => code !== 'plan.start');

  it('is the city’s newest', () => {
    expect(planStart(loadCatalogue(document))).toBe('2005-01-01');
    const rows = [
      row('2004-07-01', '140502', '2009-01-01'),
      row('2005-01-01', '1405', '2005-01-01'),
      row('2006-01-01', '1405', '2006-01-01'),
      row('2003-01-01', '1405', '2003-01-01'),
      row(null, '1405', '2007-01-01'),
    ];
    expect(startOf(rows)).toBe('2006-01-01');
    expect(startOf(rows.toReversed())).toBe('2006-01-01');
  });
  it('does not matter where no plan is set', () => {
    expect(planStart({ ...loadCatalogue(document), params: [] })).toBe(DAY_MIN);
  });
});
