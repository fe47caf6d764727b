import fc from 'fast-check';
import type { EntityManager, QueryRunner } from 'typeorm';
import { codeLength, type Day } from '#core/kernel';
import type { WindowDays } from '#core/statistics';
import type { NodeConfig } from '#platform/config';
import { addToCells, clearCells, mergeCells, openDatabase, type Database, type Sql } from '#platform/storage';
import { differences, KeptReadings, UnitColumn, type KeptView } from '#features/reporting';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { runSeed } from '../support/seeded-random.js';

/*
 * What is kept must be what a reader would read, whatever transactions overlap and in whatever order they end: a writer takes its
 * number long before others see what it wrote.
 */

const TERMS = ['term a', 'term b'];
const UNITS = ['140502001001', '140502001002', '140581001001'];
const DAYS = ['2005-01-01', '2005-03-01', '2005-12-31', '2006-01-01'];
/** Each can be made out of one before it. */
const SPANS: readonly WindowDays[] = [
  { from: null, to: '2005-12-31' },
  { from: null, to: '2006-01-01' },
  { from: null, to: '2005-02-28' },
  { from: '2005-01-01', to: '2005-12-31' },
  { from: '2005-01-02', to: '2006-01-01' },
];
let shifted = 0;
const SEED = runSeed();
const WRITERS = 3;
const READERS = 2;

type Step =
  | {
      readonly does: 'write';
      readonly writer: number;
      readonly term: string;
      readonly unit: string;
      readonly day: Day;
    }
  | { readonly does: 'clear'; readonly writer: number }
  | { readonly does: 'commit' | 'undo'; readonly writer: number }
  | { readonly does: 'begin' | 'read' | 'end'; readonly reader: number };

const writer = fc.nat(WRITERS - 1);
const reader = fc.nat(READERS - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('write' as const),
      writer,
      term: fc.constantFrom(...TERMS),
      unit: fc.constantFrom(...UNITS),
      day: fc.constantFrom(...DAYS),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('commit' as const, 'undo' as const), writer }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('clear' as const), writer }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom('begin' as const, 'read' as const, 'read' as const, 'end' as const),
      reader,
    }),
  },
);
const CELLS = TERMS.flatMap((term) => UNITS.map((unit) => `${term} ${unit}`));

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = await openDatabase(test.url, WRITERS + READERS + 1);
});
afterAll(async () => {
  await database?.close();
  await test?.drop();
});

/** One open transaction after the other, of one connection. */
class Session {
  private runner: QueryRunner | undefined;

  async manager(isolation: 'READ COMMITTED' | 'REPEATABLE READ' = 'READ COMMITTED'): Promise<EntityManager> {
    if (!this.runner) {
      this.runner = database.sql.connection.createQueryRunner();
      await this.runner.startTransaction(isolation);
    }
    return this.runner.manager;
  }

  async finish(how: 'commit' | 'undo'): Promise<void> {
    const { runner } = this;
    this.runner = undefined;
    if (how === 'commit') await runner?.commitTransaction();
    else await runner?.rollbackTransaction();
    await runner?.release();
  }
}

/** The sums of a term, unit by unit. */
function read(sql: Sql, term: string, days: WindowDays, units: readonly string[] | null = null) {
  return mergeCells(sql, {
    ...{ term, merge: 'sum', unit: '1405', width: codeLength('community', '1405'), byDims: false },
    ...{ ...days, units, borders: [], day: null },
  });
}

async function readKept(view: KeptView, sql: Sql, term: string, days: WindowDays): Promise<UnitColumn> {
  return view.keep<UnitColumn>({
    ...{ name: JSON.stringify([term, days]), term, inputs: [], sizeOf: ({ size }: UnitColumn) => size },
    read: async () => new UnitColumn(await read(sql, term, days)),
    patch: async (column, units) => column.replacing(units, await read(sql, term, days, [...units])),
    span: {
      days,
      shift: async (near, nearDays) => {
        shifted += 1;
        let column = near;
        for (const { sign, ...between } of differences(nearDays, days))
          column = column.adding(await read(sql, term, between), sign);
        return column;
      },
    },
  });
}

/** Cells that are zero say nothing. */
const shown = (column: UnitColumn): unknown =>
  column.groups('1405', 12, () => true).filter(({ records }) => records !== 0);

/** Writers and readers of one run, which end with it. */
class Play {
  compared = 0;
  private readonly kept = new KeptReadings({ unit: '1405' } as NodeConfig);
  private readonly writers = Array.from({ length: WRITERS }, () => new Session());
  private readonly readers = Array.from({ length: READERS }, () => new Session());
  private readonly views = new Map<number, KeptView>();
  /** Which writer has changed a cell and not ended: another one would wait for it for ever. */
  private readonly locks = new Map<string, number>();

  async take(step: Step): Promise<void> {
    if ('reader' in step) await this.takeReader(step.reader, step.does);
    else if (step.does === 'write' || step.does === 'clear') await this.write(step);
    else await this.finish(step.writer, step.does);
  }

  async end(): Promise<void> {
    for (const session of [...this.writers, ...this.readers]) await session.finish('undo');
  }

  private async write(step: Extract<Step, { does: 'write' | 'clear' }>): Promise<void> {
    const cells = step.does === 'clear' ? CELLS : [`${step.term} ${step.unit}`];
    if (cells.some((cell) => (this.locks.get(cell) ?? step.writer) !== step.writer)) return;
    for (const cell of cells) this.locks.set(cell, step.writer);
    const sql = await session(this.writers, step.writer).manager();
    if (step.does === 'clear') return clearCells(sql);
    const { term, unit, day } = step;
    const cell = { term, unit, bucket: day, dims: '[]', item: '-' };
    await addToCells(sql, [{ ...cell, value: 1n, records: 1 }]);
  }

  private async finish(writer: number, how: 'commit' | 'undo'): Promise<void> {
    await session(this.writers, writer).finish(how);
    for (const [cell, by] of [...this.locks]) if (by === writer) this.locks.delete(cell);
  }

  private async takeReader(reader: number, does: 'begin' | 'read' | 'end'): Promise<void> {
    if (does === 'end') {
      await session(this.readers, reader).finish('commit');
      this.views.delete(reader);
      return;
    }
    const sql = await session(this.readers, reader).manager('REPEATABLE READ');
    const view = this.views.get(reader) ?? (await this.kept.open(sql));
    this.views.set(reader, view);
    if (does === 'begin') return;
    for (const term of TERMS) {
      for (const days of SPANS) {
        const plain = new UnitColumn(await read(sql, term, days));
        expect(shown(await readKept(view, sql, term, days))).toEqual(shown(plain));
        this.compared += 1;
      }
    }
  }
}

function session(sessions: readonly Session[], at: number): Session {
  const found = sessions[at];
  if (!found) throw new RangeError(`no session ${at}`);
  return found;
}

it(`what is kept is what would be read, in any order of overlapping transactions (TEST_SEED=${SEED})`, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const play = new Play();
      try {
        for (const next of steps) await play.take(next);
      } finally {
        await play.end();
        compared += play.compared;
      }
    }),
    { numRuns: 60, seed: SEED },
  );
  expect(compared).toBeGreaterThan(1_000);
  expect(shifted).toBeGreaterThan(100);
});
