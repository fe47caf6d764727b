import { Inject, Injectable } from '@nestjs/common';
import { isWithin, SilianError } from '#core/kernel';
import {
  codesOfChange,
  planReorganisation,
  readReorganisation,
  type ClosedUnit,
  type Reorganisation,
  type ReorganisationPlan,
} from '#core/reorganisation';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import { Database, heldOfUnits, type HeldLog } from '#platform/storage';
import { Jurisdiction, reorganisationDigest, UnitTree } from '#features/units';
import { FigureComparison, type ComparedFigure } from './figure-comparison.js';
import { touchedTokens, type TouchedToken, type Turn } from './touched-tokens.js';

/** A closed unit with what this node holds of it, and who writes for it. */
export interface AffectedUnit {
  readonly unit: string;
  readonly successor: string;
  readonly records: number;
  readonly logs: readonly HeldLog[];
  /** The node at or below this one that writes the unit's log, and the one that will write its successor's. */
  readonly node: string;
  readonly nodeAfter: string;
}

export interface Effects extends ReorganisationPlan {
  readonly digest: string;
  readonly title: string;
  readonly affected: readonly AffectedUnit[];
  readonly tokens: readonly TouchedToken[];
  readonly figures: readonly ComparedFigure[];
}

/** Says what a reorganisation would do here. Changes nothing. */
@Injectable()
export class ReorganisationPreview {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(FigureComparison) private readonly figures: FigureComparison,
  ) {}

  async effects(caller: Caller, document: unknown, codes: readonly string[] | undefined): Promise<Effects> {
    const reorganisation = readReorganisation(document);
    this.assertMay(caller, reorganisation);
    const before = this.tree.dated;
    const plan = planReorganisation(reorganisation, before.rows, this.tree.root.code);
    const turn = { before, after: before.with(plan), day: plan.effectiveOn };
    const tokens = this.config.apiTokens.filter(({ unit }) => this.jurisdiction.covers(caller.unit, unit));
    return {
      digest: reorganisationDigest(reorganisation),
      title: reorganisation.title,
      ...plan,
      affected: await this.affected(plan, turn),
      tokens: touchedTokens(tokens, plan, turn),
      figures: await this.figures.compare(plan, turn, { whole: caller.unit, codes }),
    };
  }

  /** Whoever administers a node's whole area may do to its tree what the city has decided; others stay in their part. */
  assertMay(caller: Caller, { changes }: Reorganisation): void {
    if (isWithin(this.config.unit, caller.unit)) return;
    for (const change of changes) {
      for (const code of codesOfChange(change)) {
        if (!isWithin(code, caller.unit)) throw new SilianError('scope_exceeded', { unit: code });
      }
    }
  }

  private async affected({ closed }: ReorganisationPlan, turn: Turn): Promise<AffectedUnit[]> {
    const codes = closed.map(({ code }) => code);
    const held = new Map((await heldOfUnits(this.database.sql, codes)).map((row) => [row.unit, row]));
    return closed.map(({ code, successor }: ClosedUnit) => ({
      unit: code,
      successor,
      records: held.get(code)?.records ?? 0,
      logs: held.get(code)?.logs ?? [],
      node: this.writerOf(code, turn),
      nodeAfter: this.writerOf(successor, turn),
    }));
  }

  private writerOf(unit: string, { after, day }: Turn): string {
    const writers = this.config.childNodes.filter((node) => {
      const heir = after.succession.heirOn(node, day);
      return isWithin(unit, node) || (heir !== undefined && isWithin(unit, heir));
    });
    return writers.sort((a, b) => b.length - a.length)[0] ?? this.config.unit;
  }
}
