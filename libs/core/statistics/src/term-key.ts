import { createHash } from 'node:crypto';
import type { Param, Predicate, RecordTerm, RecordType } from '#core/catalogue';
import { canonicalJson, type Json } from '#core/kernel';

/** 64 bits: among a million terms two would meet by chance with a probability of one in 37 million. */
const KEY_LENGTH = 16;

/**
 * Names a term by everything that its cells' values depend on, and by nothing else: equal terms share their cells,
 * and a catalogue that changes what a term means gives it another key, so that no cell mixes two meanings.
 * Conditions on units are left out, because they are asked when a number is read. Conditions have no order.
 */
export function termKey(
  definition: RecordTerm,
  type: RecordType,
  state: { readonly dims: readonly string[]; readonly scale: number; readonly params: readonly Param[] },
): string {
  const { lifecycle, time, period } = type;
  const where = definition.where.filter(({ subject }) => subject.of === 'field');
  const identity = canonicalJson({
    type: type.code,
    aggregate: definition.aggregate,
    field: definition.field ?? null,
    where: where.map((predicate) => canonicalJson(predicateIdentity(predicate))).sort(),
    at: definition.at ?? null,
    time: [lifecycle, time.from ?? null, time.to ?? null, time.at ?? null, period ?? null],
    begins: lifecycle === 'entity' && definition.window !== 'stock',
    about: definition.aggregate === 'last' ? [...type.naturalKey] : [],
    dims: [...state.dims],
    scale: state.scale,
    // A note says nothing about what is counted.
    params: state.params
      .map(({ code, value, from, where }) => canonicalJson({ code, value, from, where: { ...where } }))
      .sort(),
  });
  return createHash('sha256').update(identity).digest('hex').slice(0, KEY_LENGTH);
}

function predicateIdentity(predicate: Predicate): Json {
  const { subject, kind, test } = predicate;
  const about = [subject.name, kind, test];
  if (predicate.test === 'compare') return [...about, predicate.operator, { ...predicate.operand }];
  return predicate.test === 'in' ? [...about, [...predicate.values].sort()] : about;
}
