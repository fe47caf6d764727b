import { readFileSync } from 'node:fs';
import { loadCatalogue, type Catalogue, type Field, type RecordType, type StoredValue } from '../index.js';

const FILE = new URL('../../../../../data/catalogue/jincheng-2005.json', import.meta.url);

export interface CatalogueDocument {
  types: Record<string, unknown>[];
  enums: Record<string, unknown[]>;
  params: Record<string, unknown>[];
  measures: Record<string, unknown>[];
  indicators: Record<string, unknown>[];
}

/** A fresh copy of the delivered document, free to be broken. */
export function jinchengDocument(): CatalogueDocument {
  return JSON.parse(readFileSync(FILE, 'utf8')) as CatalogueDocument;
}

export const jincheng: Catalogue = loadCatalogue(jinchengDocument());

export function typeOf(code: string): RecordType {
  const type = jincheng.types.get(code);
  if (!type) throw new Error(`no type ${code}`);
  return type;
}

export const SOME_ID = '0190b5c7-3f5e-7c1a-9d2b-000000000001';

/** Where the plainest value of each required field does not satisfy the type's rules. */
const PLAIN_EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, StoredValue>>>> = {
  budget: { in_fiscal: true },
};

/** The least that a valid record of a type holds: its required fields, each with the plainest value. */
export function minimalFields(type: RecordType): Record<string, StoredValue> {
  const required = type.fields.filter((field) => field.required);
  return {
    ...Object.fromEntries(required.map((field) => [field.name, plainValue(field)])),
    ...PLAIN_EXCEPTIONS[type.code],
  };
}

export function plainValue(field: Field): StoredValue {
  switch (field.type) {
    case 'string':
    case 'text':
      return '甲';
    case 'integer':
    case 'decimal':
    case 'money':
      return field.min ?? 0;
    case 'boolean':
      return false;
    case 'date':
      return '2006-03-31';
    case 'datetime':
      return '2006-03-31T08:30:00+08:00';
    case 'region':
      return '140502001001';
    case 'reference':
      return SOME_ID;
    case 'enum':
      return jincheng.enums.get(field.enum ?? '')?.[0]?.value ?? '';
  }
}

export function plainPeriod(type: RecordType): { period?: string } {
  const example = { month: '2006-03', quarter: '2006-Q1', year: '2006' } as const;
  return type.period ? { period: example[type.period] } : {};
}
