import { Clock } from '#platform/config';
import { Database } from '#platform/storage';
import { ReportStatus } from '#features/obligations';
import type { Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { ACROSS, COMMUNITY, waste } from '../support/sample-records.js';

const CITY = '1405';
const [OLD_STREET, NEW_STREET] = ['140502001', '140502003'];
const NEW_CODE = `${NEW_STREET}050`;
const DAY = '2024-01-01';
const TYPE = 'environment-report';

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ unit: CITY });
  const enter = async (unit: string, period: string) =>
    expect((await node.as('clerk').create(waste({}, { unit, period }))).status).toBe(201);
  await enter(COMMUNITY, '2023-12');
  // Entered before anybody here had heard of the reorganisation.
  await enter(COMMUNITY, '2024-01');
  const changes = [{ kind: 'move', from: COMMUNITY, to: NEW_CODE }];
  const document = { effectiveOn: DAY, title: '调整', changes };
  const applied = await node.as('administrator').send('POST', '/api/v1/units/reorganisations', document);
  expect(applied.status).toBe(200);
  await enter(NEW_CODE, '2024-02');
  // The unit's new clerk did not know of it; the earlier of the two says whether January's report was on time.
  await enter(NEW_CODE, '2024-01');
  await node.query(
    `UPDATE record SET first_recorded_at = '2024-02-05T04:00:00Z' WHERE unit = $1 AND occurred_on = '2024-01-31'`,
    [COMMUNITY],
  );
});
afterAll(() => node?.close());

async function owedBy(unit: string): Promise<Record<string, string>> {
  const query = `unit=${unit}&from=2023-12-01&to=2024-03-31&type=${TYPE}`;
  const { body } = await node.as('administrator').get(`/api/v1/periods/completeness?${query}`);
  return Object.fromEntries(body.obligations.map(({ period, stage }: Body) => [period, stage]));
}

async function expectedBelow(street: string): Promise<Record<string, number>> {
  const query = `unit=${street}&from=2023-12-01&to=2024-01-31&type=${TYPE}`;
  const { body } = await node.as('administrator').get(`/api/v1/periods/completeness?${query}`);
  const expected: Record<string, number> = {};
  for (const { periods } of body.children)
    for (const { period, expected: n } of periods) expected[period] = (expected[period] ?? 0) + n;
  return expected;
}

it('a report is owed by the unit that was there on the last day of its period', async () => {
  expect(await owedBy(COMMUNITY)).toEqual({ '2023-12': 'late' });
  // January's was entered under the old code, and counts in the unit that goes on.
  expect(await owedBy(NEW_CODE)).toEqual({ '2024-01': 'on-time', '2024-02': 'late', '2024-03': 'missing' });
});

it('a street is asked for what was below it then', async () => {
  const [left, joined] = [await expectedBelow(OLD_STREET), await expectedBelow(NEW_STREET)];
  expect((left['2023-12'] ?? 0) - (left['2024-01'] ?? 0)).toBe(1);
  expect((joined['2024-01'] ?? 0) - (joined['2023-12'] ?? 0)).toBe(1);
});

it('by the borders of today all of it is the new unit’s, and nothing is counted twice', async () => {
  const at = node.app.get(Clock).today();
  const count = async (unitPrefix: string, bordersOn: string | null) => {
    const span = { from: '2023-12-01', to: '2024-02-29', at, types: [TYPE] };
    const [row] = await node.app.get(ReportStatus).count(node.app.get(Database).sql, {
      ...{ unitPrefix, ...span, bordersOn, units: null, groupWidth: unitPrefix.length, byType: false },
    });
    return row && { group: row.group, expected: row.expected, received: row.received };
  };
  expect(await count(NEW_CODE, at)).toEqual({ group: NEW_CODE, expected: 3, received: 3 });
  expect(await count(NEW_CODE, null)).toEqual({ group: NEW_CODE, expected: 2, received: 2 });
  expect(await count(COMMUNITY, at)).toBeUndefined();
  expect(await count(ACROSS, at)).toEqual(await count(ACROSS, null));
  expect(await count(CITY, at)).toEqual(await count(CITY, null));
});
