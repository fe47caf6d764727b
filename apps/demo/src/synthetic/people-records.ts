import { shiftYears } from '#core/kernel';
import type { Draft, DraftFields, Writer } from './draft.js';
import { address, identityNumber, personName, telephone } from './words.js';

/** People who are served, and what is done for them. */
export const PEOPLE_WRITERS: Readonly<Record<string, Writer>> = {
  person,
  'employment-event': employmentEvent,
  assistance,
};

function person(draft: Draft): DraftFields {
  const { random } = draft;
  const birthYear = Number(shiftYears(draft.span.from, -random.integer(18, 90)).slice(0, 4));
  const registeredOn = draft.beginning();
  return {
    person_key: draft.personKey(),
    name: personName(random),
    id_no: draft.maybe(0.8, () => identityNumber(random, birthYear)),
    phone: draft.maybe(0.7, () => telephone(random)),
    address: address(random),
    sex: draft.choice('sex'),
    birth_year: birthYear,
    category: draft.choice('category'),
    registered_on: registeredOn,
    ended_on: draft.maybe(0.1, () => draft.after(registeredOn, 30, 900)),
    served: random.chance(0.85),
    note: draft.maybe(0.3, () => '每季度走访一次。'),
  };
}

const EMPLOYERS = ['家政服务部', '社区便民店', '物业公司', '环卫站', '餐饮店', '机械厂'];

function employmentEvent(draft: Draft): DraftFields {
  const { random } = draft;
  const kind = draft.choice('kind');
  const isEmployed = kind === 'reemployed' || kind === 'public-post';
  return {
    person_key: draft.personKey(),
    name: personName(random),
    kind,
    difficulty: random.chance(0.6),
    happened_on: draft.day(),
    employer: isEmployed ? draft.title(random.pick(EMPLOYERS)) : undefined,
    outlet: draft.maybe(0.4, () => draft.ref('service-outlet')),
    contract_months: isEmployed ? random.pick([6, 12, 24, 36]) : undefined,
    subsidy: draft.maybe(0.3, () => draft.amount(100, 3_000)),
  };
}

function assistance(draft: Draft): DraftFields {
  const { random } = draft;
  return {
    target: draft.choice('target'),
    kind: draft.choice('kind'),
    person_key: draft.personKey(),
    name: personName(random),
    persons: random.integer(1, 6),
    amount: draft.amount(50, 2_000),
    source: draft.choice('source'),
    paid_on: draft.day(),
  };
}
