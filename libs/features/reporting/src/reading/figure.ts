import type { Bilingual } from '#core/kernel';
import { evaluateIndicator, toNumber, type CompiledIndicator } from '#core/statistics';
import type { Part, TermReading } from './term-reading.js';

/** A figure with the terms that it is made of. null prints as a dash: not known is not zero. */
export interface Figure {
  readonly value: number | null;
  readonly terms: Readonly<Record<string, number | null>>;
  /** Units of which a measure is not known. They count as not met or are left out, as the measure says. */
  readonly unknown: number;
  /** Why there is no figure, where that is so. */
  readonly reason: Bilingual | null;
  /** What the figure may get wrong though all of it is there; null where nothing. */
  readonly caution: Bilingual | null;
}

export type Readings = ReadonlyMap<string, TermReading>;
export type ReadParam = (code: string) => number | string | null;

/** The indicator's value from the parts that `partOf` picks of its terms. */
export function figureOf(
  indicator: CompiledIndicator,
  readings: Readings,
  pick: {
    readonly partOf: (reading: TermReading) => Part;
    readonly unknownOf: (unknown: NonNullable<TermReading['unknown']>) => number;
  },
  param: ReadParam,
): Figure {
  const picked = [...readings].map(([name, reading]) => [name, pick.partOf(reading)] as const);
  const values = new Map(picked.map(([name, { value: known }]) => [name, known]));
  const value = evaluateIndicator(indicator, values, param);
  const unknown = [...readings.values()].map((reading) =>
    reading.unknown ? pick.unknownOf(reading.unknown) : 0,
  );
  return {
    value,
    terms: Object.fromEntries([...values].map(([name, term]) => [name, term && toNumber(term)])),
    unknown: Math.max(0, ...unknown),
    reason: value === null ? (whyOf(picked) ?? reasonFor(indicator, [...values], param)) : null,
    caution: picked.map(([, { caution }]) => caution).find(Boolean) ?? null,
  };
}

/** A figure of an indicator that cannot be read here at all. */
export function noFigure({ terms }: CompiledIndicator, reason: Bilingual): Figure {
  return {
    value: null,
    terms: Object.fromEntries([...terms.keys()].map((name) => [name, null])),
    unknown: 0,
    reason,
    caution: null,
  };
}

function whyOf(parts: readonly (readonly [string, Part])[]): Bilingual | undefined {
  return parts.map(([, { why }]) => why).find(Boolean);
}

function reasonFor(
  { terms }: CompiledIndicator,
  values: readonly (readonly [string, Part['value']])[],
  param: ReadParam,
): Bilingual {
  const unset = [...terms.values()]
    .flatMap((term) => (term.kind === 'cells' ? term.term.params : []))
    .find((code) => param(code) === null);
  if (unset !== undefined)
    return { zh: `参数“${unset}”尚未设定`, en: `The parameter “${unset}” has not been set` };
  const missing = values.filter(([, value]) => value === null).map(([name]) => name);
  if (missing.length > 0)
    return {
      zh: `一年之内没有可用的上报数(${missing.join('、')})`,
      en: `Nothing has been reported within a year (${missing.join(', ')})`,
    };
  return { zh: '没有可比的对象:分母为零', en: 'There is nothing to compare with: the denominator is zero' };
}
