import { shiftYears } from '#core/kernel';
import type { Draft, DraftFields, Writer } from './draft.js';
import { marked } from './synthetic-mark.js';
import { personName, telephone } from './words.js';

/** Communities, their bodies, the people who work for them and how they decide. */
export const ORGANISATION_WRITERS: Readonly<Record<string, Writer>> = {
  'community-profile': communityProfile,
  org,
  cadre,
  election,
  meeting,
};

function communityProfile(draft: Draft): DraftFields {
  const { random } = draft;
  const adjusted = random.chance(0.9);
  const policed = draft.mostly('police_mode', 'one-one', 0.7);
  const network = draft.mostly('network', 'broadband', 0.7);
  const establishedOn = shiftYears(draft.span.from, -draft.steady('age', 1, 30));
  return {
    name: marked(draft.unit.name),
    established_on: establishedOn,
    adjusted,
    adjusted_on: adjusted ? draft.day() : undefined,
    area_km2: draft.decimal(0, 6, 2),
    resident_groups: random.integer(3, 20),
    assembly_system: random.chance(0.9),
    representative_system: random.chance(0.9),
    police_mode: policed,
    police_officers: policed === 'none' ? undefined : random.integer(1, 5),
    computers: random.chance(0.9) ? random.integer(1, 12) : 0,
    network,
    networked_on: network === 'none' ? undefined : draft.day(),
    software_on: draft.maybe(0.6, () => draft.day()),
    greening_system: random.chance(0.8),
    phone: telephone(random),
  };
}

function org(draft: Draft): DraftFields {
  const { random } = draft;
  const kind = draft.inTurn('kind');
  const members = random.integer(5, 80);
  const residents = draft.partOf(members, 0.2, 0.6);
  const staff = draft.partOf(members - residents, 0, 0.5);
  return {
    name: draft.title(draft.label('kind', kind)),
    kind,
    established_on: draft.beginning(),
    registered: random.chance(0.8),
    leader: personName(random),
    members,
    residents_n: residents,
    staff_n: staff,
    volunteers_n: draft.partOf(members - residents - staff),
    takes_gov_service: random.chance(0.2),
  };
}

function cadre(draft: Draft): DraftFields {
  const { random } = draft;
  const joinedOn = draft.beginning();
  const leftOn = draft.maybe(0.1, () => draft.after(draft.span.to, 0, 200));
  const insured = random.chance(0.8);
  return {
    person_key: draft.personKey(),
    name: personName(random),
    phone: telephone(random),
    sex: draft.choice('sex'),
    birth_year: Number(draft.span.from.slice(0, 4)) - random.integer(24, 58),
    education: draft.choice('education'),
    party_post: draft.choice('party_post'),
    committee_post: draft.choice('committee_post'),
    engagement: draft.mostly('engagement', 'full-time', 0.7),
    fp_role: draft.choice('fp_role'),
    entry: draft.choice('entry'),
    joined_on: joinedOn,
    left_on: leftOn,
    left_reason: leftOn === undefined ? undefined : draft.choice('left_reason'),
    monthly_pay: draft.amount(400, 1_500),
    pension: insured,
    medical: insured || random.chance(0.3),
    unemployment: insured && random.chance(0.8),
  };
}

function election(draft: Draft): DraftFields {
  const { random } = draft;
  const voters = random.integer(40, 3_000);
  const elected = random.integer(3, 9);
  return {
    body: draft.inTurn('body'),
    held_on: draft.ownDay(),
    term: random.integer(1, 9),
    method: draft.choice('method'),
    voters,
    votes: draft.partOf(voters, 0.6, 1),
    candidates: elected + random.integer(0, 4),
    elected,
    women: random.integer(0, elected),
  };
}

const TOPICS = [
  '小区停车管理',
  '楼道整治方案',
  '低保名单评议',
  '年度工作计划',
  '文体场所选址',
  '垃圾分类安排',
];

function meeting(draft: Draft): DraftFields {
  const { random } = draft;
  const kind = draft.choice('kind');
  const attendees = random.integer(8, 120);
  const votes = kind === 'appraisal' ? draft.partOf(attendees, 0.7, 1) : undefined;
  return {
    kind,
    held_on: draft.day(),
    topic: draft.title(random.pick(TOPICS)),
    attendees,
    decisions: draft.maybe(0.7, () => '会议原则同意,由居委会组织落实,并于月底前公开结果。'),
    votes,
    satisfied: votes === undefined ? undefined : draft.partOf(votes, 0.6, 1),
  };
}
