import { Inject, Injectable } from '@nestjs/common';
import { addDays, childLevel, codeLength, isDay, SilianError, type Day } from '#core/kernel';
import { owedTypes } from '#core/obligations';
import { Clock } from '#platform/config';
import type { Caller } from '#platform/identity';
import { Database, type UnitRow } from '#platform/storage';
import { Returns } from '#features/guidance';
import { CurrentCatalogue } from '#features/ledger';
import { ReportStatus, type Obligation } from '#features/obligations';
import { Jurisdiction, UnitTree } from '#features/units';
import type { CompletenessDto, CompletenessQuery, ObligationDto, ToDoDto } from './completeness.dto.js';
import { Grid } from './grid.js';
import { obligationView } from './obligation-view.js';

/** A question over more days would hold up the node: three years of a city are a million reports. */
const SPAN_DAYS_MAX = 1_100;

/** How far back the list of what is to be done goes: what is older is found in the grid. */
const TO_DO_DAYS = 400;

/** Rows of one list of the to-do: a community has 40 a year, and nobody works through more at once. */
const TO_DO_ROWS_MAX = 500;

const RETURNS_MAX = 200;

/** What is there of the reports that are owed: as a grid for whoever watches, as a list for whoever has to report. */
@Injectable()
export class Completeness {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(ReportStatus) private readonly status: ReportStatus,
    @Inject(Returns) private readonly returns: Returns,
  ) {}

  async grid(caller: Caller, query: CompletenessQuery): Promise<CompletenessDto> {
    const at = this.clock.today();
    const { from, to } = spanOf(query, at);
    const { type } = query;
    if (type !== undefined && !owedTypes(this.current.catalogue).some(({ code }) => code === type))
      throw new SilianError('type_unknown', { type });
    const unit = this.unitOf(caller, query.unit);
    const types = type === undefined ? undefined : [type];
    const question = { unitPrefix: unit.code, from, to, at, types, bordersOn: null };
    const shownOn = to < at ? to : at;
    const { dated } = this.tree;
    const tree = dated.on(shownOn);
    const level = childLevel(unit.level);
    const width = level ? codeLength(level, tree.root?.code ?? '') : unit.code.length;
    const nameOf = (code: string): string => (tree.find(code) ?? dated.ever.find(code))?.name ?? code;
    const grid = new Grid(unit.code, width, tree.children(unit.code), nameOf);
    const obligations = await this.database.snapshot((tx) => this.status.read(tx, question));
    // What has not begun is nobody's to report.
    for (const obligation of obligations) if (obligation.period.from <= at) grid.take(obligation);
    return { unit: unit.code, name: unit.name, from, to, at, ...grid.finish() };
  }

  async toDo(caller: Caller, asked: string | undefined): Promise<ToDoDto> {
    const at = this.clock.today();
    const unit = this.unitOf(caller, asked);
    const question = { unitPrefix: unit.code, from: addDays(at, -TO_DO_DAYS), to: at, at, bordersOn: null };
    const obligations = [...(await this.database.snapshot((tx) => this.status.read(tx, question)))];
    const lists = {
      dueSoon: listed(obligations, ({ state }) => state.stage === 'open'),
      overdue: listed(obligations, ({ state }) => state.stage === 'missing'),
      undeclared: listed(
        obligations,
        ({ evidence, state }) => evidence.receivedOn !== null && !state.complete,
      ),
    };
    const { returns } = await this.returns.list(caller, { limit: RETURNS_MAX });
    const returned = returns.filter((item) => item.open && this.jurisdiction.covers(unit.code, item.unit));
    const more = Object.values(lists).some((list) => list.length > TO_DO_ROWS_MAX);
    const cut = (list: readonly ObligationDto[]): ObligationDto[] => list.slice(0, TO_DO_ROWS_MAX);
    return {
      unit: unit.code,
      at,
      dueSoon: cut(lists.dueSoon),
      overdue: cut(lists.overdue),
      undeclared: cut(lists.undeclared),
      more,
      returned,
    };
  }

  /** A unit that is or was: who has been closed since still owes what was before. */
  private unitOf(caller: Caller, asked: string | undefined): UnitRow {
    const code = asked ?? this.tree.successorOn(caller.unit, this.clock.today());
    this.tree.requireKnown(code);
    this.jurisdiction.assertScope(caller, code);
    const unit = this.tree.find(code) ?? this.tree.dated.ever.find(code);
    if (!unit) throw new SilianError('unit_unknown', { unit: code });
    return unit;
  }
}

/** The most urgent first. */
function listed(
  obligations: readonly Obligation[],
  isListed: (obligation: Obligation) => boolean,
): ObligationDto[] {
  return obligations
    .filter(isListed)
    .map(obligationView)
    .sort((left, right) => (left.dueOn < right.dueOn ? -1 : Number(left.dueOn > right.dueOn)));
}

function spanOf({ year, from, to }: CompletenessQuery, today: Day): { from: Day; to: Day } {
  if (year !== undefined && (from !== undefined || to !== undefined))
    throw invalid('year', 'give a year, or from and to');
  const asked = year ?? today.slice(0, 4);
  const span = { from: from ?? `${asked}-01-01`, to: to ?? `${asked}-12-31` };
  for (const [field, day] of Object.entries(span))
    if (!isDay(day)) throw invalid(field, 'must be a day that exists');
  if (span.to < span.from) throw invalid('to', 'lies before from');
  if (addDays(span.from, SPAN_DAYS_MAX) < span.to) throw invalid('to', `at most ${SPAN_DAYS_MAX} days`);
  return span;
}

function invalid(field: string, rule: string): SilianError {
  return new SilianError('query_invalid', {}, [{ field, rules: [rule] }]);
}
