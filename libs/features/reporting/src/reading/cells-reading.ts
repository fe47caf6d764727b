import { codeLength, isWithin } from '#core/kernel';
import { fromScaled, type CellsTerm, type WindowDays } from '#core/statistics';
import { mergeCells, type CellQuery, type CellSum, type Sql } from '#platform/storage';
import type { KeptView } from '../kept/kept-readings.js';
import { differences } from '../kept/span-shift.js';
import { UnitColumn } from '../kept/unit-column.js';
import type { Question, Scope } from './question.js';
import { NOTHING, together, UNKNOWN, type Part, type TermReading } from './term-reading.js';
import { countingUnits } from './unit-attributes.js';

export interface AskedCells {
  readonly term: CellsTerm;
  readonly scope: Scope;
  /** Digits of a unit code by which the parts are told apart. */
  readonly width: number;
  readonly days: WindowDays;
  /** Units whose subtrees do not count, since others have counted them. */
  readonly except?: readonly string[];
}

type Group = Omit<CellSum, 'dims'>;

/** Reads terms that are kept in cells, for one question. */
export class CellsReading {
  constructor(
    private readonly tx: Sql,
    private readonly question: Question,
    private readonly kept: KeptView | undefined,
  ) {}

  async read(asked: AskedCells): Promise<TermReading> {
    const { term } = asked;
    const absent = term.unknownWithoutRecords ? UNKNOWN : NOTHING;
    const partOf = ({ value, records }: Group): Part => ({
      value: fromScaled(value, term.term.scale),
      records,
    });
    const sums = await this.groups(asked);
    const groups = sums.filter(
      (sum) => sum.group !== null && (sum.records > 0 || !term.unknownWithoutRecords),
    );
    const parts = new Map(groups.map((sum) => [sum.group ?? '', partOf(sum)]));
    const whole = sums.find(({ group }) => group === null);
    const reading = { whole: whole ? partOf(whole) : together(parts.values(), absent), parts, absent };
    if (!this.question.byDims || term.term.dims.length === 0) return reading;
    return { ...reading, byDims: await this.readDims(asked, absent) };
  }

  /**
   * What a reading is made of where that is kept: as long as it is the same object, the term's cells in these days are as they
   * were. undefined where nothing is kept.
   */
  source(asked: AskedCells): Promise<object | undefined> {
    const { kept, question } = this;
    if (!kept || question.unit.code !== kept.unit) return Promise.resolve(undefined);
    return asked.term.term.merge === 'distinct' ? this.keptGroups(kept, asked) : this.keptColumn(kept, asked);
  }

  private async groups(asked: AskedCells): Promise<readonly Group[]> {
    const source = await this.source(asked);
    if (!source) return mergeCells(this.tx, this.queryOf(asked, false));
    return source instanceof UnitColumn ? this.groupsOf(source, asked) : (source as readonly Group[]);
  }

  /** Different values are no sums of those of parts, so that the whole answer is kept. */
  private keptGroups(kept: KeptView, asked: AskedCells): Promise<readonly Group[]> {
    const { term, days, width, scope } = asked;
    const { borders, at } = this.question;
    return kept.keep<readonly Group[]>({
      name: JSON.stringify([
        term.term.key,
        days.from,
        days.to,
        width,
        at,
        borders.asToday,
        scope,
        term.filter,
        asked.except,
      ]),
      ...{ term: term.term.key, inputs: [borders.tree, borders.units], patch: null },
      sizeOf: (groups) => groups.length,
      read: () => mergeCells(this.tx, this.queryOf(asked, false)),
    });
  }

  private keptColumn(kept: KeptView, { term: { term }, days }: AskedCells): Promise<UnitColumn> {
    const read = (units: readonly string[] | null, of: WindowDays = days): Promise<CellSum[]> =>
      mergeCells(this.tx, {
        ...{ term: term.key, merge: term.merge, unit: kept.unit, ...of, units, byDims: false },
        ...{ width: codeLength('community', kept.unit), borders: [], day: null },
      });
    const shift = async (near: UnitColumn, nearDays: WindowDays): Promise<UnitColumn> => {
      let column = near;
      for (const { sign, ...between } of differences(nearDays, days))
        column = column.adding(await read(null, between), sign);
      return column;
    };
    return kept.keep<UnitColumn>({
      ...{ name: JSON.stringify([term.key, days.from, days.to]), term: term.key, inputs: [] },
      sizeOf: (column) => column.size,
      read: async () => new UnitColumn(await read(null)),
      patch: async (column, units) => column.replacing(units, await read([...units])),
      span: term.merge === 'sum' ? { days, shift } : undefined,
    });
  }

  private async groupsOf(column: UnitColumn, asked: AskedCells): Promise<readonly Group[]> {
    const { unit } = this.question;
    const counting = this.countingUnits(asked);
    const elsewhere = this.unitsOfBorders();
    const own = column.groups(
      unit.code,
      asked.width,
      (code) => !elsewhere.has(code) && (counting?.has(code) ?? true),
    );
    if (elsewhere.size === 0) return own;
    const moved = await mergeCells(this.tx, { ...this.queryOf(asked, false), only: [...elsewhere] });
    return addedUp([...own, ...moved]);
  }

  /** Units whose cells count in another unit on some day, and those in which they count. */
  private unitsOfBorders(): ReadonlySet<string> {
    const spans = this.question.borders.spansAt(this.question.unit.code);
    return new Set(spans.flatMap(({ unit, target }) => [unit, target]));
  }

  private async readDims(asked: AskedCells, absent: Part): Promise<ReadonlyMap<string, Part>> {
    const { term } = asked;
    const width = this.question.unit.code.length;
    const sums = await mergeCells(this.tx, this.queryOf({ ...asked, width }, true));
    const wholes = term.term.merge === 'distinct' ? sums.filter(({ group }) => group === null) : sums;
    const byDims = new Map<string, Part[]>();
    for (const sum of wholes) {
      const part = { value: fromScaled(sum.value, term.term.scale), records: sum.records };
      byDims.set(sum.dims, [...(byDims.get(sum.dims) ?? []), part]);
    }
    return new Map([...byDims].map(([dims, parts]) => [dims, together(parts, absent)]));
  }

  private queryOf({ term, scope, width, days, except }: AskedCells, byDims: boolean): CellQuery {
    const { borders, unit } = this.question;
    const counting = this.countingUnits({ term, scope, except });
    return {
      ...days,
      ...{ term: term.term.key, merge: term.term.merge, unit: unit.code, width, byDims },
      units: counting && [...counting],
      borders: borders.spansAt(unit.code),
      day: borders.dayOf(term, days.to),
    };
  }

  /** The units that the scope, the term's filter and what does not count leave; null where all do. */
  private countingUnits({ term, scope, except = [] }: CountedCells): ReadonlySet<string> | null {
    const counting = countingUnits(this.question, term, scope);
    if (except.length === 0) return counting;
    const { ever } = this.question.borders.units;
    const codes = counting ?? ever.subtree(this.question.unit.code).map(({ code }) => code);
    return new Set([...codes].filter((code) => !except.some((unit) => isWithin(code, unit))));
  }
}

type CountedCells = Pick<AskedCells, 'term' | 'scope'> & { readonly except?: readonly string[] | undefined };

function addedUp(groups: readonly Group[]): readonly Group[] {
  const sums = new Map<string, Group>();
  for (const next of groups) {
    const name = next.group ?? '';
    const held = sums.get(name);
    const sum = { value: next.value + (held?.value ?? 0n), records: next.records + (held?.records ?? 0) };
    sums.set(name, { group: name, ...sum });
  }
  return [...sums.values()];
}
