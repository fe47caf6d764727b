import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SilianError, unitLevel } from '#core/kernel';
import type { CompiledIndicator, CompiledTerm } from '#core/statistics';
import { AuditedLook, NotAudited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { decodeCursor, encodeCursor } from '#features/records';
import { RecordsBehind, type AskedRecords } from '../behind/records-behind.service.js';
import { stateOf, UnitsBehind } from '../behind/units-behind.service.js';
import type { Question } from '../reading/question.js';
import { Asking } from './asked.js';
import { RecordsBehindDto, RecordsBehindQuery, UnitsBehindDto, UnitsBehindQuery } from './behind.dto.js';

/** The way down from a figure: each of its terms opens to the records or the units that it is made of. */
@ApiTags('indicators')
@ApiBearerAuth()
@Permit('figures.trace')
@Controller('api/v1/indicators/:code/terms/:term')
export class BehindController {
  constructor(
    @Inject(Asking) private readonly asking: Asking,
    @Inject(RecordsBehind) private readonly behind: RecordsBehind,
    @Inject(UnitsBehind) private readonly unitsBehind: UnitsBehind,
  ) {}

  @Get('records')
  @AuditedLook('figures.trace', { details: ['params.code', 'params.term', 'query.period'] })
  @ApiOperation({ summary: 'The records that a term of a figure is made of, by unit, the newest first' })
  @ApiOkResponse({ type: RecordsBehindDto })
  async records(
    @FromCaller() caller: Caller,
    @Param('code') code: string,
    @Param('term') name: string,
    @Query() query: RecordsBehindQuery,
  ): Promise<RecordsBehindDto> {
    const indicator = this.asking.indicator(code);
    const term = termOf(indicator, name);
    const question = this.asking.question(caller, query);
    const asked = askedRecords(indicator, { name, term, measureTerm: query.measureTerm, question });
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const { records, next } = await this.behind.page(caller, asked, after, query.limit);
    return { records, next: next && encodeCursor(next) };
  }

  @Get('units')
  @NotAudited('shows numbers and no record')
  @ApiOperation({
    summary: 'The units that a term of a figure counts, and what its measure comes to in each',
  })
  @ApiOkResponse({ type: UnitsBehindDto })
  async units(
    @FromCaller() caller: Caller,
    @Param('code') code: string,
    @Param('term') name: string,
    @Query() query: UnitsBehindQuery,
  ): Promise<UnitsBehindDto> {
    const indicator = this.asking.indicator(code);
    const question = this.asking.question(caller, query);
    const { cursor = '', limit, state } = query;
    if (cursor !== '' && unitLevel(cursor) === undefined) throw new SilianError('cursor_invalid');
    const all = await this.unitsBehind.list(name, termOf(indicator, name), indicator.scope, question);
    const units = all.filter((unit) => state === undefined || stateOf(unit) === state);
    const page = units.filter(({ unit }) => unit > cursor).slice(0, limit);
    const last = page.at(-1)?.unit;
    return { count: units.length, units: page, next: last === units.at(-1)?.unit ? null : (last ?? null) };
  }
}

function termOf(indicator: CompiledIndicator, name: string): CompiledTerm {
  const term = indicator.terms.get(name);
  if (!term) throw new SilianError('term_unknown', { code: indicator.definition.code, term: name });
  return term;
}

/** Throws `term_unknown` or `term_without_records`. */
function askedRecords(
  { definition, scope }: CompiledIndicator,
  asked: {
    readonly name: string;
    readonly term: CompiledTerm;
    readonly measureTerm: string | undefined;
    readonly question: Question;
  },
): AskedRecords {
  const { name, term, measureTerm, question } = asked;
  if (measureTerm === undefined || term.kind !== 'tally') {
    if (term.kind !== 'cells') throw new SilianError('term_without_records', { term: name });
    return { term, scope, question };
  }
  const inner = term.measure.terms.get(measureTerm);
  if (!inner) throw new SilianError('term_unknown', { code: definition.code, term: measureTerm });
  if (inner.kind !== 'cells') throw new SilianError('term_without_records', { term: measureTerm });
  return { term: inner, scope, measured: term, question };
}
