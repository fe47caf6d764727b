import { isWithin, type Day } from '#core/kernel';
import type { CellsTerm, Contribution, WindowDays } from '#core/statistics';
import type { Question } from '../reading/question.js';

/** What one record adds to a term: in a unit, on a day, of something. */
export interface Placed {
  /** The unit in which it counts. */
  readonly unit: string;
  readonly item: string;
  readonly day: Day;
  /** In the term's scale. */
  readonly value: bigint;
}

/** Which contributions of a record count for a question; undefined where the record does not. */
export class Places {
  constructor(
    private readonly question: Question,
    private readonly term: CellsTerm,
    private readonly days: WindowDays,
    private readonly counts: (unit: string) => boolean,
  ) {}

  of(contributions: readonly Contribution[]): Placed | undefined {
    const here = contributions.filter((part) => part.term === this.term.term.key && this.isAsked(part));
    const records = here.reduce((sum, part) => sum + part.records, 0);
    const [first] = here;
    if (!first || records <= 0) return undefined;
    const value = here.reduce((sum, part) => sum + part.value, 0n);
    return { unit: this.placeOf(first), item: first.item, day: first.bucket, value };
  }

  private isAsked(part: Contribution): boolean {
    const { from, to } = this.days;
    if (part.bucket > to || (from !== null && part.bucket < from)) return false;
    const unit = this.placeOf(part);
    return isWithin(unit, this.question.unit.code) && this.counts(unit);
  }

  private placeOf({ unit, bucket }: Contribution): string {
    const { borders } = this.question;
    return borders.units.succession.placeOn(unit, borders.dayOf(this.term, this.days.to) ?? bucket);
  }
}
