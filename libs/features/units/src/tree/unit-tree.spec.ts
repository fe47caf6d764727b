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
