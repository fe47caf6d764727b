import { Inject, Injectable } from '@nestjs/common';
import { mayReach, type Level } from '#core/kernel';
import { WARNING_KINDS, type WarningKind } from '#core/quality';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import type { Sql } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { Jurisdiction } from '#features/units';
import { Duplicates } from './duplicates.js';
import { Jumps } from './jumps.js';
import { Outliers } from './outliers.js';
import type { Reader, Subject, Warnings } from './subject.js';

/** What is worth a second look in records, as one caller may read it. Nothing of it is stored: it follows from the records. */
@Injectable()
export class QualityJudge {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Jumps) private readonly jumps: Jumps,
    @Inject(Outliers) private readonly outliers: Outliers,
    @Inject(Duplicates) private readonly duplicates: Duplicates,
  ) {}

  /** One statement for each kind. Records whose type the caller may not see have no warnings. */
  async judge(
    sql: Sql,
    caller: Caller,
    subjects: readonly Subject[],
    kinds: readonly WarningKind[] = WARNING_KINDS,
  ): Promise<Warnings> {
    const warnings: Warnings = new Map();
    const shown = subjects.filter(({ type }) => this.isVisible(caller.level, type));
    if (shown.length === 0) return warnings;
    const reader: Reader = { sees: (unit) => this.jurisdiction.covers(caller.unit, unit) };
    if (kinds.includes('jump')) await this.jumps.judge(sql, shown, warnings);
    if (kinds.includes('outlier')) await this.outliers.judge(sql, shown, reader, warnings);
    if (kinds.includes('duplicate')) await this.duplicates.judge(sql, shown, reader, warnings);
    return warnings;
  }

  /** Bounded twice: by the caller's level and by the node's own. */
  isVisible(level: Level, code: string): boolean {
    const type = this.current.catalogue.types.get(code);
    return (
      type !== undefined && mayReach(type.travel, level) && mayReach(type.travel, this.config.profile.level)
    );
  }
}
