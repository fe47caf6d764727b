import type { Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { activity, COMMUNITY, facility, NEIGHBOUR } from '../support/sample-records.js';

const DAY = '2006-12-31';
const STREET = COMMUNITY.slice(0, 9);

let node: TestNode;

beforeAll(async () => {
  node = await TestNode.start({ unit: '1405' });
  const room = (unit: string, kind: string, name: string): object =>
    facility({ kind, name, floor_area_m2: 200, counts_office: true, counts_house: true }, { unit });
  await enter(
    room(COMMUNITY, 'library', '图书室甲'),
    room(COMMUNITY, 'police-room', '警务室甲'),
    room(COMMUNITY, 'police-room', '警务室乙'),
    room(NEIGHBOUR, 'office', '办公室'),
    population(COMMUNITY, '2006-Q2', 900, 300),
    population(COMMUNITY, '2006-Q3', 1_000, 310),
    population(NEIGHBOUR, '2006-Q1', 500, 0),
    activity({ participants: 45 }),
  );
});

afterAll(() => node?.close());

async function enter(...records: object[]): Promise<void> {
  const { body } = await node.as('clerk').send('POST', '/api/v1/records/batch', { records });
  expect(body.rejected).toEqual([]);
}

const population = (unit: string, period: string, people: number, households: number): object => ({
  type: 'population-report',
  unit,
  period,
  fields: { population: people, households, poor_households: 0, unemployed: 0, unemployed_difficulty: 0 },
});

const administrator = (path: string): Promise<{ status: number; body: Body }> =>
  node.as('administrator').get(`/api/v1/${path}`);

async function figure(code: string, unit: string, at = DAY): Promise<Body> {
  return (await administrator(`indicators/${code}?unit=${unit}&at=${at}`)).body;
}

describe('measures', () => {
  it('are computed for each community, and counted', async () => {
    const rooms = await figure('police-room-coverage', STREET);
    expect(rooms.terms.n).toBe(1);
    expect(rooms.children.filter((child: Body) => child.value === 100)).toMatchObject([{ unit: COMMUNITY }]);
    // Two police rooms are one of the nine, and a library is none.
    expect((await figure('nine-score', COMMUNITY)).value).toBeCloseTo(100 / 9, 9);
  });

  it('are unknown where a number has not been reported, and count as not met', async () => {
    const whole = await figure('house-ok', STREET);
    const own = await figure('house-ok', COMMUNITY);
    // 310 households in blocks of 150, 25 m² for each: 51.7 m².
    expect([own.value, own.unknown]).toEqual([100, 0]);
    expect((await figure('house-ok', NEIGHBOUR)).value).toBe(100);
    expect(whole.unknown).toBe(whole.terms.d - 2);
    expect(whole.certificate.coverage).toMatchObject({ expected: whole.terms.d, reported: 2 });
  });
});

describe('the newest report', () => {
  it('counts in its place, is added over the units, and is forgotten after a year', async () => {
    expect((await figure('participation', STREET)).terms).toEqual({ a: 45, p: 1_500 });
    expect((await figure('participation', STREET, '2006-08-01')).terms.p).toBe(1_400);
    expect((await figure('participation', STREET, '2007-03-31')).terms.p).toBe(1_500);
    expect((await figure('participation', STREET, '2007-04-01')).terms.p).toBe(1_000);
    const gone = await figure('participation', STREET, '2007-10-01');
    expect([gone.terms.p, gone.value]).toEqual([null, null]);
    expect(gone.reason.en).toBe('Nothing has been reported within a year (p)');
  });
});

describe('reports that are owed', () => {
  it('are counted by what has become of them, by type, too', async () => {
    const { body } = await administrator(
      `indicators/report-complete?unit=${STREET}&at=${DAY}&period=year&dims=true`,
    );
    const urban = body.certificate.coverage.expected;
    const months = 12 * 2;
    const quarters = 4 * 3;
    // The last month and the last quarter are not due yet on their last day.
    expect(body.terms).toEqual({ n: 3, d: urban * (months - 2 + quarters - 3) });
    const [population] = body.byDims.filter((part: Body) => part.dims[0] === 'population-report');
    expect(population.terms).toEqual({ n: 3, d: 3 * urban });
    const onTime = await figure('report-on-time', STREET);
    expect(onTime.terms.n).toBe(0);
  });
});

describe('the board of a unit', () => {
  it('has every indicator, each with its definition, coverage and targets', async () => {
    const { body } = await administrator(`board?unit=1405&at=${DAY}`);
    expect(body.rows).toHaveLength(60);
    expect(body.rows.flatMap((row: Body) => row.certificate.targets)).toHaveLength(36);
    for (const row of body.rows) {
      expect(row.reason === null).toBe(row.value !== null);
      expect(row.certificate.formula).toEqual({ zh: expect.any(String), en: expect.any(String) });
      const { expected, reported } = row.certificate.coverage;
      expect(expected).toBeGreaterThan(0);
      expect(reported).toBeLessThanOrEqual(expected);
    }
    const libraries = body.rows.find(({ code }: Body) => code === 'libraries');
    expect(libraries).toMatchObject({
      value: 1,
      certificate: {
        quarantined: 0,
        targets: [{ due: '2007-12-31', value: 100, figure: 1, gap: 99, met: false, projected: null }],
      },
    });
  });

  it('shows what each indicator shows by itself', async () => {
    const { body } = await administrator(`board?unit=${STREET}&at=${DAY}`);
    for (const code of ['house-ok', 'participation', 'facilities', 'nine-score']) {
      const { value, terms, unknown, reason, certificate } = await figure(code, STREET);
      const row = body.rows.find((item: Body) => item.code === code);
      expect(row).toMatchObject({ value, terms, unknown, reason, certificate });
    }
  });

  it('measures a target of each district by each of them', async () => {
    const { body } = await administrator(`board?unit=1405&at=${DAY}`);
    const seats = body.rows.find(({ code }: Body) => code === 'seat-health-centres');
    const [target] = seats.certificate.targets;
    expect(target.failing).toEqual(['140502', '140521', '140522', '140524', '140525', '140581']);
  });
});

describe('a series', () => {
  it('has a figure for the end of each period', async () => {
    const { body } = await administrator(
      `indicators/facilities/series?unit=${STREET}&from=2006-01-01&to=2006-12-31&period=quarter`,
    );
    const points = body.points.map(({ at, value }: Body) => [at, value]);
    expect(points).toEqual([
      ['2006-03-31', 4],
      ['2006-06-30', 4],
      ['2006-09-30', 4],
      ['2006-12-31', 4],
    ]);
  });

  it.each([
    ['without a beginning', 'to=2006-12-31'],
    ['from no day', 'from=2006-02-30&to=2006-12-31'],
    ['of too many points', 'from=1980-01-01&to=2006-12-31&period=month'],
  ])('is refused %s', async (_, query) => {
    const { status, body } = await administrator(`indicators/facilities/series?${query}`);
    expect([status, body.code]).toEqual([400, 'query_invalid']);
  });
});

describe('a ranking', () => {
  it('compares units of any level below', async () => {
    const { body } = await administrator(
      `indicators/police-room-coverage/ranking?unit=140502&level=community&at=${DAY}&limit=3`,
    );
    expect(body.units).toHaveLength(3);
    expect(body.units[0]).toMatchObject({ unit: COMMUNITY, value: 100, rank: 1 });
    expect(body.count).toBeGreaterThan(100);
  });
});
