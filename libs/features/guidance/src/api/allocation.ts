import { Inject, Injectable } from '@nestjs/common';
import type { Expression, Indicator } from '#core/catalogue';
import { childLevel, SilianError } from '#core/kernel';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import { CurrentCatalogue } from '#features/ledger';
import { UnitTree } from '#features/units';
import { Desk, type Shown } from './desk.js';

/** What a unit is to reach, and how much of it each of the units right below. */
export interface Allocation {
  readonly indicator: string;
  readonly period: string;
  readonly value: number;
  readonly shares: readonly { readonly unit: string; readonly value: number }[];
}

/** Sums of shares with decimals may miss the whole by the noise of binary fractions. */
const NOISE = 1e-9;

/** Shares out a target among the units right below: what is handed out is what is to be reached, no more and no less. */
@Injectable()
export class Allocations {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Desk) private readonly desk: Desk,
  ) {}

  /**
   * The unit's own target first, then those of the shares, in one transaction. Throws `indicator_unknown`,
   * `allocation_not_additive`, `allocation_unit` and `allocation_sum`.
   */
  async give(caller: Caller, { indicator, period, value, shares }: Allocation): Promise<Shown<'target'>[]> {
    const definition = this.current.catalogue.indicators.get(indicator);
    if (!definition) throw new SilianError('indicator_unknown', { code: indicator });
    if (!isAdditive(definition)) throw new SilianError('allocation_not_additive', { code: indicator });
    this.checkUnits(shares.map(({ unit }) => unit));
    const sum = shares.reduce((total, share) => total + share.value, 0);
    if (Math.abs(sum - value) > NOISE * Math.max(1, Math.abs(value)))
      throw new SilianError('allocation_sum', { value, sum, difference: value - sum });
    const own = { unit: this.config.unit, value };
    return this.desk.issueAll(
      caller,
      [own, ...shares].map((share) => ({
        kind: 'target' as const,
        addressee: share.unit,
        body: { indicator, period, value: share.value },
      })),
    );
  }

  /** Each unit right below once at the most: a unit that is left out has nothing to reach. */
  private checkUnits(units: readonly string[]): void {
    const { unit: own, profile } = this.config;
    const seen = new Set<string>();
    for (const unit of units) {
      const found = this.tree.require(unit);
      const isChild = unit.startsWith(own) && found.level === childLevel(profile.level);
      if (!isChild || seen.has(unit)) throw new SilianError('allocation_unit', { unit });
      seen.add(unit);
    }
  }
}

/** True where the figure of a unit is the sum of those of the units below it. */
export function isAdditive({ value, terms }: Indicator): boolean {
  const names = addends(value);
  return (
    names !== undefined &&
    names.every((name) => {
      const term = terms.get(name);
      return term?.source === 'records' && term.aggregate !== 'countDistinct';
    })
  );
}

/** The terms that an expression adds up; undefined where it does anything else. */
function addends(expression: Expression): readonly string[] | undefined {
  if (expression.is === 'name') return [expression.name];
  if (expression.is !== 'arithmetic' || expression.operator !== '+') return undefined;
  const [left, right] = [addends(expression.left), addends(expression.right)];
  return left && right && [...left, ...right];
}
