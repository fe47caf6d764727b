import { Inject, Injectable } from '@nestjs/common';
import { LIKE_MAX, likeWarning, type LikeRecord, type QualityWarning } from '#core/quality';
import { Clock } from '#platform/config';
import { likeRecords, type Like, type LikenessQuestion, type Sql } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { Marks, type Mark } from '../likeness/marks.js';
import { isLiving } from './peers.js';
import { addWarning, type Reader, type Subject, type Warnings } from './subject.js';

interface Asked extends Mark {
  readonly subject: Subject;
}

/** Records that agree with others in what identifies them. One statement for a batch of any size. */
@Injectable()
export class Duplicates {
  constructor(
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Marks) private readonly marks: Marks,
  ) {}

  async judge(sql: Sql, subjects: readonly Subject[], reader: Reader, warnings: Warnings): Promise<void> {
    const asked = await this.asked(subjects);
    if (asked.length === 0) return;
    const questions = asked.map(questionOf);
    const found = await likeRecords(sql, questions, this.clock.today(), LIKE_MAX + 1);
    const likes = groupedBy(found, ({ question }) => question);
    const mates = groupedBy(asked, ({ mark }) => mark);
    const chosen = new Map<Subject, QualityWarning[]>();
    for (const [index, item] of asked.entries()) {
      const others = othersOf(item, likes.get(index) ?? [], mates.get(item.mark) ?? []);
      const warning = likeWarning(
        item.identity,
        others.map((other) => asSeen(item.subject, other, reader)),
      );
      if (warning) chosen.set(item.subject, [...(chosen.get(item.subject) ?? []), warning]);
    }
    for (const [subject, all] of chosen) for (const one of oneAField(all)) addWarning(warnings, subject, one);
  }

  private async asked(subjects: readonly Subject[]): Promise<Asked[]> {
    const { types } = this.current.catalogue;
    const today = this.clock.today();
    const marking = await this.marks.maker();
    return subjects.flatMap((subject) => {
      const type = types.get(subject.type);
      if (!type || !isLiving(type, subject.fields, today)) return [];
      return marking(type, subject.fields).map((mark) => ({ ...mark, subject }));
    });
  }
}

function questionOf({ identity, mark, subject: { record, unit } }: Asked): LikenessQuestion {
  return { mark, record, unit, across: identity.across };
}

function groupedBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

type Other = Pick<Like, 'record' | 'unit'>;

/** Records of the same batch are marked only later: they are held against each other here. */
function othersOf({ identity, subject }: Asked, stored: readonly Other[], mates: readonly Asked[]): Other[] {
  const others = new Map<string, Other>(stored.map((other) => [other.record, other]));
  for (const { subject: mate } of mates) {
    if (mate.record === subject.record) continue;
    if (identity.across || mate.unit === subject.unit) others.set(mate.record, mate);
  }
  return [...others.values()];
}

function asSeen(subject: Subject, { unit }: Other, reader: Reader): LikeRecord {
  if (unit === subject.unit) return { where: 'own' };
  return reader.sees(unit) ? { where: 'known', unit } : { where: 'elsewhere' };
}

/** Two identities may name one field: the graver warning stands. */
function oneAField(warnings: readonly QualityWarning[]): QualityWarning[] {
  const byField = new Map<string, QualityWarning>();
  for (const warning of warnings) {
    if (byField.get(warning.field)?.severity !== 'check') byField.set(warning.field, warning);
  }
  return [...byField.values()];
}
