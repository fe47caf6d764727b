import type { Draft, DraftFields, Writer } from './draft.js';
import { address, telephone } from './words.js';

/** Rooms, quarters, building sites, and the organisations that have their seat in a community. */
export const FACILITY_WRITERS: Readonly<Record<string, Writer>> = {
  unit,
  facility,
  'construction-project': constructionProject,
  'residential-quarter': residentialQuarter,
};

function unit(draft: Draft): DraftFields {
  const { random } = draft;
  const kind = draft.choice('kind');
  const employees = random.integer(5, 600);
  const since = draft.beginning();
  return {
    name: draft.title(`驻区${draft.label('kind', kind)}单位`),
    kind,
    employees,
    party_members: draft.partOf(employees, 0, 0.4),
    joint: random.chance(0.7),
    cobuild: random.chance(0.6),
    opens_facilities: random.chance(0.4),
    since,
    until: draft.maybe(0.05, () => draft.after(since, 100, 900)),
  };
}

/** The first nine kinds of the list are the five rooms, three stations and one place: the index walks through them. */
function facility(draft: Draft): DraftFields {
  const { random } = draft;
  const kind = draft.inTurn('kind');
  const isOffice = kind === 'office' || random.chance(0.4);
  const owner = draft.ref('unit');
  const tenure = owner === undefined ? draft.choice('tenure', 'shared') : draft.choice('tenure');
  const openedOn = draft.beginning();
  return {
    kind,
    name: draft.title(draft.label('kind', kind)),
    status: draft.mostly('status', 'in-use', 0.85),
    floor_area_m2: draft.decimal(isOffice ? 60 : 20, 260, 1),
    counts_office: isOffice,
    counts_house: random.chance(0.5),
    tenure,
    owner_unit: tenure === 'shared' ? owner : undefined,
    opened_on: openedOn,
    closed_on: draft.maybe(0.03, () => draft.after(openedOn, 100, 900)),
    address: address(random),
    ...place(draft),
    hours: random.pick(['08:00-18:00', '09:00-17:00', '全天']),
    phone: draft.maybe(0.6, () => telephone(random)),
    staff: random.integer(0, 8),
    books: kind === 'library' ? random.integer(300, 8_000) : undefined,
    open_public: random.chance(0.8),
  };
}

/** Somewhere in the basin of Jincheng. */
export function place(draft: Draft): DraftFields {
  return { lon: draft.decimal(112, 113, 5), lat: draft.decimal(35, 36, 5) };
}

function constructionProject(draft: Draft): DraftFields {
  const { random } = draft;
  const facilityKind = draft.choice('facility_kind');
  const budget = draft.amount(50_000, 2_000_000);
  const startedOn = draft.day();
  const finishedOn = draft.maybe(0.5, () => draft.after(startedOn, 60, 500));
  return {
    name: draft.title(`${draft.label('facility_kind', facilityKind)}建设项目`),
    facility_kind: facilityKind,
    method: draft.choice('method'),
    in_plan: random.chance(0.85),
    area_m2: draft.decimal(60, 800, 1),
    budget,
    spent: draft.partOf(budget, 0.1, 1),
    started_on: startedOn,
    due_on: draft.after(startedOn, 90, 400),
    finished_on: finishedOn,
    quarter: draft.maybe(0.4, () => draft.ref('residential-quarter')),
    facility: finishedOn === undefined ? undefined : draft.ref('facility'),
  };
}

const QUARTER_NAMES = ['凤鸣苑', '泽州花园', '太行小区', '书香庭院', '瑞丰家园', '兰花小区'];

function residentialQuarter(draft: Draft): DraftFields {
  const { random } = draft;
  const land = draft.decimal(5_000, 80_000, 0);
  const built = draft.choice('built');
  const completedOn = built === 'old' ? undefined : draft.day();
  return {
    name: draft.title(random.pick(QUARTER_NAMES)),
    registered_on: draft.beginning(),
    households: random.integer(80, 1_500),
    land_m2: land,
    green_m2: draft.partOf(land, 0.1, 0.4),
    greening_ok: random.chance(0.85),
    beautify_ok: random.chance(0.85),
    built,
    completed_on: completedOn,
    house_m2: completedOn && draft.decimal(20, 300, 1),
    house_on: completedOn && draft.after(completedOn, -60, 30),
    sorted_waste: random.chance(0.6),
  };
}
