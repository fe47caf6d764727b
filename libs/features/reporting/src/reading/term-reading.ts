import type { Bilingual } from '#core/kernel';
import { add, fromScaled, type Rational } from '#core/statistics';

/** A term's value for a subtree; null where it is not known. */
export interface Part {
  readonly value: Rational | null;
  /** Records, units or reports that it was counted from. */
  readonly records: number;
  /** Why the value is not known, where that is known. */
  readonly why?: Bilingual | undefined;
  /** What the value may get wrong. */
  readonly caution?: Bilingual | undefined;
}

export const NOTHING: Part = { value: fromScaled(0n, 0), records: 0 };
export const UNKNOWN: Part = { value: null, records: 0 };

export function countOf(count: number): Part {
  return { value: fromScaled(BigInt(count), 0), records: count };
}

/** A term for the asked unit, for the units right below it, and for each tuple of dims where that was asked. */
export interface TermReading {
  readonly whole: Part;
  /** By unit code; the asked unit's own share under its own code. */
  readonly parts: ReadonlyMap<string, Part>;
  /** What a part is that is not named. */
  readonly absent: Part;
  /** By the JSON of the values; undefined where the term is not split: then it is whole for every tuple. */
  readonly byDims?: ReadonlyMap<string, Part> | undefined;
  /** For measures: units of which they are not known, in the whole and by unit code. */
  readonly unknown?: { readonly whole: number; readonly parts: ReadonlyMap<string, number> };
}

/** How many of these units there are, put together by the first digits of their codes. */
export function countedUnits(codes: Iterable<string>, width: number): TermReading {
  const counts = new Map<string, number>();
  for (const code of codes) {
    const group = code.slice(0, width);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const parts = new Map([...counts].map(([group, count]) => [group, countOf(count)]));
  return { whole: together(parts.values(), NOTHING), parts, absent: NOTHING };
}

/** Parts that do not overlap, put together; unknown where none is known. */
export function together(parts: Iterable<Part>, absent: Part): Part {
  let [value, records]: [Rational | null, number] = [absent.value, 0];
  let caution: Bilingual | undefined;
  for (const part of parts) {
    // What stays below for a reason is not left out of a sum as if nobody had said it.
    if (part.why) return part;
    caution ??= part.caution;
    if (part.value) value = value ? add(value, part.value) : part.value;
    records += part.records;
  }
  return { value, records, ...(caution ? { caution } : {}) };
}
