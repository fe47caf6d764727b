import fc from 'fast-check';
import { progressOf } from './index.js';

const target = { op: '>=', value: 80, due: '2007-12-31' } as const;
const progress = (value: number | null, before: number | null = 40, whole = true) =>
  progressOf(target, { at: '2006-12-31', value }, { at: '2005-12-31', value: before }, whole);

describe('a figure beside its target', () => {
  it('says what is missing, what is needed each month and what comes of the present pace', () => {
    const { met, gap, paceNeeded, paceNow, projected } = progress(60);
    expect([met, gap]).toEqual([false, 20]);
    expect(paceNeeded).toBeCloseTo(20 / 12, 2);
    expect(paceNow).toBeCloseTo(20 / 12, 2);
    expect(projected).toBeCloseTo(80, 1);
  });

  it('is met, and nothing more is needed', () => {
    expect(progress(80)).toMatchObject({ met: true, gap: 0, paceNeeded: null });
  });

  it('is met by more than 100 only where more is asked', () => {
    const more = { op: '>', value: 100, due: '2007-12-31' } as const;
    const at = { at: '2006-12-31', value: 100 };
    expect(progressOf(more, at, at, true).met).toBe(false);
  });

  it('wants less where the target is an upper bound', () => {
    const most = { op: '<=', value: 100, due: '2007-12-31' } as const;
    const found = progressOf(most, { at: '2006-12-31', value: 112 }, { at: '2005-12-31', value: 124 }, true);
    expect(found).toMatchObject({ met: false, gap: 12 });
    expect(found.paceNeeded).toBeCloseTo(-1, 2);
    expect(found.projected).toBeCloseTo(100, 1);
  });

  it('is not known where the figure is not, and not projected from a part of the units', () => {
    const nothing = { met: null, gap: null, paceNeeded: null, paceNow: null, projected: null };
    expect(progress(null)).toEqual(nothing);
    expect(progress(60, null)).toMatchObject({ met: false, paceNow: null, projected: null });
    expect(progress(60, 40, false)).toMatchObject({ gap: 20, projected: null });
  });

  it('needs nothing any more on a day that is over', () => {
    const late = progressOf(target, { at: '2008-06-30', value: 60 }, { at: '2007-06-30', value: 40 }, true);
    expect(late).toMatchObject({ met: false, gap: 20, paceNeeded: null, projected: null });
  });

  it('with the needed pace comes out exactly at the target', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 79, noNaN: true }), (value) => {
        const { paceNeeded } = progress(value);
        const months = (Date.parse('2007-12-31') - Date.parse('2006-12-31')) / 86_400_000 / (365.25 / 12);
        return Math.abs(value + (paceNeeded ?? 0) * months - 80) < 1e-9;
      }),
    );
  });
});
