import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '#core/access';
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
import { Database, heldOfUnits, listAccounts, type AccountRow, type HeldLog } from '#platform/storage';
import { Jurisdiction, reorganisationDigest, UnitTree } from '#features/units';
import { FigureComparison, type ComparedFigure } from './figure-comparison.js';
import { touchedHolders, type Touch, type Turn } from './touched-holders.js';

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

/** A token of the configuration; which one it is stays untold. */
export type TouchedToken = Touch & { readonly role: Role; readonly unit: string };

export type TouchedAccount = Touch & Pick<AccountRow, 'id' | 'name' | 'displayName' | 'roles' | 'unit'>;

/** A node has far fewer people; a list without end would not be read. */
const ACCOUNTS_MAX = 2_000;

export interface Effects extends ReorganisationPlan {
  readonly digest: string;
  readonly title: string;
  readonly affected: readonly AffectedUnit[];
  readonly tokens: readonly TouchedToken[];
  readonly accounts: readonly TouchedAccount[];
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
    const accounts = await listAccounts(this.database.sql, caller.unit, '', ACCOUNTS_MAX);
    return {
      digest: reorganisationDigest(reorganisation),
      title: reorganisation.title,
      ...plan,
      affected: await this.affected(plan, turn),
      tokens: touchedHolders(
        tokens.map(({ role, unit }) => ({ role, unit })),
        plan,
        turn,
      ),
      accounts: touchedHolders(
        accounts.map(({ id, name, displayName, roles, unit }) => ({ id, name, displayName, roles, unit })),
        plan,
        turn,
      ),
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
