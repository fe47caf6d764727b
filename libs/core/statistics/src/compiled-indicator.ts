import type {
  Indicator,
  Measure,
  MeasureAggregate,
  TermDefinition,
  UnitPredicate,
  Window,
} from '#core/catalogue';
import type { Bilingual } from '#core/kernel';
import type { Term } from './term.js';

export interface CompiledIndicator {
  readonly definition: Indicator;
  /** Which units count; asked of each unit when a number is read. */
  readonly scope: readonly UnitPredicate[];
  readonly terms: ReadonlyMap<string, CompiledTerm>;
  /** False where a term or the scope is of a kind that is not computed. */
  readonly supported: boolean;
  readonly unsupportedReason?: Bilingual;
}

/** A number for each unit of one level; its terms are merged over the unit's subtree. */
export interface CompiledMeasure {
  readonly definition: Measure;
  readonly terms: ReadonlyMap<string, PlainTerm>;
}

export type CompiledTerm = PlainTerm | TallyTerm;
/** What a measure may be made of. */
export type PlainTerm = CellsTerm | UnitsTerm | ReportsTerm | UploadsTerm | UnsupportedTerm;

interface Filtered {
  /** Narrows the units further than the indicator's scope does. */
  readonly filter: readonly UnitPredicate[];
}

/** Read by merging cells over units and over the days that `windowDays` gives. */
export interface CellsTerm extends Filtered {
  readonly kind: 'cells';
  readonly term: Term;
  readonly window: Window | 'newest';
  readonly shiftYears: number;
  /** True where nothing said is not zero. */
  readonly unknownWithoutRecords: boolean;
}

/** Read by counting the units that the scope and this filter leave. */
export interface UnitsTerm extends Filtered {
  readonly kind: 'units';
}

/** Read by counting the reports that units owe for the periods of the window. */
export interface ReportsTerm extends Filtered {
  readonly kind: 'reports';
  readonly state: 'expected' | 'received' | 'onTime' | 'locked';
  /** True where the indicator is split by the type of report. */
  readonly byType: boolean;
  readonly window: Window;
  readonly shiftYears: number;
}

/** Read by counting the units whose newest entry has come in so many hours before the asked moment. */
export interface UploadsTerm extends Filtered {
  readonly kind: 'uploads';
  readonly ageHoursMax: number;
}

/** Read by computing a measure for each unit of its level, and counting them. */
export interface TallyTerm {
  readonly kind: 'tally';
  readonly measure: CompiledMeasure;
  readonly aggregate: MeasureAggregate;
}

export interface UnsupportedTerm {
  readonly kind: 'unsupported';
  readonly definition: TermDefinition;
  readonly reason: Bilingual;
}
