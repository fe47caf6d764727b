import { Inject, Injectable } from '@nestjs/common';
import { effectsOn, type Catalogue, type IndicatorEffect } from '#core/catalogue';
import type { Bilingual } from '#core/kernel';
import { compileStatistics, type CompiledIndicator } from '#core/statistics';
import { Database, standInCells, type Sql } from '#platform/storage';
import {
  CountingBook,
  CurrentCatalogue,
  TrialCounting,
  type TrialBounds,
  type TrialCount,
} from '#features/ledger';
import { IndicatorReading, type Asking } from '#features/reporting';

type Question = ReturnType<Asking['question']>;
type TermReader = Awaited<ReturnType<IndicatorReading['reader']>>;

/**
 * A look into the future is no report: it holds a connection and some hundred megabytes at most, for some seconds. A district of
 * ten thousand records is far below; where a city is above, the sign-off of the rest has to do without.
 */
const BOUNDS: TrialBounds = { recordsMax: 100_000, cellsMax: 300_000, msMax: 10_000 };

export interface ComparedIndicator extends IndicatorEffect {
  readonly before: number | null;
  readonly after: number | null;
  readonly equal: boolean;
  /** Why there is no value with the proposed catalogue, where that is so. */
  readonly reason: Bilingual | null;
}

export interface Effect {
  readonly unit: string;
  readonly at: string;
  /** False where it had to stop: figures that it did not come to say so. */
  readonly complete: boolean;
  readonly records: number;
  /** Records that are held back, and those of them that would count. */
  readonly held: number;
  readonly released: number;
  readonly message: Bilingual;
  readonly indicators: readonly ComparedIndicator[];
}

/** Computes indicators with today's catalogue and with a proposed one, over the same records at the same moment. */
@Injectable()
export class EffectPreview {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(CountingBook) private readonly counting: CountingBook,
    @Inject(TrialCounting) private readonly trial: TrialCounting,
    @Inject(IndicatorReading) private readonly reading: IndicatorReading,
  ) {}

  preview(proposed: Catalogue, question: Question, bounds: Partial<TrialBounds> = {}): Promise<Effect> {
    return this.database.trial(async (tx) => {
      const before = await this.values(
        await this.reading.reader(tx, question),
        this.current.statistics.indicators,
        BEING_COUNTED,
      );
      const statistics = compileStatistics(proposed);
      const count = await this.trial.count(tx, proposed, statistics, { ...BOUNDS, ...bounds });
      const reader = await this.readerUnder(tx, proposed, question, count);
      const after = await this.values(reader, statistics.indicators, NOT_READ);
      const indicators = effectsOn(this.current.catalogue, proposed).map((effect): ComparedIndicator => {
        const [was, is] = [before.get(effect.indicator), after.get(effect.indicator)];
        const values = { before: was?.value ?? null, after: is?.value ?? null };
        return { ...effect, ...values, equal: values.before === values.after, reason: is?.reason ?? null };
      });
      const { records, held, released } = count;
      const complete = count.stopped === null;
      const about = { unit: question.unit.code, at: question.at, complete, records, held, released };
      return { ...about, message: messageOf(count), indicators };
    });
  }

  /** What was counted for the trial stands in for the cells; terms that it did not come to have none. */
  private async readerUnder(
    tx: Sql,
    catalogue: Catalogue,
    question: Question,
    count: TrialCount,
  ): Promise<TermReader> {
    const held = await this.counting.read(tx);
    const missing = new Set(count.missing);
    await standInCells(tx, count.missing, count.cells);
    const counting = {
      percent: 0,
      isComplete: (term: string): boolean =>
        count.heldJudged && (count.complete.has(term) || (held.isComplete(term) && !missing.has(term))),
    };
    return this.reading.reader(tx, question, { catalogue, counting });
  }

  private async values(
    reader: TermReader,
    indicators: ReadonlyMap<string, CompiledIndicator>,
    notRead: Bilingual,
  ): Promise<ReadonlyMap<string, { readonly value: number | null; readonly reason: Bilingual | null }>> {
    const values = new Map<string, { value: number | null; reason: Bilingual | null }>();
    for (const [code, indicator] of indicators) {
      const { value, reason } = (await this.reading.figures(reader, indicator)).whole();
      const isRead = [...indicator.terms.values()].every((term) => reader.isComplete(term));
      values.set(code, { value, reason: isRead ? reason : notRead });
    }
    return values;
  }
}

const BEING_COUNTED: Bilingual = { zh: '正在重新计数', en: 'Being counted anew' };

const NOT_READ: Bilingual = {
  zh: '试算没有读完它的记录',
  en: 'The preview stopped before it had read its records',
};

const LIMITS: Readonly<Record<keyof TrialBounds, Bilingual>> = {
  recordsMax: { zh: '记录条数上限', en: 'the bound on records' },
  cellsMax: { zh: '内存上限', en: 'the bound on memory' },
  msMax: { zh: '时间上限', en: 'the bound on time' },
};

function messageOf({ stopped, records, held, released }: TrialCount): Bilingual {
  const zh = `已读取 ${records} 条记录;暂扣的 ${held} 条中有 ${released} 条将被计入`;
  const en = `${records} records were read; of ${held} that are held back ${released} would count`;
  if (stopped === null) return { zh: `${zh};全部指标均已试算`, en: `${en}; every indicator was computed` };
  const limit = LIMITS[stopped];
  return {
    zh: `${zh};试算到达${limit.zh}而停止,尚未算到的指标没有数值`,
    en: `${en}; it stopped at ${limit.en}, and indicators that it did not come to show no value`,
  };
}
