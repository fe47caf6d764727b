import type { Indicator } from '#core/catalogue';
import { LEVELS, type Level } from '#core/kernel';
import { lookAtAll, type NodeLook } from '../checks/index.js';
import { inParallel } from '../in-parallel.js';
import { SHOWN_BRANCH, type Scene } from '../scene.js';
import { Rate } from './rate.js';

/** The end of the plan: by then everything in the sample has happened. */
export const SHOWN_DAY = '2007-12-31';

const SHOWN_INDICATORS = [
  'organisations',
  'facilities',
  'service-outlets',
  'service-projects',
  'activities',
  'assistance-persons',
  'funds-in',
  'green-quarters',
] as const;

const QUESTIONS_AT_ONCE_MAX = 4;

export interface TierSample {
  readonly level: Level;
  readonly nodes: number;
  readonly units: number;
  /** What the tier's nodes hold, and what they will hold when everything has arrived. */
  readonly records: number;
  readonly expected: number;
  /** Entries that wait for the next tier; undefined at the top. */
  readonly backlog: number | undefined;
  readonly perSecond: number;
}

export interface IndicatorSample {
  readonly indicator: Pick<Indicator, 'zh' | 'en' | 'unit'>;
  readonly values: Readonly<Record<Level, number | null>>;
}

/** Asks the nodes what they hold and what their figures are. */
export class Sampler {
  private readonly rates = new Map(LEVELS.map((level) => [level, new Rate()]));

  constructor(private readonly scene: Scene) {}

  async tiers(): Promise<readonly TierSample[]> {
    const looks = await lookAtAll(this.scene.fleet);
    const now = performance.now();
    return LEVELS.map((level) =>
      this.tier(
        level,
        looks.filter(({ node }) => node.plan.level === level),
        now,
      ),
    );
  }

  async indicators(): Promise<readonly IndicatorSample[]> {
    const values = new Map<string, Record<Level, number | null>>();
    const questions = SHOWN_INDICATORS.flatMap((code) => LEVELS.map((level) => ({ code, level })));
    await inParallel(questions, QUESTIONS_AT_ONCE_MAX, async ({ code, level }) => {
      const node = this.scene.fleet.node(SHOWN_BRANCH[level]);
      const { value } = await node.api.indicator(code, `at=${SHOWN_DAY}&period=year`);
      const known = values.get(code) ?? { city: null, district: null, street: null, community: null };
      values.set(code, { ...known, [level]: value });
    });
    return SHOWN_INDICATORS.flatMap((code) => {
      const indicator = this.scene.catalogue.indicators.get(code);
      const known = values.get(code);
      return indicator && known ? { indicator, values: known } : [];
    });
  }

  private tier(level: Level, looks: readonly NodeLook[], now: number): TierSample {
    const records = sum(looks, ({ status }) => status.records.counted);
    const isTop = looks.every(({ status }) => status.uplink === null);
    return {
      level,
      nodes: looks.length,
      units: sum(looks, ({ status }) => status.units),
      records,
      expected: sum(looks, ({ node }) => this.scene.book.liveIn(node.plan.unit)),
      backlog: isTop ? undefined : sum(looks, ({ status }) => status.uplink?.backlog ?? 0),
      perSecond: this.rates.get(level)?.perSecond(records, now) ?? 0,
    };
  }
}

function sum(looks: readonly NodeLook[], of: (look: NodeLook) => number): number {
  return looks.reduce((total, look) => total + of(look), 0);
}
