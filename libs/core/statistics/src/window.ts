import { DAY_MIN, type Catalogue, type Window } from '#core/catalogue';
import { daysInMonth, isDay, periodOf, shiftYears, type Day, type PeriodKind } from '#core/kernel';

/** Which buckets a term sums: up to the end of the asked day (`stock`) or over days up to it. */
export interface TermWindow {
  /** `newest`: the days whose newest report still says something about the asked one. */
  readonly window: Window | 'newest';
  /** Whole years by which the days are moved; -1 asks for the year before. */
  readonly shiftYears: number;
}

export interface Asked {
  readonly at: Day;
  /** The kind of period that the `period` window starts with. */
  readonly period: PeriodKind;
  readonly planStart: Day;
}

/** Both days are inclusive. `from` is null where everything up to `to` counts; a `from` after `to` is no day at all. */
export interface WindowDays {
  readonly from: Day | null;
  readonly to: Day;
}

const START: Record<TermWindow['window'], (asked: Asked) => Day | null> = {
  newest: ({ at }) => shiftEnd(at, -1),
  stock: () => null,
  period: ({ at, period }) => periodOf(at, period).from,
  ytd: ({ at }) => periodOf(at, 'year').from,
  plan: ({ planStart }) => planStart,
};

/** The buckets whose sum is the term's value on the asked day. */
export function windowDays(term: TermWindow, asked: Asked): WindowDays {
  const from = START[term.window](asked);
  if (term.shiftYears === 0) return { from, to: asked.at };
  return { from: from && shiftYears(from, term.shiftYears), to: shiftEnd(asked.at, term.shiftYears) };
}

/** A whole month is compared with a whole month: the end of February stays its end, in leap years too. */
function shiftEnd(day: Day, years: number): Day {
  const shifted = shiftYears(day, years);
  if (day !== lastOfMonth(day)) return shifted;
  return lastOfMonth(shifted);
}

function lastOfMonth(day: Day): Day {
  const last = daysInMonth(Number(day.slice(0, 4)), Number(day.slice(5, 7)));
  return `${day.slice(0, 8)}${String(last).padStart(2, '0')}`;
}

const PLAN_START = 'plan.start';

/**
 * The first day of the plan. A catalogue that does not set it has no term with the window `plan`, so that the day
 * is never used there.
 */
export function planStart({ params }: Catalogue): Day {
  const days = params
    .filter(({ code, value }) => code === PLAN_START && isDay(value))
    .sort((left, right) => {
      // The plan is the whole city's: its row has the shortest unit code. Of several the newest applies.
      const byUnit = left.where.region.length - right.where.region.length;
      return byUnit !== 0 ? byUnit : right.from < left.from ? -1 : 1;
    });
  return (days[0]?.value as Day | undefined) ?? DAY_MIN;
}
