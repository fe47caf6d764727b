import type { Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';

const CITY = '1405';
const SHARES = [
  ['140502', 80],
  ['140521', 20],
  ['140522', 20],
  ['140524', 20],
  ['140525', 30],
  ['140581', 30],
].map(([unit, value]) => ({ unit, value }));

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ unit: CITY });
});
afterAll(() => node?.close());

const allocate = (change: object = {}): Promise<{ status: number; body: Body }> =>
  node.as('administrator').send('POST', '/api/v1/targets/allocations', {
    ...{ indicator: 'service-outlets', period: '2007', value: 200, shares: SHARES },
    ...change,
  });

async function given(unit: string): Promise<Body[]> {
  const { body } = await node
    .as('administrator')
    .get(`/api/v1/indicators/service-outlets?unit=${unit}&at=2006-12-31`);
  return body.certificate.targets.filter(({ basis }: Body) => basis === 'given');
}

const issued = async (): Promise<number> =>
  (await node.query(`SELECT 1 FROM directive WHERE kind = 'target'`)).length;

it.each<[string, object, number, string]>([
  ['whose shares come to less', { value: 201 }, 422, 'allocation_sum'],
  ['whose shares come to more', { value: 199.99 }, 422, 'allocation_sum'],
  [
    'to a unit twice',
    { value: 230, shares: [...SHARES, { unit: '140581', value: 30 }] },
    422,
    'allocation_unit',
  ],
  [
    'to a unit further below',
    { value: 5, shares: [{ unit: '140502001', value: 5 }] },
    422,
    'allocation_unit',
  ],
  ['to nobody', { shares: [] }, 400, 'body_invalid'],
  ['of a share of communities', { indicator: 'nine-ok' }, 422, 'allocation_not_additive'],
  ['of persons who may be counted twice', { indicator: 'reemployed' }, 422, 'allocation_not_additive'],
  ['of nothing', { indicator: 'nothing' }, 404, 'indicator_unknown'],
  ['for no period', { period: '2007-13' }, 400, 'directive_invalid'],
])('an allocation %s is refused, and nothing of it is given', async (_, change, status, code) => {
  const { status: answered, body } = await allocate(change);
  expect([answered, body.code]).toEqual([status, code]);
  expect(await issued()).toBe(0);
});

it('an allocation gives the whole to the unit and each share to its unit, and stands on their boards', async () => {
  const { status, body } = await allocate();
  expect([status, body.targets.length]).toEqual([201, 7]);
  expect(await given(CITY)).toMatchObject([{ due: '2007-12-31', op: '>=', value: 200, figure: 0, gap: 200 }]);
  expect(await given('140525')).toMatchObject([
    { value: 30, gap: 30, met: false, issuer: CITY, revisions: 0 },
  ]);
  expect(await given('140502001')).toEqual([]);
});

it('a newer allocation takes its place, and the trail is kept', async () => {
  const shares = SHARES.map(({ unit, value }) => ({ unit, value: unit === '140525' ? 40 : value }));
  expect((await allocate({ value: 210, shares })).status).toBe(201);
  expect(await given('140525')).toMatchObject([{ value: 40, revisions: 1 }]);
  const { body } = await node.as('administrator').get('/api/v1/targets?limit=100');
  const trail = body.targets.filter(({ unit }: Body) => unit === '140525');
  expect(trail.map(({ value }: Body) => value)).toEqual([40, 30]);
});
