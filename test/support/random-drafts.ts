import type { NewRecord } from './node-api.js';
import type { SeededRandom } from './seeded-random.js';

/** Three communities and a village of two streets, a community of another district, and units above them. */
export const TRIED_UNITS = {
  community: ['140502001001', '140502001002', '140502100001', '140502100224', '140581001001'],
  street: ['140502001', '140581001'],
  district: ['140502', '140581'],
  city: ['1405'],
};

const { community, street, district, city } = TRIED_UNITS;
const ANY_UNIT = [...community, ...community, ...street, ...district, ...city];
const YEARS = [2003, 2008] as const;

type Fields = Record<string, unknown>;
type Writer = (random: SeededRandom, name: string) => Omit<NewRecord, 'type'>;

const maybe = (random: SeededRandom, fields: () => Fields): Fields => (random.chance(0.6) ? fields() : {});

/** A lifetime that begins now and then after its end is cut off, as the rules of the types ask. */
function lifetime(random: SeededRandom, from: string, to: string): Fields {
  const begin = random.day(...YEARS);
  const end = random.day(...YEARS);
  return { [from]: begin, ...(random.chance(0.4) && end >= begin ? { [to]: end } : {}) };
}

const WRITERS: Record<string, Writer> = {
  org: (random, name) => ({
    unit: random.pick(ANY_UNIT),
    fields: {
      name,
      kind: random.pick(['committee', 'mediation', 'social-org']),
      ...lifetime(random, 'established_on', 'dissolved_on'),
    },
  }),
  facility: (random, name) => {
    const status = random.pick(['in-use', 'in-use', 'planned', 'suspended']);
    const dated = status === 'in-use' || random.chance(0.5);
    return {
      unit: random.pick([...community, ...street]),
      fields: {
        name,
        kind: random.pick(['library', 'library', 'office', 'culture-sport']),
        status,
        floor_area_m2: random.between(1, 50_000) / 100,
        counts_office: random.chance(0.5),
        counts_house: random.chance(0.5),
        ...maybe(random, () => ({ tenure: random.pick(['leased', 'donated']) })),
        ...(dated ? lifetime(random, 'opened_on', 'closed_on') : {}),
        books: random.between(0, 900),
        open_public: true,
      },
    };
  },
  'service-outlet': (random, name) => ({
    unit: random.pick(community),
    fields: {
      name,
      category: random.pick(['retail', 'post']),
      serves: 'residents',
      ownership: random.pick(['private', 'collective']),
      founder: random.pick(['unemployed', 'unit']),
      ...maybe(random, () => ({ jobs: 40, unemployed_hired: random.between(0, 40) })),
      address: '一号',
      ...lifetime(random, 'opened_on', 'closed_on'),
    },
  }),
  activity: (random, title) => ({
    unit: random.pick(ANY_UNIT),
    fields: {
      title,
      kind: random.pick(['culture', 'sport', 'cadre-training']),
      held_on: random.day(...YEARS),
      participants: random.between(0, 300),
      ...maybe(random, () => ({ format: random.pick(['lecture', 'visit']) })),
    },
  }),
  'fund-flow': (random) => ({
    unit: random.pick(ANY_UNIT),
    fields: {
      direction: random.pick(['in', 'in', 'out']),
      source: random.pick(['own', 'lottery']),
      purpose: random.pick(['infrastructure', 'assistance']),
      amount: random.between(0, 100_000_000) / 100,
      in_kind: false,
      happened_on: random.day(...YEARS),
    },
  }),
  'environment-report': (random) => {
    const waste = random.between(1, 99_999_999);
    return {
      unit: random.pick(community),
      period: random.day(...YEARS).slice(0, 7),
      fields: { waste_t: waste / 1e6, sorted_t: random.between(0, waste) / 1e6, harmless_t: 0 },
    };
  },
  'security-report': (random) => ({
    unit: random.pick(community),
    period: random.day(...YEARS).slice(0, 7),
    fields: {
      cases: random.between(0, 20),
      floating: 0,
      floating_registered: 0,
      released: 0,
      released_helped: 0,
    },
  }),
  cadre: (random, name) => ({
    unit: random.pick([...community, ...street]),
    fields: {
      person_key: name,
      name,
      sex: 'f',
      birth_year: 1970,
      education: 'college',
      party_post: random.pick(['none', 'member', 'secretary']),
      committee_post: random.pick(['none', 'chair']),
      engagement: 'full-time',
      fp_role: 'none',
      entry: 'open',
      ...lifetime(random, 'joined_on', 'left_on'),
      left_reason: undefined,
    },
  }),
  'plan-task': (random, title) => {
    const assigned = random.day(...YEARS);
    const due = random.day(...YEARS);
    return {
      unit: random.pick(ANY_UNIT),
      fields: {
        plan: '00000000-0000-4000-8000-000000000001',
        title,
        owner_unit: '街道办',
        target_region: random.pick(ANY_UNIT),
        assigned_on: assigned,
        due_on: due < assigned ? assigned : due,
        ...(random.chance(0.6) ? { done_on: random.day(...YEARS), progress: 100 } : { progress: 30 }),
      },
    };
  },
};

export const TRIED_TYPES = Object.keys(WRITERS);

/** A record that its type's rules allow; `name` is not used for another one. */
export function randomDraft(random: SeededRandom, type: string, name: string): NewRecord {
  const draft = WRITERS[type]?.(random, name);
  if (!draft) throw new TypeError(`nobody writes ${type}`);
  const fields: Fields = { ...draft.fields };
  // The rule: who has left, left for a reason.
  if (fields['left_on'] !== undefined) fields['left_reason'] = 'other';
  return { ...draft, type, fields };
}
