import { fill, type Bilingual, type ErrorParams } from '#core/kernel';

/*
 * Glossary
 *   warning   something about a stored record that is worth a second look; it stands in nobody's way
 *   jump      a figure of a report far from that of the same unit's earlier reports
 *   outlier   a figure far from what like units say
 *   like      two records that agree in what identifies them
 */

export const WARNING_KINDS = ['jump', 'outlier', 'duplicate'] as const;
export type WarningKind = (typeof WARNING_KINDS)[number];

/** `notice`: may well be right. `check`: more likely wrong than right. */
export type Severity = 'notice' | 'check';

export interface QualityWarning {
  readonly code: WarningCode;
  readonly kind: WarningKind;
  readonly field: string;
  readonly severity: Severity;
  readonly message: Bilingual;
}

/**
 * Codes are part of the API: one is never renamed and never given a new meaning. `{label}` is the field's name in the
 * reader's language.
 */
const WARNINGS = {
  value_jump: {
    kind: 'jump',
    zh: '“{label}”为 {value},{earlier} 为 {before},变化 {change},请核对',
    en: '“{label}” is {value} and was {before} in {earlier}, a change of {change}: please check',
  },
  value_outlier: {
    kind: 'outlier',
    zh: '“{label}”为 {value},同级单位的中位数为 {median},通常在 {low} 至 {high} 之间,请核对',
    en: '“{label}” is {value}; the median of like units is {median}, usual are {low} to {high}: please check',
  },
  value_outlier_hidden: {
    kind: 'outlier',
    zh: '“{label}”为 {value},与同级单位的数值相差很大,请核对',
    en: '“{label}” is {value}, far from what like units say: please check',
  },
  record_like: {
    kind: 'duplicate',
    zh: '{place}已有“{label}”等相同的记录,可能重复登记',
    en: '{place} has a record that agrees in “{label}”: it may be entered twice',
  },
} as const satisfies Record<string, Bilingual & { readonly kind: WarningKind }>;

/** The words of an outlier differ by who reads them; the warning is the same. */
export type WarningCode = Exclude<keyof typeof WARNINGS, 'value_outlier_hidden'>;
export const WARNING_CODES: readonly WarningCode[] = ['value_jump', 'value_outlier', 'record_like'];

export function warning(
  code: WarningCode,
  field: Bilingual & { readonly name: string },
  severity: Severity,
  params: ErrorParams,
  more: { readonly words?: keyof typeof WARNINGS; readonly zh?: ErrorParams; readonly en?: ErrorParams } = {},
): QualityWarning {
  const text = WARNINGS[more.words ?? code];
  const message = {
    zh: fill(text, { ...params, ...more.zh, label: field.zh }).zh,
    en: fill(text, { ...params, ...more.en, label: field.en }).en,
  };
  return { code, kind: text.kind, field: field.name, severity, message };
}
