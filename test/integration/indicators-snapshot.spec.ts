import { TestNode } from '../support/node-app.js';
import { COMMUNITY } from '../support/sample-records.js';

/** Two terms of a ratio read a moment apart differ in every few of these while records arrive. */
const BATCHES = 60;
const BATCH_SIZE = 20;

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ unit: '1405' });
});
afterAll(() => node?.close());

const quarter = (name: string): object => ({
  type: 'residential-quarter',
  unit: COMMUNITY,
  fields: {
    name,
    registered_on: '2005-01-01',
    households: 10,
    greening_ok: true,
    beautify_ok: true,
    built: 'old',
    sorted_waste: true,
  },
});

it('a ratio is of one moment, however many records arrive meanwhile', async () => {
  let entering = true;
  const enter = async (): Promise<void> => {
    for (let batch = 0; batch < BATCHES; batch++) {
      const records = Array.from({ length: BATCH_SIZE }, (_, index) => quarter(`小区${batch}-${index}`));
      const { body } = await node.as('clerk').send('POST', '/api/v1/records/batch', { records });
      expect(body.saved).toHaveLength(BATCH_SIZE);
    }
  };
  const entered = enter().finally(() => (entering = false));
  const seen: { n: number; d: number }[] = [];
  while (entering) {
    const { body } = await node.as('administrator').get('/api/v1/indicators/green-quarters?at=2006-12-31');
    seen.push(body.terms as { n: number; d: number });
  }
  await entered;
  expect(new Set(seen.map(({ d }) => d)).size).toBeGreaterThan(5);
  expect(seen.filter(({ n, d }) => n !== d)).toEqual([]);
});
