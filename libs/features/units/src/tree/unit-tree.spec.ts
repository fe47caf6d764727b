import type { Clock } from '#platform/config';
import type { Database, UnitRow } from '#platform/storage';
import { UnitTree } from './unit-tree.js';

function row(name: string): UnitRow {
  return {
    code: '1405',
    name,
    level: 'city',
    kind: null,
    streetKind: null,
    seat: false,
    validFrom: '2023-06-30',
  };
}

describe('reloads at the same time', () => {
  it('show what was read last, whichever comes back first', async () => {
    const answers: ((rows: UnitRow[]) => void)[] = [];
    const query = (): Promise<UnitRow[]> => new Promise((resolve) => answers.push(resolve));
    const tree = new UnitTree({ sql: { query } } as unknown as Database, { today: () => '' } as Clock);
    const reloads = [tree.reload(), tree.reload()];
    answers[1]?.([row('new')]);
    await reloads[1];
    answers[0]?.([row('old')]);
    await reloads[0];
    expect(tree.root.name).toBe('new');
  });
});
