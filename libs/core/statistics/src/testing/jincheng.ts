import { readFileSync } from 'node:fs';
import type { PeriodKind } from '#core/kernel';

/** The delivered document as it is written, as far as tests read it by themselves. */
export interface CatalogueDocument {
  types: TypeSource[];
  enums: Record<string, { value: string }[]>;
  params: { code: string; value: Scalar | null; from: string; where: object }[];
  measures: { terms: Record<string, TermSource>; code: string }[];
  indicators: IndicatorSource[];
}

export interface TypeSource {
  code: string;
  lifecycle: string;
  naturalKey?: string[];
  period?: PeriodKind;
  time?: { from?: string; to?: string; at?: string };
  fields: FieldSource[];
}

export interface FieldSource {
  name: string;
  type: string;
  enum?: string;
}

export interface IndicatorSource {
  code: string;
  dims: string[];
  terms: Record<string, TermSource>;
}

export interface TermSource {
  from: string;
  agg: string;
  field?: string;
  where?: ConditionSource[];
  window?: string;
  shift?: string;
  at?: string;
  reach?: string;
}

export type Scalar = string | number | boolean;
export type ConditionSource = [string, string, (Scalar | Scalar[] | { field: string } | { param: string })?];

const FILE = new URL('../../../../../data/catalogue/jincheng-2005.json', import.meta.url);

/** A fresh copy, free to be changed. */
export function jinchengDocument(): CatalogueDocument {
  return JSON.parse(readFileSync(FILE, 'utf8')) as CatalogueDocument;
}

/** The document with one more indicator, or another one instead of all. */
export function withIndicator(
  indicator: Partial<Record<string, unknown>> & { code: string; terms: object },
  others: readonly IndicatorSource[] = [],
): CatalogueDocument {
  const document = jinchengDocument();
  const [template] = document.indicators;
  const value = Object.keys(indicator.terms).join(' + ');
  const added = { ...template, scope: [], dims: [], targets: [], value, ...indicator } as IndicatorSource;
  return { ...document, indicators: [...others, added] };
}
