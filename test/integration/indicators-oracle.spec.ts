import { TestNode } from '../support/node-app.js';
import type { Body, NodeApi } from '../support/node-api.js';
import { RandomClerk } from '../support/random-clerk.js';
import { TRIED_UNITS } from '../support/random-drafts.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';
import {
  tellsSomething,
  turningDays,
  writtenByDims,
  writtenFigure,
  WRITTEN_FIGURES,
  type Asked,
  type WrittenFigure,
} from '../support/written-figures.js';

const OPERATIONS = 400;
/** By chance some figure may have nothing to count for long, but not for as long. */
const OPERATIONS_MAX = 3 * OPERATIONS;
const QUESTIONS = 8;
const QUESTIONS_MAX = 20 * QUESTIONS;
const SEED = runSeed();

let node: TestNode;
let clerk: RandomClerk;
let api: NodeApi;
const random = new SeededRandom(SEED);

beforeAll(async () => {
  node = await TestNode.start({ unit: '1405' });
  api = node.as('administrator');
  clerk = new RandomClerk(node.as('clerk'), random);
  const told = (): boolean =>
    Object.values(WRITTEN_FIGURES).every((figure) => tellsSomething(figure, clerk.records, '1405'));
  for (let step = 0; step < OPERATIONS || (!told() && step < OPERATIONS_MAX); step++) await clerk.act();
});
afterAll(() => node?.close());

function question(figure: WrittenFigure): Asked {
  return {
    at: random.chance(0.8) ? random.pick(turningDays(figure, clerk.records)) : random.day(2003, 2009),
    period: random.pick(['month', 'quarter', 'year']),
  };
}

const UNITS = [...TRIED_UNITS.city, ...TRIED_UNITS.district, ...TRIED_UNITS.street, ...TRIED_UNITS.community];

/** The product rounds once, the plain way in between: the last digit may differ. */
function expectFigure(
  actual: { value: number | null; terms: object },
  written: ReturnType<typeof writtenFigure>,
) {
  expect(actual.terms).toEqual(written.terms);
  if (written.value === null) expect(actual.value).toBeNull();
  else
    expect(Math.abs((actual.value ?? Number.NaN) - written.value)).toBeLessThanOrEqual(
      1e-12 * Math.abs(written.value),
    );
}

describe(`after ${OPERATIONS} random operations (TEST_SEED=${SEED})`, () => {
  it('all kinds of them have happened', () => {
    expect(clerk.done.entered).toBeGreaterThan(OPERATIONS / 3);
    expect(Math.min(clerk.done.corrected, clerk.done.withdrawn)).toBeGreaterThan(OPERATIONS / 20);
  });

  it.each(Object.entries(WRITTEN_FIGURES))('“%s” is what its definition says', async (code, figure) => {
    let told = 0;
    for (let turn = 0; turn < QUESTIONS || (told === 0 && turn < QUESTIONS_MAX); turn++) {
      const asked = question(figure);
      for (const unit of [UNITS[0] ?? '', random.pick(UNITS), random.pick(UNITS)]) {
        const { status, body } = await api.indicator(code, { unit, ...asked, dims: 'true' });
        expect([status, body.unit]).toEqual([200, unit]);
        expect(body.reason === null).toBe(body.value !== null);
        expectFigure(body, writtenFigure(figure, clerk.records, unit, asked));
        for (const child of body.children) {
          expectFigure(child, writtenFigure(figure, clerk.records, child.unit, asked));
        }
        const byDims = figure.dims.length === 0 ? {} : writtenByDims(figure, clerk.records, unit, asked);
        const shown = body.byDims.filter((part: Body) =>
          Object.values(part.terms).some((term) => term !== 0),
        );
        const found = Object.fromEntries(
          shown.map((part: Body) => [JSON.stringify(part.dims), { value: part.value, terms: part.terms }]),
        );
        expect(found).toEqual(byDims);
        if (Object.values(body.terms).some((term) => term !== 0)) told += 1;
      }
    }
    expect(told).toBeGreaterThan(0);
  });

  it('the running cells equal their recount, and a recount changes nothing', async () => {
    const cells = () =>
      node.query('SELECT * FROM cell WHERE records <> 0 ORDER BY term, unit, bucket, dims, item');
    const running = await cells();
    expect((await node.as('operator').audit()).body).toMatchObject({ chainOk: true, recountOk: true });
    const { body } = await node.as('operator').recount();
    expect(body).toEqual({ records: expect.any(Number), reassessed: 0 });
    expect(await cells()).toEqual(running);
  });
});
