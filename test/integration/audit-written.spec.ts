import { trailOf, writtenBy } from '../support/audit-trail.js';
import type { NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { activity, COMMUNITY, facility, NEIGHBOUR, person } from '../support/sample-records.js';

const DISTRICT = '140502';
const STREET = '140502001';

let node: TestNode;
let clerk: NodeApi;
let persons: string[];

beforeAll(async () => {
  node = await TestNode.start({
    unit: DISTRICT,
    callers: [`clerk:${COMMUNITY}`, `clerk:${STREET}`, `auditor:${STREET}`],
  });
  clerk = node.as('clerk', COMMUNITY);
  const one = await clerk.create(person());
  const two = await clerk.create(person({ person_key: 'p-2', name: '李四' }));
  persons = [one.body.record, two.body.record];
});
afterAll(() => node?.close());

describe('a clerk who enters', () => {
  it('leaves nothing in the trail: the log is the trail', async () => {
    const written = await writtenBy(node, async () => {
      const { body } = await clerk.create(facility());
      await clerk.correct(body.record, { expectedVersion: 1, fields: facility({ books: 9 }).fields });
      await clerk.createBatch([activity(), activity({}, { unit: COMMUNITY })]);
      await clerk.read(body.record);
      await clerk.list({ type: 'facility' });
    });
    expect(written).toEqual([]);
  });
});

describe('personal data', () => {
  it('that are read are written down, with who, what, why and from where', async () => {
    const [record = ''] = persons;
    const written = await writtenBy(node, () => clerk.read(record));
    expect(written).toEqual([
      {
        seq: expect.any(Number),
        who: `clerk ${COMMUNITY}`,
        roles: ['clerk'],
        caller_unit: COMMUNITY,
        action: 'records.read',
        subject_type: 'record',
        subject_ids: [record],
        unit: COMMUNITY,
        purpose: null,
        outcome: 'done',
        code: null,
        address: '127.0.0.1',
        details: { type: 'person', records: 1 },
        signed: true,
      },
    ]);
  });
});

it('the trail has no gaps', async () => {
  const rows = await trailOf(node);
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
  expect(NEIGHBOUR).toBeDefined();
});
