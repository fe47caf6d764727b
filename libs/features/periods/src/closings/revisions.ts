import { Inject, Injectable } from '@nestjs/common';
import { parsePeriod, SilianError, type Period } from '#core/kernel';
import type { Caller } from '#platform/identity';
import {
  changesSince,
  Database,
  findClosing,
  listClosings,
  readFigures,
  type ChangePlace,
  type ClosingRow,
  type Sql,
} from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { Places } from '#features/obligations';
import { Jurisdiction, UnitTree } from '#features/units';
import { decodeChangeCursor, encodeChangeCursor } from './change-cursor.js';
import { ClosingReading } from './closing-reading.js';
import type { CausePageDto, ClosingDetailDto, ClosingPageDto, FrozenFigureDto } from './closings.dto.js';
import { closingView } from './closing-view.js';
import { changedChildren, compareFigures, type FrozenReading } from './difference.js';
import { spansOf } from './spans.js';

/** Causes that are shown with each figure that differs; the others are on pages of their own. */
const CAUSES_SHOWN = 10;

/** What has become of closed periods: frozen figures beside those of today, and what came in between. */
@Injectable()
export class Revisions {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(ClosingReading) private readonly reading: ClosingReading,
  ) {}

  async list(
    caller: Caller,
    query: {
      readonly unit?: string;
      readonly period?: string;
      readonly cursor?: string;
      readonly limit: number;
    },
  ): Promise<ClosingPageDto> {
    const unitPrefix = query.unit ?? caller.unit;
    this.tree.requireKnown(unitPrefix);
    this.jurisdiction.assertScope(caller, unitPrefix);
    const { period, cursor: after, limit } = query;
    if (period !== undefined && !parsePeriod(period)) throw new SilianError('period_invalid', { period });
    const rows = await listClosings(this.database.sql, { unitPrefix, period, after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      closings: page.map(closingView),
      next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  }

  async detail(caller: Caller, id: string): Promise<ClosingDetailDto> {
    const closing = await this.find(caller, id);
    const period = periodOfClosing(closing);
    return this.database.snapshot(async (tx) => {
      const frozen = (await readFigures(tx, id)) as Map<string, FrozenReading>;
      const live = await this.reading.readAll(tx, closing.unit, period);
      const figures: FrozenFigureDto[] = [];
      for (const [code, reading] of frozen) {
        figures.push(await this.figure(tx, closing, code, reading, live.get(code)));
      }
      return { ...closingView(closing), catalogueNow: this.current.catalogue.version, figures };
    });
  }

  /** A page of what can have moved one figure since it was frozen, the newest first. */
  async causes(
    caller: Caller,
    id: string,
    query: { readonly indicator: string; readonly cursor?: string; readonly limit: number },
  ): Promise<CausePageDto> {
    const closing = await this.find(caller, id);
    const { indicator: code } = query;
    if (!this.current.catalogue.indicators.has(code)) throw new SilianError('indicator_unknown', { code });
    const after = query.cursor === undefined ? undefined : decodeChangeCursor(query.cursor);
    return this.causesOf(this.database.sql, closing, code, { after, limit: query.limit });
  }

  private async figure(
    tx: Sql,
    closing: ClosingRow,
    code: string,
    frozen: FrozenReading,
    live: FrozenReading | undefined,
  ): Promise<FrozenFigureDto> {
    const indicator = this.current.catalogue.indicators.get(code);
    const names = { zh: indicator?.zh ?? code, en: indicator?.en ?? code };
    const compared = compareFigures(frozen, live);
    const children = changedChildren(frozen, live);
    const revised = compared.differs || children.length > 0;
    const page = revised
      ? await this.causesOf(tx, closing, code, { after: undefined, limit: CAUSES_SHOWN })
      : { causes: [], next: null };
    const terms = { frozenTerms: frozen.terms, liveTerms: live?.terms ?? {} };
    return { indicator: code, ...names, ...compared, ...terms, revised, children, ...page };
  }

  private async causesOf(
    sql: Sql,
    { id, unit, ...closing }: ClosingRow,
    code: string,
    { after, limit }: { readonly after: ChangePlace | undefined; readonly limit: number },
  ): Promise<CausePageDto> {
    const { catalogue } = this.current;
    const indicator = catalogue.indicators.get(code);
    if (!indicator) return { causes: [], next: null };
    const { kind } = periodOfClosing(closing);
    const rows = await changesSince(sql, {
      closing: id,
      unitPrefix: unit,
      incoming: new Places(this.tree.dated).incoming(unit),
      spans: spansOf(catalogue, indicator, { at: closing.lastDay, period: kind }),
      ...{ after, limit: limit + 1 },
    });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      causes: page.map(({ place: _, storedAt, ...row }) => ({ ...row, storedAt: storedAt.toISOString() })),
      next: last ? encodeChangeCursor(last.place) : null,
    };
  }

  private async find(caller: Caller, id: string): Promise<ClosingRow> {
    const closing = await findClosing(this.database.sql, id);
    if (!closing) throw new SilianError('closing_unknown');
    this.jurisdiction.assertScope(caller, closing.unit);
    return closing;
  }
}

function periodOfClosing({ period }: Pick<ClosingRow, 'period'>): Period {
  const read = parsePeriod(period);
  if (!read) throw new TypeError('a closing is of a period');
  return read;
}
