import type { Clock } from '#platform/config';
import type { Database, DatedUnitRow } from '#platform/storage';
import { UnitTree } from './unit-tree.js';

function row(name: string): DatedUnitRow {
  return {
    code: '1405',
    name,
    level: 'city',
    kind: null,
    streetKind: null,
    seat: false,
    kindCorrected: false,
    validFrom: '2023-06-30',
    validTo: null,
  };
}

describe('reloads at the same time', () => {
  it('show what was read last, whichever comes back first', async () => {
    const answers: ((read: object) => void)[] = [];
    const snapshot = (): Promise<object> => new Promise((resolve) => answers.push(resolve));
    const tree = new UnitTree({ snapshot } as unknown as Database, { today: () => '' } as Clock);
    const reloads = [tree.reload(), tree.reload()];
    answers[1]?.({ version: '2', units: [row('new')], links: [] });
    await reloads[1];
    answers[0]?.({ version: '1', units: [row('old')], links: [] });
    await reloads[0];
    expect(tree.root.name).toBe('new');
  });
});

describe('a tree in which units begin and end', () => {
  const old = { ...row('old'), code: '140502', level: 'district' as const, validTo: '2026-07-01' };
  const next = { ...row('next'), code: '140503', level: 'district' as const, validFrom: '2026-07-01' };
  const link = { code: '140502', effectiveOn: '2026-07-01', successor: '140503', alone: true };
  let today = '2026-06-30';
  let reads = 0;
  let stored = { version: '1', units: [row('city'), old, next], links: [link] };

  /** The node's database as another process may change it. */
  const database = {
    snapshot: () => Promise.resolve((reads++, stored)),
    sql: { query: () => Promise.resolve([{ version: stored.version }]) },
  };
  const tree = new UnitTree(database as unknown as Database, { today: () => today } as Clock);
  const codes = (): string[] => tree.subtree('').map(({ code }) => code);

  it('is another one on the next day, without being read again', async () => {
    await tree.reload();
    expect([codes(), tree.successorOn('140502', today)]).toEqual([['1405', '140502'], '140502']);
    today = '2026-07-01';
    expect([codes(), tree.successorOn('140502', today)]).toEqual([['1405', '140503'], '140503']);
    expect(reads).toBe(1);
  });

  it('answers for any day, and knows what has been closed', () => {
    expect(tree.findOn('140502', '2026-06-30')?.name).toBe('old');
    // Before its first day the tree is what it was then: a list does not say since when.
    expect(tree.findOn('140502', '1999-01-01')?.name).toBe('old');
    expect([tree.knows('140502'), tree.find('140502')]).toEqual([true, undefined]);
    expect(() => tree.require('140502')).toThrow(
      expect.objectContaining({
        code: 'unit_closed',
        params: { unit: '140502', on: '2026-07-01', successor: '140503' },
      }) as Error,
    );
    expect(() => tree.requireOn('140503', '2026-06-30')).toThrow(
      expect.objectContaining({ code: 'unit_not_valid_on' }) as Error,
    );
  });

  it('is read again when another process has changed it, and only then', async () => {
    const heard: string[][] = [];
    tree.onChange(() => Promise.resolve(void heard.push(codes())));
    await tree.look();
    expect([reads, heard]).toEqual([1, []]);
    stored = { ...stored, version: '2', units: [...stored.units, { ...next, code: '140504' }] };
    await tree.look();
    await tree.look();
    expect([reads, heard]).toEqual([2, [['1405', '140503', '140504']]]);
  });

  it('calls again who could not be told', async () => {
    let calls = 0;
    tree.onChange(() => (++calls === 1 ? Promise.reject(new Error('away')) : Promise.resolve()));
    stored = { ...stored, version: '3' };
    await tree.look();
    await tree.look();
    await tree.look();
    expect(calls).toBe(2);
  });
});
