import { Inject, Injectable } from '@nestjs/common';
import { SilianError, type Level } from '#core/kernel';
import { WARNING_KINDS, type QualityWarning, type WarningKind } from '#core/quality';
import type { Caller } from '#platform/identity';
import {
  acknowledgementsOf,
  Database,
  listRecords,
  type AcknowledgementRow,
  type RecordWithEntry,
  type WarningPlace,
} from '#platform/storage';
import { CurrentCatalogue, visibleFields } from '#features/ledger';
import { Jurisdiction, UnitTree } from '#features/units';
import { QualityJudge } from '../judging/quality-judge.js';
import type { Subject } from '../judging/subject.js';
import { decodeCursor, encodeCursor, type WarningPosition } from './cursor.js';
import type { WarningDto, WarningPageDto } from './warnings.dto.js';

/** Records that are judged together: one statement for them, and one for each kind of warning. */
const CHUNK_SIZE = 100;

/**
 * Records that one answer looks at: whoever asks about a city of sound records gets an empty page and a cursor, and not a
 * minute of work. A type without records costs one look in an index.
 */
const LOOKED_AT_MAX = 1_000;

export interface WarningsQuestion {
  readonly unit: string;
  readonly type?: string | undefined;
  readonly kind?: WarningKind | undefined;
  readonly acknowledged: boolean;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Warnings about the records below a unit, worked out when they are asked for. */
@Injectable()
export class Warnings {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(QualityJudge) private readonly judge: QualityJudge,
  ) {}

  /** By type, unit and record, the newest first within each unit. All warnings of a record are in one page. */
  async list(caller: Caller, question: WarningsQuestion): Promise<WarningPageDto> {
    this.tree.requireKnown(question.unit);
    this.jurisdiction.assertScope(caller, question.unit);
    const types = this.typesOf(caller.level, question.type);
    const warnings: WarningDto[] = [];
    let position = startOf(types, question.cursor);
    let lookedAt = 0;
    while (position && warnings.length < question.limit && lookedAt < LOOKED_AT_MAX) {
      const rows = await listRecords(this.database.sql, {
        type: position.type,
        unitPrefix: question.unit,
        status: 'counted',
        fields: new Map(),
        limit: CHUNK_SIZE,
        ...(position.after === undefined ? {} : { after: position.after }),
      });
      const found = await this.of(caller, rows, question.kind);
      lookedAt += rows.length;
      const { type } = position;
      position = rows.length < CHUNK_SIZE ? nextType(types, type) : placeOf(type, rows.at(-1));
      for (const [index, row] of rows.entries()) {
        warnings.push(...(found.get(row.record) ?? []).filter((one) => isAsked(one, question)));
        if (warnings.length < question.limit) continue;
        if (index < rows.length - 1) position = placeOf(type, row);
        break;
      }
    }
    return { warnings, next: position ? encodeCursor(position) : null };
  }

  /** The warnings of some records as they stand, by record. */
  async of(
    caller: Caller,
    rows: readonly RecordWithEntry[],
    kind?: WarningKind,
  ): Promise<ReadonlyMap<string, WarningDto[]>> {
    if (rows.length === 0) return new Map();
    const { sql } = this.database;
    const subjects = rows.map((row) => this.subjectOf(row));
    const found = await this.judge.judge(sql, caller, subjects, kind === undefined ? WARNING_KINDS : [kind]);
    const said = found.size === 0 ? [] : await acknowledgementsOf(sql, [...found.keys()]);
    const looked = new Map(said.map((one) => [keyOf(one), one]));
    return new Map(
      rows.map((row) => [
        row.record,
        (found.get(row.record) ?? []).map((one) =>
          shown(row, one, looked.get(keyOf({ ...one, record: row.record, version: row.version }))),
        ),
      ]),
    );
  }

  private subjectOf({ record, type: code, unit, occurredOn, ...row }: RecordWithEntry): Subject {
    const type = this.current.catalogue.types.get(code);
    // All that is stored here: warnings name the fields, and never what stands in those that are not everybody's.
    const fields = type ? visibleFields(row, type, 'community').fields : {};
    return { record, type: code, unit, occurredOn, fields };
  }

  private typesOf(level: Level, code: string | undefined): string[] {
    const { types } = this.current.catalogue;
    if (code !== undefined && !types.has(code)) throw new SilianError('type_unknown', { type: code });
    const wanted = code === undefined ? [...types.keys()].sort() : [code];
    return wanted.filter((type) => this.judge.isVisible(level, type));
  }
}

function startOf(types: readonly string[], cursor: string | undefined): WarningPosition | undefined {
  if (cursor === undefined) return types[0] === undefined ? undefined : { type: types[0] };
  const position = decodeCursor(cursor);
  if (!types.includes(position.type)) throw new SilianError('cursor_invalid');
  return position;
}

function nextType(types: readonly string[], type: string): WarningPosition | undefined {
  const next = types[types.indexOf(type) + 1];
  return next === undefined ? undefined : { type: next };
}

function placeOf(type: string, row: RecordWithEntry | undefined): WarningPosition {
  return row ? { type, after: { unit: row.unit, record: row.record } } : { type };
}

function isAsked({ acknowledgement }: WarningDto, { acknowledged }: WarningsQuestion): boolean {
  return acknowledged || acknowledgement === null;
}

function keyOf({ record, version, code, field }: WarningPlace): string {
  return `${record} ${version} ${code} ${field}`;
}

function shown(
  { record, version, type, unit, occurredOn }: RecordWithEntry,
  warning: QualityWarning,
  said: AcknowledgementRow | undefined,
): WarningDto {
  const acknowledgement = said ? { reason: said.reason, by: said.by, at: said.at.toISOString() } : null;
  return { record, version, type, unit, occurredOn, ...warning, acknowledgement };
}
