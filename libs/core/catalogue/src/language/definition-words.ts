import type { Bilingual } from '#core/kernel';
import type { Catalogue, EnumValue, RecordType } from '../model.js';
import type {
  Indicator,
  Measure,
  MeasureTerm,
  Operand,
  Predicate,
  SourceTerm,
  TermDefinition,
  UnitAttribute,
} from '../statistics-model.js';
import { chinese, english } from './phrasings.js';
import { say } from './words.js';

type Language = keyof Bilingual;

/** What a definition is made of, in one language. */
interface Lexicon {
  readonly aggregates: Readonly<Record<SourceTerm['aggregate'], (field: string, source: string) => string>>;
  readonly tallies: Readonly<Record<MeasureTerm['aggregate'], (measure: string, of: string) => string>>;
  readonly windows: Readonly<Record<SourceTerm['window'], string>>;
  readonly sources: Readonly<Record<'region' | 'report-status' | 'sync-status', string>>;
  readonly attributes: Readonly<Record<UnitAttribute, string>>;
  readonly levels: Readonly<Record<Measure['per'], string>>;
  readonly yes: string;
  readonly no: string;
  readonly today: string;
  readonly set: string;
  readonly unset: string;
  readonly among: (values: string) => string;
  readonly param: (code: string) => string;
  readonly yearsBefore: (years: number) => string;
  readonly where: (conditions: string) => string;
  readonly at: (field: string) => string;
  readonly within: (conditions: string) => string;
  readonly withTerms: (value: string, terms: string) => string;
  readonly means: string;
  readonly fullStop: string;
  readonly comma: string;
  readonly semicolon: string;
}

const LEXICA: Readonly<Record<Language, Lexicon>> = {
  zh: {
    aggregates: {
      count: (_, source) => `${source}数`,
      sum: (field, source) => `${source}的${field}合计`,
      countDistinct: (field, source) => `${source}中不同${field}的个数`,
      last: (field, source) => `${source}的最新${field}`,
    },
    tallies: {
      true: (measure, of) => `“${measure}”的${of}数`,
      all: (measure, of) => `适用“${measure}”的${of}数`,
      unknown: (measure, of) => `“${measure}”未知的${of}数`,
      total: (measure, of) => `各${of}“${measure}”之和`,
    },
    windows: { stock: '期末在册', period: '本期', ytd: '本年累计', plan: '规划期累计' },
    sources: { region: '区划单位', 'report-status': '应报报表', 'sync-status': '节点' },
    attributes: {
      '@level': '层级',
      '@urban': '城镇',
      '@streetKind': '街镇类别',
      '@seat': '县城所在',
      '@code': '代码',
    },
    levels: { community: '社区', street: '街镇', district: '县区' },
    ...{ yes: '是', no: '否', today: '当日', set: '已填', unset: '未填' },
    among: (values) => `为 ${values} 之一`,
    param: (code) => `参数 ${code}`,
    yearsBefore: (years) => (years === 1 ? '上年同期' : `${years} 年前同期`),
    where: (conditions) => `(${conditions})`,
    at: (field) => `按${field}归属`,
    within: (conditions) => `;范围:${conditions}`,
    withTerms: (value, terms) => `${value},其中 ${terms}`,
    ...{ comma: ',', semicolon: ';', fullStop: '。', means: '指:' },
  },
  en: {
    aggregates: {
      count: (_, source) => `number of “${source}”`,
      sum: (field, source) => `sum of “${field}” of “${source}”`,
      countDistinct: (field, source) => `number of different “${field}” of “${source}”`,
      last: (field, source) => `newest “${field}” of “${source}”`,
    },
    tallies: {
      true: (measure, of) => `number of ${of} where “${measure}”`,
      all: (measure, of) => `number of ${of} to which “${measure}” applies`,
      unknown: (measure, of) => `number of ${of} where “${measure}” is not known`,
      total: (measure, of) => `sum of “${measure}” over ${of}`,
    },
    windows: { stock: 'at the end', period: 'in the period', ytd: 'this year', plan: 'since the plan began' },
    sources: { region: 'units', 'report-status': 'reports owed', 'sync-status': 'nodes' },
    attributes: {
      '@level': 'level',
      '@urban': 'urban',
      '@streetKind': 'kind of street',
      '@seat': 'seat of the county',
      '@code': 'code',
    },
    levels: { community: 'communities', street: 'streets', district: 'districts' },
    ...{ yes: 'yes', no: 'no', today: 'the day', set: 'is filled in', unset: 'is not filled in' },
    among: (values) => `is one of ${values}`,
    param: (code) => `parameter ${code}`,
    yearsBefore: (years) => (years === 1 ? 'a year before' : `${years} years before`),
    where: (conditions) => ` (${conditions})`,
    at: (field) => `placed by “${field}”`,
    within: (conditions) => `; within: ${conditions}`,
    withTerms: (value, terms) => `${value}, where ${terms}`,
    ...{ comma: ', ', semicolon: '; ', fullStop: '. ', means: ' means: ' },
  },
};

/** An indicator's definition in words, as a person who signs the figure would ask for it. */
export function indicatorInWords(indicator: Indicator, catalogue: Catalogue): Bilingual {
  const measures = [...new Set([...indicator.terms.values()].flatMap(measureOf))];
  const say = (language: Language): string =>
    [
      inWords(language, indicator, catalogue),
      ...measures.flatMap((code) => {
        const measure = catalogue.measures.get(code);
        return measure
          ? `“${measure[language]}”${LEXICA[language].means}${inWords(language, measure, catalogue)}`
          : [];
      }),
    ].join(LEXICA[language].fullStop);
  return { zh: say('zh'), en: say('en') };
}

function measureOf(term: TermDefinition): readonly string[] {
  return term.source === 'measure' ? [term.measure] : [];
}

type Defined = Pick<Indicator, 'terms' | 'value' | 'scope'>;

function inWords(language: Language, { terms, value, scope }: Defined, catalogue: Catalogue): string {
  const lexicon = LEXICA[language];
  const labels = { name: (name: string) => name, value: (_: string, code: string) => code };
  const phrasing = language === 'zh' ? chinese(labels, 'condition') : english(labels, 'condition');
  const said = [...terms].map(([name, term]) => `${name} = ${termInWords(language, term, catalogue)}`);
  const within = scope.map((predicate) => predicateInWords(language, predicate, undefined, catalogue));
  const whole = lexicon.withTerms(say(value, phrasing), said.join(lexicon.semicolon));
  return within.length === 0 ? whole : whole + lexicon.within(within.join(lexicon.comma));
}

function termInWords(language: Language, term: TermDefinition, catalogue: Catalogue): string {
  const lexicon = LEXICA[language];
  if (term.source === 'measure') {
    const measure = catalogue.measures.get(term.measure);
    return lexicon.tallies[term.aggregate](
      measure?.[language] ?? term.measure,
      lexicon.levels[measure?.per ?? 'community'],
    );
  }
  const type = term.source === 'records' ? catalogue.types.get(term.from) : undefined;
  const source = term.source === 'virtual' ? lexicon.sources[term.from] : (type?.[language] ?? term.from);
  const field = labelOf(language, type, term.field ?? '');
  const conditions = term.where.map((predicate) => predicateInWords(language, predicate, type, catalogue));
  if (term.source === 'records' && term.at !== undefined)
    conditions.push(lexicon.at(labelOf(language, type, term.at)));
  const counted = lexicon.aggregates[term.aggregate](field, source);
  const times = [lexicon.windows[term.window]];
  if (term.shiftYears !== 0) times.push(lexicon.yearsBefore(-term.shiftYears));
  const where = conditions.length === 0 ? '' : lexicon.where(conditions.join(lexicon.comma));
  return `${counted}${where}${lexicon.comma}${times.join(lexicon.comma)}`;
}

function predicateInWords(
  language: Language,
  predicate: Predicate,
  type: RecordType | undefined,
  catalogue: Catalogue,
): string {
  const lexicon = LEXICA[language];
  const { subject } = predicate;
  const name =
    subject.of === 'unit' ? lexicon.attributes[subject.name] : labelOf(language, type, subject.name);
  const list = catalogue.enums.get(type?.fieldsByName.get(subject.name)?.enum ?? '') ?? [];
  switch (predicate.test) {
    case 'set':
      return `${name} ${lexicon.set}`;
    case 'unset':
      return `${name} ${lexicon.unset}`;
    case 'in': {
      const values = predicate.values.map((value) => valueInWords(language, value, list));
      return `${name} ${lexicon.among(values.join(language === 'zh' ? '、' : ', '))}`;
    }
    case 'compare':
      return `${name} ${SIGNS[predicate.operator]} ${operandInWords(language, predicate.operand, type, list)}`;
  }
}

const SIGNS = { '=': '=', '!=': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const;

function operandInWords(
  language: Language,
  operand: Operand,
  type: RecordType | undefined,
  list: readonly EnumValue[],
): string {
  switch (operand.is) {
    case 'today':
      return LEXICA[language].today;
    case 'param':
      return LEXICA[language].param(operand.code);
    case 'field':
      return labelOf(language, type, operand.name);
    case 'literal':
      return valueInWords(language, operand.value, list);
  }
}

function valueInWords(
  language: Language,
  value: string | number | boolean,
  list: readonly EnumValue[],
): string {
  if (typeof value === 'boolean') return value ? LEXICA[language].yes : LEXICA[language].no;
  return list.find((item) => item.value === value)?.[language] ?? String(value);
}

function labelOf(language: Language, type: RecordType | undefined, name: string): string {
  return type?.fieldsByName.get(name)?.[language] ?? name;
}
