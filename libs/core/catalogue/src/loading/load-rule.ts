import { namesIn, type Expression } from '../language/expression.js';
import { expect, type Meaning, type ValueKind, type Vocabulary } from '../language/kinds.js';
import { parseRule, type ParsedRule } from '../language/parse.js';
import { chinese, english, type Labels, type Mood } from '../language/phrasings.js';
import { resolve } from '../language/resolve.js';
import { say, type Phrasing } from '../language/words.js';
import type { EnumValue, Field, FieldType, Rule } from '../model.js';
import type { Place } from './place.js';

export interface RuleContext {
  readonly fieldsByName: ReadonlyMap<string, Field>;
  readonly enums: ReadonlyMap<string, readonly EnumValue[]>;
}

const KIND_BY_TYPE: Readonly<Record<FieldType, ValueKind>> = {
  string: 'text',
  text: 'text',
  integer: 'number',
  decimal: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  enum: 'text',
  region: 'text',
  money: 'number',
  reference: 'text',
};

/** What a field means in an expression. */
export function meaningOf(field: Field, enums: RuleContext['enums']): Meaning {
  const kind = KIND_BY_TYPE[field.type];
  const list = field.enum === undefined ? undefined : enums.get(field.enum);
  return list ? { kind, values: new Set(list.map((item) => item.value)) } : { kind };
}

export function loadRule(place: Place, context: RuleContext): Rule {
  const text = place.text();
  return place.parsing(() => {
    const { requirement, condition } = checked(parseRule(text), vocabularyOf(context));
    const names = new Set(namesIn(requirement));
    if (condition) namesIn(condition, names);
    return {
      text,
      requirement,
      ...(condition ? { condition } : {}),
      fields: [...names],
      words: {
        zh: inWords(requirement, condition, (mood) => chinese(labelsOf(context, 'zh'), mood), ',当 '),
        en: inWords(requirement, condition, (mood) => english(labelsOf(context, 'en'), mood), ', when '),
      },
    };
  });
}

/** Parameters differ between units and a record has to be judged alike everywhere, so a rule may not use them. */
function vocabularyOf({ fieldsByName, enums }: RuleContext): Vocabulary {
  return {
    noun: 'field',
    meaning: (name) => {
      const field = fieldsByName.get(name);
      return field && meaningOf(field, enums);
    },
    paramKind: () => undefined,
  };
}

function checked(rule: ParsedRule, vocabulary: Vocabulary): ParsedRule {
  const requirement = resolve(rule.requirement, vocabulary);
  expect('boolean', requirement, vocabulary);
  if (!rule.condition) return { requirement };
  const condition = resolve(rule.condition, vocabulary);
  expect('boolean', condition, vocabulary);
  return { requirement, condition };
}

function labelsOf({ fieldsByName, enums }: RuleContext, language: 'zh' | 'en'): Labels {
  return {
    name: (name) => fieldsByName.get(name)?.[language] ?? name,
    value: (name, value) => {
      const list = enums.get(fieldsByName.get(name)?.enum ?? '') ?? [];
      return list.find((item) => item.value === value)?.[language] ?? value;
    },
  };
}

function inWords(
  requirement: Expression,
  condition: Expression | undefined,
  phrasing: (mood: Mood) => Phrasing,
  when: string,
): string {
  const said = say(requirement, phrasing('requirement'));
  return condition ? `${said}${when}${say(condition, phrasing('condition'))}` : said;
}
