import type { Operand, Param, Predicate, UnitPredicate } from '#core/catalogue';
import type { Bilingual } from '#core/kernel';
import { asksKindOfStreet } from './param-rows.js';
import type { ParamPredicate } from './param-spans.js';
import { UNSUPPORTED } from './unsupported.js';

/** A term's conditions by what decides them. */
export interface Conditions {
  /** Decided by the record alone, whenever it is looked at. */
  readonly onFields: readonly Predicate[];
  /** Decided by the record and the value that a parameter has in its unit on a day. */
  readonly onParams: readonly ParamPredicate[];
  /** Decided by the unit that the record counts at, as it is when a number is read. */
  readonly onUnit: readonly UnitPredicate[];
  /** Fields of conditions `field <= today`: decided by the day asked for. */
  readonly awaited: readonly string[];
}

export function splitConditions(where: readonly Predicate[]): Conditions {
  const awaited = where.map(awaitedField);
  return {
    onFields: where.filter(
      (predicate, index) => !isOnUnit(predicate) && !isOnParam(predicate) && awaited[index] === undefined,
    ),
    onParams: where.filter(isOnParam),
    onUnit: where.filter(isOnUnit),
    awaited: awaited.filter((name) => name !== undefined),
  };
}

/** Why conditions on fields cannot be decided by a record alone; undefined where they can. */
export function whyFieldsUndecided(onFields: readonly Predicate[]): Bilingual | undefined {
  return operandsOf(onFields).includes('today') ? UNSUPPORTED.today : undefined;
}

/** A parameter that asks for the kind of a street cannot be decided by the code of a record's unit. */
export function whyParamsUndecided(
  onParams: readonly ParamPredicate[],
  params: readonly Param[],
): Bilingual | undefined {
  return onParams.some(({ operand }) => asksKindOfStreet(params, operand.code))
    ? UNSUPPORTED.parameter
    : undefined;
}

/** Why conditions on units cannot be decided by a unit alone; undefined where they can. */
export function whyUnitsUndecided(onUnit: readonly UnitPredicate[]): Bilingual | undefined {
  const operands = operandsOf(onUnit);
  if (operands.includes('param')) return UNSUPPORTED.parameter;
  return operands.every((operand) => operand === 'literal') ? undefined : UNSUPPORTED.unitOperand;
}

function operandsOf(predicates: readonly Predicate[]): readonly Operand['is'][] {
  return predicates.flatMap((predicate) => (predicate.test === 'compare' ? [predicate.operand.is] : []));
}

function isOnUnit(predicate: Predicate): predicate is UnitPredicate {
  return predicate.subject.of === 'unit';
}

function isOnParam(predicate: Predicate): predicate is ParamPredicate {
  return predicate.subject.of === 'field' && predicate.test === 'compare' && predicate.operand.is === 'param';
}

function awaitedField(predicate: Predicate): string | undefined {
  const { subject } = predicate;
  if (subject.of !== 'field' || predicate.test !== 'compare') return undefined;
  return predicate.operand.is === 'today' && predicate.operator === '<=' ? subject.name : undefined;
}
