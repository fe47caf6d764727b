import { isWithin, mayReach, type Bilingual, type Level } from '#core/kernel';
import { fromScaled, seriesOf, stepDays, type CellsTerm } from '#core/statistics';
import {
  foreignOrigins,
  newestPartials,
  partialSources,
  type PartialFigure,
  type PartialSource,
  type Sql,
} from '#platform/storage';
import type { KeptView } from '../kept/kept-readings.js';
import type { AskedCells, CellsReading } from './cells-reading.js';
import { DOUBLE_COUNT, partialReasons } from './partial-words.js';
import type { Question } from './question.js';
import { NOTHING, together, UNKNOWN, type Part, type TermReading } from './term-reading.js';

export interface PartialsContext {
  /** The level of this node: terms that reach it are read from their records. */
  readonly level: Level;
  readonly unit: string;
  /** Version of the catalogue that figures are read with. */
  readonly catalogue: string;
  readonly planStart: string;
}

/** A row of one source, and what it says. */
type Said = PartialFigure & { readonly unit: string };

/** Reads terms whose records stay below: what was entered here, and the figures that the nodes below have sent. */
export class PartialsReading {
  private sources: Promise<readonly PartialSource[]> | undefined;
  private missing: Promise<readonly string[]> | undefined;

  constructor(
    private readonly tx: Sql,
    private readonly question: Question,
    private readonly context: PartialsContext,
    private readonly cells: CellsReading,
    private readonly kept: KeptView | undefined,
  ) {}

  isAbove({ term }: CellsTerm): boolean {
    return !mayReach(term.reach, this.context.level);
  }

  /** The source below the asked unit whose figures were found to be whole longest ago. */
  async latest(): Promise<{ readonly unit: string; readonly at: Date } | null> {
    const { code } = this.question.unit;
    const below = (await this.allSources()).filter((source) => isWithin(source.unit, code));
    let latest: { unit: string; at: Date } | null = null;
    for (const { unit, confirmedAt } of below)
      if (confirmedAt && (latest === null || confirmedAt < latest.at)) latest = { unit, at: confirmedAt };
    return latest;
  }

  /** Units below the asked one whose records are elsewhere, and of which no figures have come. */
  async unitsMissing(): Promise<readonly string[]> {
    this.missing ??= this.findMissing();
    return this.missing;
  }

  async read(asked: AskedCells): Promise<TermReading> {
    const { unit } = this.question;
    const all = await this.allSources();
    const over = all.find((source) => isWithin(unit.code, source.unit) && source.unit !== unit.code);
    if (over) return unknownReading(partialReasons.within(over.unit));
    const sources = all.filter((source) => isWithin(source.unit, unit.code));
    const own = await this.cells.read({ ...asked, except: sources.map((source) => source.unit) });
    const rows = await this.rowsOf(asked, sources);
    const groups = this.groupsOf(asked, sources, rows);
    for (const code of await this.unitsMissing()) {
      const group = code.slice(0, asked.width);
      groups.set(group, [...(groups.get(group) ?? []), unknown(partialReasons.missing(code))]);
    }
    const counted = countedTwice(asked.term);
    const parts = new Map(own.parts);
    for (const [group, said] of groups) {
      const here = own.parts.get(group);
      parts.set(group, added(here && here.records > 0 ? [here, ...said] : said, own.absent, counted));
    }
    const saying = [...groups.values()].flat();
    const whole = added(own.whole.records > 0 ? [own.whole, ...saying] : saying, own.absent, counted);
    const finest = all.some((source) => source.unit.length < asked.width);
    const absent = finest ? unknown(partialReasons.within(all[0]?.unit ?? '')) : own.absent;
    const byDims = this.dimsOf(asked, own, sources, rows);
    return { whole, parts, absent, ...(byDims ? { byDims } : {}) };
  }

  private allSources(): Promise<readonly PartialSource[]> {
    this.sources ??= partialSources(this.tx).then((found) => found.filter(({ sender }) => sender !== null));
    return this.sources;
  }

  private async findMissing(): Promise<readonly string[]> {
    const { unit, borders } = this.question;
    const sources = await this.allSources();
    const origins = await foreignOrigins(this.tx, unit.code);
    return origins.filter((origin) => {
      const places = [origin, borders.units.succession.successorOn(origin, borders.day)];
      return !sources.some((source) => places.some((place) => isWithin(place, source.unit)));
    });
  }

  /** By unit; a source of which nothing is said has a figure of zero. */
  private async rowsOf(
    { term, scope, days }: AskedCells,
    sources: readonly PartialSource[],
  ): Promise<ReadonlyMap<string, Said>> {
    const series = seriesOf(term, scope, this.question.period, this.context.planStart);
    const among = stepDays(series, days);
    const units = sources.map((source) => source.unit);
    const read = (): Promise<readonly Said[]> =>
      newestPartials(this.tx, { series: series.key, units, ...among });
    const rows = this.kept
      ? await this.kept.keep<readonly Said[]>({
          ...{ name: JSON.stringify(['partials', series.key, units, among]), term: term.term.key },
          ...{ inputs: [], sizeOf: ({ length }) => length, read, patch: null },
        })
      : await read();
    return new Map(rows.map((row) => [row.unit, row]));
  }

  private groupsOf(
    { term, width }: AskedCells,
    sources: readonly PartialSource[],
    rows: ReadonlyMap<string, Said>,
  ): Map<string, Part[]> {
    const groups = new Map<string, Part[]>();
    for (const source of sources) {
      const group = source.unit.slice(0, width);
      groups.set(group, [...(groups.get(group) ?? []), this.partOf(term, source, rows.get(source.unit))]);
    }
    return groups;
  }

  private partOf(term: CellsTerm, source: PartialSource, row: Said | undefined): Part {
    const why = this.whyUnusable(source);
    if (why) return unknown(why);
    const records = row?.records ?? 0;
    if (term.unknownWithoutRecords && records === 0) return UNKNOWN;
    return { value: fromScaled(row?.value ?? 0n, term.term.scale), records };
  }

  private whyUnusable(source: PartialSource): Bilingual | undefined {
    const { catalogue } = this.context;
    if (source.catalogue !== catalogue)
      return partialReasons.catalogue(source.unit, source.catalogue, catalogue);
    if (source.fault !== null) return partialReasons.fault(source.unit);
    if (!source.complete) return partialReasons.arriving(source.unit);
    return this.movedAcross(source.unit) ? partialReasons.borders(source.unit) : undefined;
  }

  /** In today's units a figure of the day's cannot be told where one of them has moved into the unit or out of it. */
  private movedAcross(unit: string): boolean {
    const { borders } = this.question;
    if (!borders.asToday) return false;
    return borders.spansAt(unit).some((span) => isWithin(span.unit, unit) !== isWithin(span.target, unit));
  }

  private dimsOf(
    { term }: AskedCells,
    own: TermReading,
    sources: readonly PartialSource[],
    rows: ReadonlyMap<string, Said>,
  ): ReadonlyMap<string, Part> | undefined {
    if (!own.byDims) return undefined;
    const splits = sources.map((source) => {
      const row = rows.get(source.unit);
      const groups = JSON.parse(row?.split ?? '[]') as [string, string, number][];
      return {
        source,
        hidden: row?.hidden ?? false,
        groups: new Map(groups.map((group) => [group[0], group])),
      };
    });
    const tuples = new Set([...own.byDims.keys(), ...splits.flatMap(({ groups }) => [...groups.keys()])]);
    const byDims = new Map<string, Part>();
    for (const tuple of tuples) {
      const said = splits.map(({ source, hidden, groups }): Part => {
        const why = this.whyUnusable(source);
        if (why) return unknown(why);
        const [, value, records] = groups.get(tuple) ?? [];
        if (value !== undefined)
          return { value: fromScaled(BigInt(value), term.term.scale), records: records ?? 0 };
        return hidden ? unknown(partialReasons.smallGroups(source.unit)) : NOTHING;
      });
      const here = own.byDims.get(tuple);
      byDims.set(tuple, added(here ? [here, ...said] : said, own.absent, countedTwice(term)));
    }
    return byDims;
  }
}

/** Different values do not add up over units: one that is in two of them counts twice. */
function countedTwice({ term }: CellsTerm): boolean {
  return term.merge === 'distinct';
}

/** Sums of known parts; unknown as soon as one part is, since nobody may take what is there for the whole. */
function added(parts: readonly Part[], absent: Part, distinct: boolean): Part {
  const obstacle = parts.find(({ why }) => why !== undefined);
  if (obstacle) return { ...UNKNOWN, why: obstacle.why };
  const sum = together(parts, absent);
  const several = parts.filter(({ records }) => records > 0).length > 1;
  return distinct && several ? { ...sum, caution: DOUBLE_COUNT } : sum;
}

function unknown(why: Bilingual): Part {
  return { ...UNKNOWN, why };
}

function unknownReading(why: Bilingual): TermReading {
  return { whole: unknown(why), parts: new Map(), absent: unknown(why) };
}
