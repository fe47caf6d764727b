/** A unit as a file gives it, before any check. */
export interface UnitLine {
  /** Where it stands in its file, counted from 1. */
  readonly line: number;
  /** Which file, where a source has several. */
  readonly file?: string;
  readonly code: string;
  readonly name: string;
  /** What the file says the level is; the code alone decides. */
  readonly level?: string;
  /** True for the street-level unit where the county government sits. */
  readonly seat?: boolean;
}
