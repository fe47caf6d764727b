import { WINDOW_MS } from './limits.js';
import { RequestCounts } from './request-counts.js';

const MAX = 3;
const AT_ONCE = 10;

let counts: RequestCounts;
beforeEach(() => {
  counts = new RequestCounts();
});

const take = (nowMs: number, key = 'a') => counts.take(key, MAX, nowMs);
const admitted = (times: number, nowMs: number) =>
  Array.from({ length: times }, () => take(nowMs).admitted).filter(Boolean).length;

describe('one process', () => {
  it('admits so many in a window and says what is left, key by key', () => {
    expect([1, 2, 3, 4].map(() => take(1_000))).toEqual([
      { admitted: true, left: 2, endsInMs: WINDOW_MS },
      { admitted: true, left: 1, endsInMs: WINDOW_MS },
      { admitted: true, left: 0, endsInMs: WINDOW_MS },
      { admitted: false, left: 0, endsInMs: WINDOW_MS },
    ]);
    expect(take(1_000, 'b').admitted).toBe(true);
  });

  it('refuses until the moment that it has named, and then no more', () => {
    admitted(MAX, 1_000);
    const { endsInMs } = take(5_000);
    expect(take(5_000 + endsInMs - 1).admitted).toBe(false);
    expect(take(5_000 + endsInMs).admitted).toBe(true);
  });

  it('takes back what was no guess', () => {
    admitted(MAX, 0);
    counts.giveBack('a', 0);
    expect(admitted(MAX, 0)).toBe(1);
  });

  it('forgets the oldest where there are too many keys', () => {
    counts = new RequestCounts(2);
    admitted(MAX, 0);
    for (const key of ['b', 'c']) take(0, key);
    expect(take(0).admitted).toBe(true);
  });
});

describe('several processes', () => {
  const tell = (nowMs: number) => counts.tell(nowMs, AT_ONCE);

  it('are told once what was admitted, and not what was refused', () => {
    admitted(MAX + 2, 0);
    expect(tell(1_000)).toMatchObject([{ key: 'a', requests: MAX, endsInMs: WINDOW_MS - 1_000 }]);
    expect(tell(1_000)).toEqual([]);
  });

  it('are told of a few keys at a time, and of the others later', () => {
    for (const key of ['a', 'b', 'c']) take(0, key);
    const keys = [counts.tell(0, 2), counts.tell(0, 2)].flat().map(({ key }) => key);
    expect(keys.sort()).toEqual(['a', 'b', 'c']);
  });

  it('count together, with what came here while they were asked', () => {
    take(0);
    const [told] = tell(0);
    take(0);
    if (told) counts.learn(told, 2, 30_000);
    expect(take(0)).toEqual({ admitted: false, left: 0, endsInMs: 30_000 });
    expect(take(30_000).admitted).toBe(true);
  });

  it('are told later where they could not be told, unless the window has ended', () => {
    take(0);
    counts.notTold(tell(0));
    expect(tell(0)).toMatchObject([{ requests: 1 }]);
    take(0);
    counts.notTold(tell(0));
    expect(tell(WINDOW_MS)).toEqual([]);
  });

  it('say nothing of a window that has begun meanwhile', () => {
    take(0);
    const [told] = tell(0);
    take(WINDOW_MS);
    if (told) counts.learn(told, MAX, 2 * WINDOW_MS);
    expect(take(WINDOW_MS).left).toBe(MAX - 2);
  });
});
