import type { Day, Level } from '#core/kernel';
import type { Comparator, Expression } from './language/expression.js';
import type { ValueKind } from './language/kinds.js';

/** A number computed for each unit first and counted afterwards: "has a police room", "share of the nine". */
export interface Measure {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** The level of the units that it is computed for. */
  readonly per: 'community' | 'street' | 'district';
  /** Which of those units it applies to. */
  readonly scope: readonly UnitPredicate[];
  readonly terms: ReadonlyMap<string, SourceTerm>;
  readonly value: Expression;
  readonly kind: 'bool' | 'number';
  /** What an unknown value counts as: not met, or left out. It is shown apart in either case. */
  readonly missing: 'false' | 'exclude';
}

export interface Indicator {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly group: string;
  readonly unit: string;
  readonly better: 'up' | 'down' | 'none';
  readonly scope: readonly UnitPredicate[];
  readonly terms: ReadonlyMap<string, TermDefinition>;
  /** Computed at each level from merged terms; values are never merged. */
  readonly value: Expression;
  /** Fields that its terms can be split by. A term whose source lacks the field is not split. */
  readonly dims: readonly string[];
  readonly targets: readonly Target[];
}

export interface Target {
  readonly due: Day;
  readonly op: '>=' | '>' | '<=' | '<';
  readonly value: number;
  readonly stretch?: number;
  /** Unit codes; the target is set for their subtrees. */
  readonly regions: readonly string[];
  /** True where each district below `regions` has to meet it, false where they meet it together. */
  readonly each: boolean;
  readonly basis: 'seed' | 'implied' | 'ours';
}

export type TermDefinition = SourceTerm | MeasureTerm;
export type SourceTerm = RecordTerm | VirtualTerm;

export const AGGREGATES = ['count', 'sum', 'countDistinct', 'last'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** `stock`: what is valid on the day asked for. The others select by day of occurrence. */
export const WINDOWS = ['stock', 'period', 'ytd', 'plan'] as const;
export type Window = (typeof WINDOWS)[number];

interface Aggregation {
  readonly aggregate: Aggregate;
  /** The field that is summed, counted or read; unset for `count`. */
  readonly field?: string;
  readonly where: readonly Predicate[];
  readonly window: Window;
  /** Whole years by which the window is moved: -1 asks for the year before. */
  readonly shiftYears: number;
}

/** An aggregate over records of one type. */
export interface RecordTerm extends Aggregation {
  readonly source: 'records';
  /** A record type's code. */
  readonly from: string;
  /** The region field that says where a record counts; unset: at the unit that owns it. */
  readonly at?: string;
  /** Above this level the records do not carry what the term reads: partial results travel instead. */
  readonly reach: Level;
  /** 100 where the aggregate is in fen: an expression reads the state divided by this. */
  readonly storedPerUnit: 1 | 100;
}

/** An aggregate over rows that the platform itself keeps. */
export interface VirtualTerm extends Aggregation {
  readonly source: 'virtual';
  readonly from: VirtualSource;
}

export type VirtualSource = 'region' | 'report-status' | 'sync-status';

export const MEASURE_AGGREGATES = ['true', 'all', 'unknown', 'total'] as const;
export type MeasureAggregate = (typeof MEASURE_AGGREGATES)[number];

/** Units that meet a measure, units in its scope, units where it is unknown, or the sum of its numbers. */
export interface MeasureTerm {
  readonly source: 'measure';
  readonly measure: string;
  readonly aggregate: MeasureAggregate;
}

/** Conditions are joined by "and"; one that cannot be known does not hold. */
export type Predicate = ComparePredicate | InPredicate | SetPredicate;

interface OnSubject {
  readonly subject: Subject;
  readonly kind: ValueKind;
}
export interface ComparePredicate extends OnSubject {
  readonly test: 'compare';
  readonly operator: Comparator;
  readonly operand: Operand;
}
export interface InPredicate extends OnSubject {
  readonly test: 'in';
  readonly values: readonly (string | number | boolean)[];
}
export interface SetPredicate extends OnSubject {
  readonly test: 'set' | 'unset';
}

export type UnitAttribute = '@level' | '@urban' | '@streetKind' | '@seat' | '@code';

/** A field of the row, or an attribute of the unit that the row counts at. */
export type Subject =
  { readonly of: 'field'; readonly name: string } | { readonly of: 'unit'; readonly name: UnitAttribute };

/** A predicate that reads the unit only, as scopes do. */
export type UnitPredicate = Predicate & { readonly subject: { readonly of: 'unit' } };

/**
 * What a subject is compared with. A literal is in stored form already (fen for money). A parameter is set by
 * people in 元: where the subject is `money`, it is compared in fen.
 */
export type Operand =
  | { readonly is: 'literal'; readonly value: string | number | boolean }
  | { readonly is: 'field'; readonly name: string }
  | { readonly is: 'param'; readonly code: string; readonly money: boolean }
  | { readonly is: 'today' };
