import { canonicalJson, type Bilingual, type Json } from '#core/kernel';
import type { Catalogue, EnumValue, Field, Param, RecordType } from '../model.js';
import type { Indicator, Measure, Target } from '../statistics-model.js';

export const PART_KINDS = [
  'type',
  'field',
  'rule',
  'list',
  'value',
  'parameter',
  'measure',
  'indicator',
  'target',
] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** Something of a catalogue that can be there or not, and can change. */
export interface Part {
  readonly kind: PartKind;
  /** Such as `types/person/fields/sex`; the path of what it belongs to comes before its own. */
  readonly path: string;
  readonly owner?: string;
  readonly label: Bilingual;
  /** By name, as text: equal texts mean the same. */
  readonly aspects: Readonly<Record<string, string>>;
}

/** Everything that a catalogue says, taken apart. The order in which it is written says nothing. */
export function partsOf(catalogue: Catalogue): ReadonlyMap<string, Part> {
  const parts = [
    ...[...catalogue.enums].flatMap(([code, values]) => listParts(code, values)),
    ...[...catalogue.types.values()].flatMap(typeParts),
    ...catalogue.params.map(paramPart),
    ...[...catalogue.measures.values()].map(measurePart),
    ...[...catalogue.indicators.values()].flatMap(indicatorParts),
  ];
  return new Map(parts.map((part) => [part.path, part]));
}

function listParts(code: string, values: readonly EnumValue[]): Part[] {
  const path = `enums/${code}`;
  return [
    { kind: 'list', path, label: { zh: code, en: code }, aspects: {} },
    ...values.map(({ value, zh, en }): Part => ({
      ...{ kind: 'value', path: `${path}/${value}`, owner: path, label: { zh, en } },
      aspects: { label: `${zh} / ${en}` },
    })),
  ];
}

function typeParts(type: RecordType): Part[] {
  const { code, zh, en, lifecycle, enteredAt, travel, naturalKey, time, period, down } = type;
  const path = `types/${code}`;
  const aspects = {
    label: `${zh} / ${en}`,
    enteredAt: [...enteredAt].sort().join(', '),
    naturalKey: [...naturalKey].sort().join(', '),
    ...texts({ lifecycle, travel, time, period, down }),
  };
  return [
    { kind: 'type', path, label: { zh, en }, aspects },
    ...type.fields.map((field) => fieldPart(path, field)),
    ...type.rules.map(({ text, words }): Part => ({
      ...{ kind: 'rule', path: `${path}/rules/${text}`, owner: path, label: words, aspects: {} },
    })),
  ];
}

function fieldPart(owner: string, { name, zh, en, ...rest }: Field): Part {
  return {
    ...{ kind: 'field', path: `${owner}/fields/${name}`, owner, label: { zh, en } },
    aspects: { label: `${zh} / ${en}`, ...texts(rest) },
  };
}

function paramPart({ code, value, from, where }: Param): Part {
  const label = { zh: `${code}(${from} 起)`, en: `${code} from ${from}` };
  const path = `params/${code}/${from}/${plainText(where)}`;
  return { kind: 'parameter', path, label, aspects: texts({ value }) };
}

function measurePart({ code, zh, en, ...rest }: Measure): Part {
  const aspects = { label: `${zh} / ${en}`, ...texts(rest) };
  return { kind: 'measure', path: `measures/${code}`, label: { zh, en }, aspects };
}

function indicatorParts({ code, zh, en, targets, ...rest }: Indicator): Part[] {
  const path = `indicators/${code}`;
  const aspects = { label: `${zh} / ${en}`, ...texts(rest) };
  return [
    { kind: 'indicator', path, label: { zh, en }, aspects },
    ...targets.map((target) => targetPart(path, { zh, en }, target)),
  ];
}

function targetPart(owner: string, { zh, en }: Bilingual, target: Target): Part {
  const { due, op, regions, each, value, stretch, basis } = target;
  return {
    ...{ kind: 'target', owner, label: { zh: `${zh}(${due})`, en: `${en} by ${due}` } },
    path: `${owner}/targets/${due}/${op}/${[...regions].sort().join('+')}/${String(each)}`,
    aspects: texts({ value, stretch, basis }),
  };
}

function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, plainText(value)]],
    ),
  );
}

/** A definition as one text, without the places at which its expressions were written. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : canonicalJson(plain(value));
}

function plain(value: unknown): Json {
  if (value instanceof Map) return [...value].map(([key, item]) => [key as string, plain(item)]);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value as Json;
  const kept = Object.entries(value).filter(([name, item]) => name !== 'position' && item !== undefined);
  return Object.fromEntries(kept.map(([name, item]) => [name, plain(item)]));
}
