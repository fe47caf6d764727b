import { TestNode } from '../support/node-app.js';
import type { Body, NewRecord, NodeApi } from '../support/node-api.js';
import { HandKeptTree } from '../support/random-borders.js';
import { randomDraft, TRIED_TYPES } from '../support/random-drafts.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';
import {
  tellsSomething,
  turningDays,
  writtenFigure,
  WRITTEN_FIGURES,
  type Asked,
  type Figure,
  type WrittenFigure,
} from '../support/written-figures.js';

const EARLY_RECORDS = 120;
const LATE_OPERATIONS = 160;
/** By chance some figure may have nothing to count for long, but not for as long. */
const RECORDS_MAX = 600;
const QUESTIONS = 10;
const QUESTIONS_MAX = 20 * QUESTIONS;
const SEED = runSeed();
/** A day behind everything: the one for which the hand-kept tree is asked when the product asks for today. */
const TODAY = '9998-01-01';

const EVENTS: Record<string, string> = { activity: 'held_on', 'fund-flow': 'happened_on' };
const REPORTS = ['environment-report', 'security-report'];

const random = new SeededRandom(SEED);
const tree = new HandKeptTree(random);
const live = new Map<string, { draft: NewRecord & { fields: Record<string, Body> }; version: number }>();
const done = { entered: 0, refused: 0, corrected: 0, withdrawn: 0 };

let node: TestNode;
let clerk: NodeApi;
let api: NodeApi;

/** The day on which something happened; undefined for what lives on. */
function dayOf({ type, fields, period }: NewRecord): string | undefined {
  if (REPORTS.includes(type)) {
    const [year = 0, month = 0] = (period ?? '').split('-').map(Number);
    return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  }
  return EVENTS[type] === undefined ? undefined : String(fields[EVENTS[type]]);
}

function newDraft(type: string, at: number): NewRecord & { fields: Record<string, Body> } {
  const draft = randomDraft(random, type, `第 ${at} 稿`);
  const fields: Record<string, Body> = { ...draft.fields };
  if (fields['target_region'] !== undefined)
    fields['target_region'] = random.pick(tree.peers(fields['target_region']));
  return { ...draft, unit: random.pick(tree.peers(draft.unit)), fields };
}

let drafted = 0;

async function enter(): Promise<void> {
  const draft = newDraft(random.pick(TRIED_TYPES), ++drafted);
  const { status, body } = await clerk.create(draft);
  if (body.code === 'record_exists') return;
  const may = tree.there(draft.unit, dayOf(draft) ?? TODAY);
  const refusals = ['unit_closed', 'unit_not_valid_on'];
  expect({ draft, status: may ? status : refusals.includes(body.code) }).toEqual({
    draft,
    status: may ? 201 : true,
  });
  done[may ? 'entered' : 'refused'] += 1;
  if (may) live.set(body.record, { draft, version: 1 });
}

async function change(): Promise<void> {
  const [record, { draft, version }] = random.pick([...live]);
  if (random.chance(0.3)) {
    expect((await clerk.remove(record, { expectedVersion: version })).status).toBe(200);
    live.delete(record);
    done.withdrawn += 1;
    return;
  }
  const { fields, period } = newDraft(draft.type, ++drafted);
  const content = { fields, ...(period === undefined ? {} : { period }) };
  const { status, body } = await clerk.correct(record, { expectedVersion: version, ...content });
  if (body.code === 'record_exists') return;
  expect([status, body]).toEqual([200, expect.anything()]);
  live.set(record, { draft: { ...draft, ...content }, version: version + 1 });
  done.corrected += 1;
}

const KINDS = ['move', 'move-street', 'merge', 'rename', 'split', 'join', 'abolish', 'move'] as const;

async function cityValues(): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const code of Object.keys(WRITTEN_FIGURES)) {
    const { body } = await api.indicator(code, { unit: '1405', at: '2009-12-31' });
    values[code] = { value: body.value, terms: body.terms };
  }
  return values;
}

/** A move may turn a community into a village by its code, and then it is another one that counts. */
const UNSCOPED = Object.keys(WRITTEN_FIGURES).filter((code) => code !== 'cross-post');

beforeAll(async () => {
  node = await TestNode.start({ unit: '1405' });
  [clerk, api] = [node.as('clerk'), node.as('administrator')];
  while (done.entered < EARLY_RECORDS) await enter();
  for (const [index, kind] of KINDS.entries()) {
    const document = tree.next(kind, `200${4 + Math.floor(index / 2)}-0${1 + 5 * (index % 2)}-01`);
    const before = await cityValues();
    const { status, body } = await api.send('POST', '/api/v1/units/reorganisations', document);
    expect([document, status, body.repeated]).toEqual([document, 200, false]);
    const after = await cityValues();
    for (const code of UNSCOPED) expect([kind, code, after[code]]).toEqual([kind, code, before[code]]);
    for (let step = 0; step < LATE_OPERATIONS / KINDS.length; step++)
      await (random.chance(0.6) ? enter() : change());
  }
  while (!everythingTells() && done.entered < RECORDS_MAX) await enter();
});
afterAll(() => node?.close());

type BordersKind = 'reported' | 'today';

/** The written figure with every record in the unit that was there for its own. */
function redrawn(figure: WrittenFigure, asked: Asked, borders: BordersKind): WrittenFigure {
  return {
    ...figure,
    unitOf: (record) => {
      const day = borders === 'today' ? TODAY : (dayOf(record) ?? asked.at);
      return tree.placeOn(figure.unitOf(record), day);
    },
  };
}

/** The product rounds once, the plain way in between: the last digit may differ. */
function expectFigure(what: object, actual: Figure, written: Figure): void {
  expect({ ...what, terms: actual.terms }).toEqual({ ...what, terms: written.terms });
  if (written.value === null) expect(actual.value).toBeNull();
  else {
    const difference = Math.abs((actual.value ?? Number.NaN) - written.value);
    expect(difference).toBeLessThanOrEqual(1e-12 * Math.abs(written.value));
  }
}

/** True where each figure of the city is not zero on some day of the asked ones. */
function everythingTells(): boolean {
  const records = [...live.values()].map(({ draft }) => draft);
  return Object.values(WRITTEN_FIGURES).every((figure) =>
    tellsSomething(redrawn(figure, { at: TODAY, period: 'year' }, 'today'), records, '1405'),
  );
}

describe(`after random reorganisations with late records and corrections (TEST_SEED=${SEED})`, () => {
  it('all kinds of operations have happened', () => {
    expect(Math.min(done.refused, done.corrected, done.withdrawn)).toBeGreaterThan(5);
    expect(tree.closed.length).toBeGreaterThan(8);
  });

  it.each(Object.entries(WRITTEN_FIGURES))(
    '“%s” counts every record once, in the right unit',
    async (code, figure) => {
      const records = [...live.values()].map(({ draft }) => draft);
      let told = 0;
      // A figure that happens to be zero whenever it is asked has told nothing.
      for (let turn = 0; turn < QUESTIONS || (told === 0 && turn < QUESTIONS_MAX); turn++) {
        const asked: Asked = {
          at: random.chance(0.7) ? random.pick(turningDays(figure, records)) : random.day(2003, 2009),
          period: random.pick(['month', 'quarter', 'year']),
        };
        for (const borders of ['reported', 'today'] as const) {
          const day = borders === 'today' ? TODAY : asked.at;
          const asking = ['1405', random.pick(tree.peers('140502')), random.pick(tree.peers('140502001'))];
          for (const unit of [...asking, random.pick(tree.peers('140502001001'))]) {
            const what = { code, unit, borders, ...asked };
            const { status, body } = await api.indicator(code, { unit, borders, ...asked });
            if (!tree.there(unit, day)) {
              expect([409, 422]).toContain(status);
              continue;
            }
            expect([what, status]).toEqual([what, 200]);
            expect(body.reason === null).toBe(body.value !== null);
            const written = redrawn(figure, asked, borders);
            expectFigure(what, body, writtenFigure(written, records, unit, asked));
            for (const child of body.children) {
              expectFigure(
                { ...what, child: child.unit },
                child,
                writtenFigure(written, records, child.unit, asked),
              );
            }
            if (Object.values(body.terms).some((term) => term !== 0)) told += 1;
          }
        }
      }
      expect(told).toBeGreaterThan(0);
    },
  );

  it('the city’s totals are the same in either borders', async () => {
    for (const code of UNSCOPED) {
      const [reported, today] = await Promise.all(
        (['reported', 'today'] as const).map((borders) => api.indicator(code, { at: '2008-12-31', borders })),
      );
      expect([code, reported?.body.terms]).toEqual([code, today?.body.terms]);
    }
  });

  it('logs and cells add up (P6)', async () => {
    expect((await node.as('operator').audit()).body).toMatchObject({ chainOk: true, recountOk: true });
  });
});
