import { levelRank, type Level } from '#core/kernel';
import type { CellsTerm, CompiledIndicator, CompiledTerm } from '#core/statistics';
import type { UnitRow } from '#platform/storage';
import type { Scope, TermReader } from './term-reader.js';
import { unitsWithin } from './unit-attributes.js';

/** How much of what a figure should be made of is there. */
export interface Coverage {
  /** Units that should have reported. */
  readonly expected: number;
  /** Those of them of which something has come in; where reports are counted, those with a report in the window. */
  readonly reported: number;
  /** When the newest entry of the unit came in that has been silent for longest; null where nothing has come in. */
  readonly oldest: { readonly unit: string; readonly at: Date } | null;
}

export async function coverageOf(indicator: CompiledIndicator, reader: TermReader): Promise<Coverage> {
  const expected = expectedUnits(indicator, reader);
  const uploads = await reader.uploads();
  const begun = expected.filter(({ code }) => uploads.has(code));
  let reported = begun.length;
  for (const { term, scope } of reportTerms(indicator, reader)) {
    const said = await reader.unitsSaying(term, scope);
    reported = Math.min(reported, expected.filter(({ code }) => said.has(code)).length);
  }
  return { expected: expected.length, reported, oldest: oldestOf(begun, uploads) };
}

function oldestOf(units: readonly UnitRow[], uploads: ReadonlyMap<string, Date>): Coverage['oldest'] {
  let oldest: Coverage['oldest'] = null;
  for (const { code } of units) {
    const at = uploads.get(code);
    if (at && (oldest === null || at < oldest.at)) oldest = { unit: code, at };
  }
  return oldest;
}

/** The units that a measure is computed for, or those in which the records of the terms begin their way. */
function expectedUnits({ scope, terms }: CompiledIndicator, reader: TermReader): readonly UnitRow[] {
  const { tree } = reader.question.borders;
  const all = tree.subtree(reader.question.unit.code);
  const tally = [...terms.values()].find((term) => term.kind === 'tally');
  if (tally?.kind === 'tally') {
    const { per, scope: own } = tally.measure.definition;
    return unitsWithin(ofLevel(all, per), tree, [own, scope]);
  }
  const levels = [...terms.values()].flatMap((term) =>
    term.kind === 'cells' ? reader.levelsEntering(term.term.type) : [],
  );
  const level = levels.reduce<Level | undefined>(
    (low, next) => (low === undefined || levelRank(next) > levelRank(low) ? next : low),
    undefined,
  );
  return unitsWithin(ofLevel(all, level ?? 'community'), tree, [scope]);
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
  return [...plain, ...measured.map((term) => ({ term, scope: [] }))].filter(({ term }) =>
    reader.isReport(term.term.type),
  );
}

function cellsOf(term: CompiledTerm): readonly CellsTerm[] {
  return term.kind === 'cells' ? [term] : [];
}
