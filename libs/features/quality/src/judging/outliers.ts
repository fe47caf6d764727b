import { Inject, Injectable } from '@nestjs/common';
import type { RecordType } from '#core/catalogue';
import { parentUnit } from '#core/kernel';
import { boundsParams, comparedFields, outlierWarning } from '#core/quality';
import { Clock } from '#platform/config';
import { peersOf, type ComparedRow, type PeerGroup, type Sql } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { paramPlace } from '#features/obligations';
import { UnitTree } from '#features/units';
import { isLiving, Peers } from './peers.js';
import { addWarning, QUESTIONS_MAX, ROWS_MAX, type Reader, type Subject, type Warnings } from './subject.js';

interface Judged {
  readonly subject: Subject;
  readonly type: RecordType;
  readonly group: PeerGroup;
}

/**
 * Figures that are far from what the units beside say: of the same period in reports, of what lives today in entities.
 * One statement for a batch of any size.
 */
@Injectable()
export class Outliers {
  constructor(
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async judge(sql: Sql, subjects: readonly Subject[], reader: Reader, warnings: Warnings): Promise<void> {
    const judged = subjects.flatMap((subject) => this.placed(subject) ?? []);
    const groups = new Map(judged.map(({ group }) => [keyOf(group), group]));
    const questions = [...groups.values()].slice(0, QUESTIONS_MAX);
    const rows = await peersOf(sql, questions, ROWS_MAX);
    const byGroup = new Map<string, ComparedRow[]>(questions.map((group) => [keyOf(group), []]));
    for (const row of rows) byGroup.get(keyOf(questions[row.question] as PeerGroup))?.push(row);
    // Of a group that was cut off nobody knows what is usual.
    const cut = rows.length < ROWS_MAX ? questions.length : (rows.at(-1)?.question ?? 0);
    const known = new Set(questions.slice(0, cut).map(keyOf));
    const peers = new Map<string, Peers>();
    for (const item of judged) {
      const key = keyOf(item.group);
      if (!known.has(key)) continue;
      const held = peers.get(key) ?? new Peers(item.type, byGroup.get(key) ?? [], this.clock.today());
      peers.set(key, held);
      this.judgeOne(item, held, reader, warnings);
    }
  }

  private judgeOne({ subject, type, group }: Judged, peers: Peers, reader: Reader, warnings: Warnings): void {
    const { unit, fields, record } = subject;
    const day = subject.occurredOn ?? this.clock.today();
    const at = {
      params: boundsParams(this.current.catalogue.params),
      place: paramPlace(unit, this.tree.dated.on(day)),
      day,
      // A median of an odd number of values is one unit's own.
      hidden: !reader.sees(group.parent),
    };
    for (const compared of comparedFields(type)) {
      const amount = compared.read(fields[compared.field.name]);
      const spread = amount === null ? undefined : peers.spreadWith(record, fields, compared, amount);
      if (amount === null || !spread) continue;
      const warning = outlierWarning(type, compared, amount, spread, at);
      if (warning) addWarning(warnings, subject, warning);
    }
  }

  private placed(subject: Subject): Judged | undefined {
    const type = this.current.catalogue.types.get(subject.type);
    const parent = parentUnit(subject.unit, this.tree.root.code);
    if (!type || parent === undefined || comparedFields(type).length === 0) return undefined;
    const group = { type: type.code, parent, width: subject.unit.length };
    if (type.lifecycle === 'report') {
      return subject.occurredOn === null
        ? undefined
        : { subject, type, group: { ...group, day: subject.occurredOn } };
    }
    const lives = type.lifecycle === 'entity' && isLiving(type, subject.fields, this.clock.today());
    return lives ? { subject, type, group: { ...group, day: null } } : undefined;
  }
}

function keyOf({ type, parent, width, day }: PeerGroup): string {
  return `${type} ${parent} ${width} ${day ?? '-'}`;
}
