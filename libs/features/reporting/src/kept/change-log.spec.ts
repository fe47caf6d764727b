import type { CellChanges } from '#platform/storage';
import { ChangeLog } from './change-log.js';

const changed = (...pairs: readonly (readonly [string, string])[]): CellChanges => ({
  everything: false,
  units: new Map(pairs.map(([term, unit]) => [term, new Set([unit])])),
});

describe('the log of changes', () => {
  const log = new ChangeLog();
  log.append(changed(['a', '1']));
  log.append(changed(['a', '2'], ['b', '1']));
  log.append(changed(['b', '3']));

  it.each([
    ['all of a term', 'a', 0, 3, ['1', '2']],
    ['nothing behind the last', 'a', 3, 3, []],
    ['what came behind a generation', 'a', 1, 3, ['2']],
    ['what came up to one', 'b', 0, 2, ['1']],
    ['nothing of other terms', 'c', 0, 3, []],
  ])('tells %s', (_, term, after, upTo, units) => {
    expect([...(log.between(term, after, upTo) ?? ['unknown'])]).toEqual(units);
  });

  it('does not know what is older than what it began with, or newer than what is asked', () => {
    const short = new ChangeLog();
    for (let look = 0; look < 1_002; look++) short.append(changed(['a', String(look)]));
    expect(short.generation).toBe(1_002);
    expect(short.between('a', 1, 1_002)).toBeUndefined();
    expect(short.between('a', 2, 1_002)?.size).toBe(1_000);
    expect(short.between('a', 1_001, 1_000)).toBeUndefined();
  });

  it('knows nothing across a change of everything', () => {
    const cleared = new ChangeLog();
    cleared.append({ everything: true, units: new Map() });
    cleared.append(changed(['a', '1']));
    expect(cleared.between('a', 0, 2)).toBeUndefined();
    expect([...(cleared.between('a', 1, 2) ?? [])]).toEqual(['1']);
  });
});
