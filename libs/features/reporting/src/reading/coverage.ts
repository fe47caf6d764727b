import { levelRank, type Level } from '#core/kernel';
import type { CellsTerm, CompiledIndicator, CompiledTerm } from '#core/statistics';
import type { UnitRow } from '#platform/storage';
import type { Scope } from './question.js';
import type { TermReader } from './term-reader.js';
import { unitsWithin } from './unit-attributes.js';
import type { Begun } from './uploads-reading.js';

/** How much of what a figure should be made of is there. */
export interface Coverage {
  /** Units that should have reported. */
  readonly expected: number;
  /** Those of them of which something has come in; where reports are counted, those with a report in the window. */
  readonly reported: number;
  readonly oldest: Begun['oldest'];
}

export async function coverageOf(indicator: CompiledIndicator, reader: TermReader): Promise<Coverage> {
  const expected = await expectedUnits(indicator, reader);
  const { count, oldest: silent } = await reader.begun(expected);
  let [reported, oldest] = [count, silent];
  if ([...indicator.terms.values()].some((term) => term.kind === 'cells' && reader.partials.isAbove(term)))
    [reported, oldest] = await withPartials({ reported, oldest }, reader);
  for (const { term, scope } of reportTerms(indicator, reader)) {
    const said = await reader.unitsSaying(term, scope);
    reported = Math.min(reported, expected.filter(({ code }) => said.has(code)).length);
  }
  return { expected: expected.length, reported, oldest };
}

/** Units whose figures have not come are not counted, and a figure is no newer than the partial ones that it is made of. */
async function withPartials(
  { reported, oldest }: Pick<Coverage, 'reported' | 'oldest'>,
  { partials }: TermReader,
): Promise<[number, Coverage['oldest']]> {
  const missing = await partials.unitsMissing();
  const late = await partials.latest();
  const older = late && (oldest === null || late.at < oldest.at) ? late : oldest;
  return [Math.max(0, reported - missing.length), older];
}

/** The units that a measure is computed for, or those in which the records of the terms begin their way. */
function expectedUnits({ scope, terms }: CompiledIndicator, reader: TermReader): Promise<readonly UnitRow[]> {
  const tally = [...terms.values()].find((term) => term.kind === 'tally');
  if (tally?.kind === 'tally') {
    const { per, scope: own } = tally.measure.definition;
    return unitsOfLevel(per, [own, scope], reader);
  }
  const levels = [...terms.values()].flatMap((term) =>
    term.kind === 'cells' ? reader.levelsEntering(term.term.type) : [],
  );
  const level = levels.reduce<Level | undefined>(
    (low, next) => (low === undefined || levelRank(next) > levelRank(low) ? next : low),
    undefined,
  );
  return unitsOfLevel(level ?? 'community', [scope], reader);
}

/** The same list for all indicators that ask for the same. */
function unitsOfLevel(
  level: Level,
  scopes: readonly Scope[],
  reader: TermReader,
): Promise<readonly UnitRow[]> {
  const { tree } = reader.question.borders;
  const { code } = reader.question.unit;
  const asked = scopes.filter((scope) => scope.length > 0);
  return reader.ofUnits(['expected', level, asked], () =>
    unitsWithin(ofLevel(tree.subtree(code), level), tree, asked),
  );
}

/** Villages are no communities of the plan: nobody waits for their reports. */
function ofLevel(units: readonly UnitRow[], level: Level): readonly UnitRow[] {
  return units.filter((unit) => unit.level === level && (level !== 'community' || unit.kind === 'urban'));
}

function reportTerms(
  { terms, scope }: CompiledIndicator,
  reader: TermReader,
): { term: CellsTerm; scope: Scope }[] {
  const plain = [...terms.values()].flatMap((term) => cellsOf(term).map((cells) => ({ term: cells, scope })));
  const measured = [...terms.values()].flatMap((term) =>
    term.kind === 'tally' ? [...term.measure.terms.values()].flatMap(cellsOf) : [],
  );
  return [...plain, ...measured.map((term) => ({ term, scope: [] }))].filter(
    ({ term }) =>
      reader.isReport(term.term.type) && reader.isComplete(term) && !reader.partials.isAbove(term),
  );
}

function cellsOf(term: CompiledTerm): readonly CellsTerm[] {
  return term.kind === 'cells' ? [term] : [];
}
