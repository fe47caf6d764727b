import { Inject, Injectable } from '@nestjs/common';
import { mayReach, type Bilingual } from '#core/kernel';
import { reachOfTerm, type CompiledIndicator, type CompiledTerm } from '#core/statistics';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Database, type Sql } from '#platform/storage';
import type { Catalogue } from '#core/catalogue';
import { CountingBook, CurrentCatalogue, type Counting } from '#features/ledger';
import { ReportStatus } from '#features/obligations';
import { KeptReadings, type KeptView } from '../kept/kept-readings.js';
import type { Figure, Readings } from './figure.js';
import { IndicatorFigures, type DimsFigure } from './indicator-figures.js';
import type { Question } from './question.js';
import { TermReader } from './term-reader.js';
import type { TermReading } from './term-reading.js';

export interface Reading extends Figure {
  readonly children: readonly (Figure & { readonly unit: string; readonly name: string })[];
  readonly byDims?: readonly DimsFigure[];
}

const ABOVE_REACH: Bilingual = {
  zh: '该指标要逐个单位按记录计算,而这些记录不上传到本级',
  en: 'This indicator is computed unit by unit from records that do not rise to this level',
};

/** A catalogue, and which of its terms have cells. */
export interface OtherCatalogue {
  readonly catalogue: Catalogue;
  readonly counting: Pick<Counting, 'isComplete' | 'percent'>;
}

const NO_READINGS: Readings = new Map();

/** Reads indicators: terms are merged over the tree, the value is computed from merged terms. */
@Injectable()
export class IndicatorReading {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(ReportStatus) private readonly reports: ReportStatus,
    @Inject(KeptReadings) private readonly kept: KeptReadings,
    @Inject(CountingBook) private readonly counting: CountingBook,
  ) {}

  /** All terms, children and dimensions come from one snapshot: a ratio of two moments can exceed its own bounds. */
  read(indicator: CompiledIndicator, question: Question): Promise<Reading> {
    return this.snapshot((_, readerOf) => this.readWith(readerOf(question), indicator));
  }

  /** Readers of one moment, which use what was read before and has not changed. */
  snapshot<T>(work: (tx: Sql, readerOf: (question: Question) => TermReader) => Promise<T>): Promise<T> {
    return this.database.snapshot(async (tx) => {
      const kept = await this.kept.open(tx);
      const counting = await this.counting.read(tx);
      const { catalogue } = this.current;
      return work(tx, (question) => this.readerWith(tx, question, { kept, counting, catalogue }));
    });
  }

  /** In a transaction that the caller has: several readings that must agree with each other, or with what it has written. */
  async readIn(tx: Sql, indicator: CompiledIndicator, question: Question): Promise<Reading> {
    return this.readWith(await this.reader(tx, question), indicator);
  }

  /**
   * What several readings of one question share is read once; what was read before is not used, as `tx` may see what it wrote.
   * `under` puts another catalogue in the place of the one in force, for a caller that has its cells.
   */
  async reader(tx: Sql, question: Question, under?: OtherCatalogue): Promise<TermReader> {
    const { catalogue } = this.current;
    const counting = under?.counting ?? (await this.counting.read(tx));
    return this.readerWith(tx, question, { kept: undefined, catalogue, ...under, counting });
  }

  private readerWith(
    tx: Sql,
    question: Question,
    { kept, counting, catalogue }: OtherCatalogue & { readonly kept: KeptView | undefined },
  ): TermReader {
    const now = this.clock.now();
    const momentOf = (day: string): Date => (day >= this.clock.today() ? now : this.clock.endOf(day));
    const reports = catalogue === this.current.catalogue ? this.reports : this.reports.under(catalogue);
    const { profile, unit } = this.config;
    const node = { level: profile.level, unit };
    return new TermReader(tx, question, { catalogue, momentOf, now, reports, kept, counting, node });
  }

  async readWith(reader: TermReader, indicator: CompiledIndicator): Promise<Reading> {
    return readingOf(await this.figures(reader, indicator), reader);
  }

  async figures(reader: TermReader, indicator: CompiledIndicator): Promise<IndicatorFigures> {
    const obstacle = this.obstacle(indicator) ?? beingCounted(indicator, reader);
    const readings = obstacle ? NO_READINGS : await this.readTerms(reader, indicator);
    return new IndicatorFigures(indicator, readings, reader.param, obstacle);
  }

  /** False where this node cannot compute the indicator for any unit; a single figure may be unknown all the same. */
  isReadable(indicator: CompiledIndicator): boolean {
    return this.obstacle(indicator) === undefined;
  }

  private async readTerms(reader: TermReader, indicator: CompiledIndicator): Promise<Readings> {
    const readings = new Map<string, TermReading>();
    for (const [name, term] of indicator.terms) {
      readings.set(name, await reader.read(term, indicator.scope));
    }
    return readings;
  }

  private obstacle({ supported, unsupportedReason, terms }: CompiledIndicator): Bilingual | undefined {
    if (!supported) return unsupportedReason;
    const { level } = this.config.profile;
    // Numbers rise where their records do not; what is computed of each unit from its records does not.
    const isKnown = (term: CompiledTerm): boolean =>
      term.kind === 'cells' || mayReach(reachOfTerm(term), level);
    return [...terms.values()].every(isKnown) ? undefined : ABOVE_REACH;
  }
}

/** Cells that do not hold all records yet would show less than there is. */
function beingCounted({ terms }: CompiledIndicator, reader: TermReader): Bilingual | undefined {
  if ([...terms.values()].every((term) => reader.isComplete(term))) return undefined;
  const percent = reader.percentCounted;
  return { zh: `正在重新计数,已完成 ${percent} %`, en: `Being counted anew, ${percent} %` };
}

/** The figures of the asked unit and of its parts. */
export function readingOf(figures: IndicatorFigures, { parts, question }: TermReader): Reading {
  return {
    ...figures.whole(),
    children: parts.map(({ code, name }) => ({ ...figures.at(code), unit: code, name })),
    ...(question.byDims ? { byDims: figures.byDims() } : {}),
  };
}
