import type { Draft, DraftFields, Writer } from './draft.js';
import { marked } from './synthetic-mark.js';

/** What was held and what it cost. */
export const ACTIVITY_AND_MONEY_WRITERS: Readonly<Record<string, Writer>> = {
  activity,
  budget,
  'fund-flow': fundFlow,
};

function activity(draft: Draft): DraftFields {
  const { random } = draft;
  const contact = draft.ref('contact-point');
  const kind = contact === undefined ? draft.choice('kind', 'contact-visit') : draft.choice('kind');
  const participants = random.integer(10, 400);
  return {
    kind,
    title: draft.title(`${draft.label('kind', kind)}活动`),
    held_on: draft.day(),
    format: draft.maybe(0.8, () => draft.choice('format')),
    participants,
    residents_n: draft.partOf(participants, 0.4, 1),
    party_n: draft.partOf(participants, 0, 0.3),
    volunteers_n: draft.partOf(participants, 0, 0.2),
    units_n: random.integer(0, 6),
    venue: draft.maybe(0.6, () => draft.ref('facility')),
    contact: kind === 'contact-visit' ? contact : undefined,
    in_training_plan: kind === 'cadre-training' ? random.chance(0.8) : undefined,
    cost: draft.maybe(0.6, () => draft.amount(50, 5_000)),
    result: draft.maybe(0.5, () => '居民反映良好。'),
  };
}

const FISCAL_SOURCES: ReadonlySet<string> = new Set(['city-budget', 'district-budget']);

function budget(draft: Draft): DraftFields {
  const { values } = draft.line;
  return {
    ...values,
    amount: draft.amount(1_000, 80_000),
    in_fiscal: FISCAL_SOURCES.has(values['source'] ?? '') || draft.random.chance(0.2),
  };
}

function fundFlow(draft: Draft): DraftFields {
  const { random } = draft;
  const direction = draft.choice('direction');
  const award = draft.ref('award');
  const purpose = award === undefined ? draft.choice('purpose', 'reward') : draft.choice('purpose');
  const source = draft.choice('source');
  return {
    direction,
    source,
    purpose,
    amount: draft.amount(200, 60_000),
    in_kind: random.chance(0.1),
    happened_on: draft.day(),
    donor: source === 'donation' ? marked('热心企业') : undefined,
    project: purpose === 'infrastructure' ? draft.ref('construction-project') : undefined,
    award: purpose === 'reward' ? award : undefined,
  };
}
