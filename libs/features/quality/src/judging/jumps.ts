import { Inject, Injectable } from '@nestjs/common';
import type { Fields, RecordType } from '#core/catalogue';
import type { Day } from '#core/kernel';
import { parseSection } from '#core/protocol';
import {
  boundsParams,
  comparedFields,
  earlierDays,
  jumpWarning,
  seriesOf,
  type EarlierValue,
} from '#core/quality';
import { reportsAt, type ReportPlace, type Sql } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { paramPlace } from '#features/obligations';
import { UnitTree } from '#features/units';
import { addWarning, QUESTIONS_MAX, ROWS_MAX, type Subject, type Warnings } from './subject.js';

interface Report extends Subject {
  readonly occurredOn: Day;
}

/** Fields of the reports of a unit and period, by place and series. */
type Earlier = ReadonlyMap<string, Fields>;

/** Figures of reports that are far from those of the same unit's earlier ones. One statement for a batch of any size. */
@Injectable()
export class Jumps {
  constructor(
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
  ) {}

  async judge(sql: Sql, subjects: readonly Subject[], warnings: Warnings): Promise<void> {
    const { types } = this.current.catalogue;
    const reports = subjects.flatMap((subject) => {
      const type = types.get(subject.type);
      return type?.period !== undefined && isPlaced(subject) ? [{ type, report: subject }] : [];
    });
    if (reports.length === 0) return;
    const earlier = await this.read(sql, reports);
    for (const { type, report } of reports) this.judgeOne(type, report, earlier, warnings);
  }

  private judgeOne(type: RecordType, report: Report, earlier: Earlier, warnings: Warnings): void {
    const { unit, occurredOn: day, fields } = report;
    const params = boundsParams(this.current.catalogue.params);
    const at = { params, place: paramPlace(unit, this.tree.dated.on(day)), day };
    const series = seriesOf(type, fields);
    for (const compared of comparedFields(type)) {
      const amount = compared.read(fields[compared.field.name]);
      if (amount === null) continue;
      const values = earlierDays(type, day, compared.field.time === 'sum').flatMap(
        (earlierDay): EarlierValue[] => {
          const before = earlier.get(keyOf({ type: type.code, unit, day: earlierDay }, series));
          const value = before ? compared.read(before[compared.field.name]) : null;
          return value === null ? [] : [{ day: earlierDay, amount: value }];
        },
      );
      const warning = jumpWarning(type, compared, amount, values, at);
      if (warning) addWarning(warnings, report, warning);
    }
  }

  private async read(
    sql: Sql,
    reports: readonly { readonly type: RecordType; readonly report: Report }[],
  ): Promise<Earlier> {
    const asked = new Map<string, { readonly place: ReportPlace; readonly type: RecordType }>();
    for (const { type, report } of reports) {
      for (const day of earlierDays(type, report.occurredOn, true)) {
        const place = { type: type.code, unit: report.unit, day };
        if (asked.size < 2 * QUESTIONS_MAX) asked.set(keyOf(place, ''), { place, type });
      }
    }
    const questions = [...asked.values()];
    const rows = await reportsAt(
      sql,
      questions.map(({ place }) => place),
      ROWS_MAX,
    );
    const earlier = new Map<string, Fields>();
    for (const { question, city } of rows) {
      const fields = parseSection(city) as Fields | undefined;
      const asking = questions[question];
      if (fields && asking) earlier.set(keyOf(asking.place, seriesOf(asking.type, fields)), fields);
    }
    return earlier;
  }
}

function isPlaced(subject: Subject): subject is Report {
  return subject.occurredOn !== null;
}

function keyOf({ type, unit, day }: ReportPlace, series: string): string {
  return `${type} ${unit} ${day} ${series}`;
}
