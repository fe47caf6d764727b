import { Inject, Injectable } from '@nestjs/common';
import { indicatorInWords, type Indicator } from '#core/catalogue';
import { shiftYears, type Bilingual } from '#core/kernel';
import type { CompiledIndicator } from '#core/statistics';
import { countQuarantine, type Sql } from '#platform/storage';
import { GivenTargets, type GivenTarget } from '#features/guidance';
import { CurrentCatalogue } from '#features/ledger';
import { coverageOf, type Coverage } from '../reading/coverage.js';
import type { Figure } from '../reading/figure.js';
import type { IndicatorFigures } from '../reading/indicator-figures.js';
import { IndicatorReading, readingOf, type Reading } from '../reading/indicator-reading.js';
import type { Question } from '../reading/question.js';
import type { TermReader } from '../reading/term-reader.js';
import { targetStatuses, type AnyTarget, type TargetStatus } from './target-status.js';

/** What a person has to know of a figure before signing it. */
export interface Certificate {
  readonly formula: Bilingual;
  readonly coverage: Coverage;
  /** Entries of the types behind it that wait for a correction. */
  readonly quarantined: number;
  readonly targets: readonly TargetStatus[];
}

export interface BoardRow extends Figure, Certificate {
  readonly indicator: CompiledIndicator;
}

/** All indicators of a unit with their targets, from one snapshot. */
@Injectable()
export class Board {
  constructor(
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(IndicatorReading) private readonly reading: IndicatorReading,
    @Inject(GivenTargets) private readonly given: GivenTargets,
  ) {}

  read(question: Question): Promise<readonly BoardRow[]> {
    return this.reading.snapshot(async (tx, readerOf) => {
      const certifying = await this.certifying(tx, readerOf, question);
      const rows: BoardRow[] = [];
      for (const indicator of this.current.statistics.indicators.values()) {
        const figures = await this.reading.figures(certifying.now, indicator);
        const certificate = await this.certify(certifying, indicator, figures);
        rows.push({ indicator, ...figures.whole(), ...certificate });
      }
      return rows;
    });
  }

  /** One figure with its parts and its certificate, from one snapshot in which each term is read once. */
  readOne(
    indicator: CompiledIndicator,
    question: Question,
  ): Promise<{ readonly reading: Reading; readonly certificate: Certificate }> {
    return this.reading.snapshot(async (tx, readerOf) => {
      const certifying = await this.certifying(tx, readerOf, question);
      const figures = await this.reading.figures(certifying.now, indicator);
      return {
        reading: readingOf(figures, certifying.now),
        certificate: await this.certify(certifying, indicator, figures),
      };
    });
  }

  private async certifying(
    tx: Sql,
    readerOf: (question: Question) => TermReader,
    question: Question,
  ): Promise<Certifying> {
    const at = shiftYears(question.at, -1);
    return {
      now: readerOf(question),
      before: readerOf({ ...question, at, byDims: false }),
      quarantine: await countQuarantine(tx, question.unit.code),
      given: await this.given.of(tx, question.unit.code),
    };
  }

  private async certify(
    { now, before, quarantine, given }: Certifying,
    indicator: CompiledIndicator,
    figures: IndicatorFigures,
  ): Promise<Certificate> {
    const { unit, borders } = now.question;
    const { definition } = indicator;
    const coverage = await coverageOf(indicator, now);
    const wanted = [...definition.targets, ...givenTo(unit.code, definition, given)];
    const targets =
      wanted.length === 0
        ? []
        : targetStatuses(wanted, {
            unit,
            children: borders.tree.children(unit.code),
            now: { at: now.question.at, figures },
            before: {
              at: before.question.at,
              figures: await this.reading.figures(before, indicator),
            },
            whole: coverage.reported === coverage.expected,
          });
    const types = new Set([...indicator.terms.values()].flatMap(typesOf));
    return {
      formula: indicatorInWords(definition, this.current.catalogue),
      coverage,
      quarantined: [...types].reduce((sum, type) => sum + (quarantine.get(type) ?? 0), 0),
      targets,
    };
  }
}

interface Certifying {
  readonly now: TermReader;
  readonly before: TermReader;
  readonly quarantine: ReadonlyMap<string, number>;
  readonly given: readonly GivenTarget[];
}

/** What was given to a unit: at least so much, or at most so much where less is better. */
function givenTo(
  unit: string,
  { code, better }: Indicator,
  given: readonly GivenTarget[],
): readonly AnyTarget[] {
  return given
    .filter(({ indicator }) => indicator === code)
    .map(({ due, value, issuer, revisions }) => ({
      ...{ due, value, issuer, revisions, op: better === 'down' ? ('<=' as const) : ('>=' as const) },
      ...{ regions: [unit], each: false, basis: 'given' as const },
    }));
}

type AnyTerm = CompiledIndicator['terms'] extends ReadonlyMap<string, infer Term> ? Term : never;

function typesOf(term: AnyTerm): readonly string[] {
  if (term.kind === 'cells') return [term.term.type];
  return term.kind === 'tally' ? [...term.measure.terms.values()].flatMap(typesOf) : [];
}
