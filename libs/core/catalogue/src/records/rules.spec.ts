import { loadCatalogue } from '../loading/load-catalogue.js';
import { item } from '../testing/broken-catalogue.js';
import {
  jincheng,
  jinchengDocument,
  minimalFields,
  plainPeriod,
  SOME_ID,
  typeOf,
} from '../testing/jincheng.js';
import { validateEntry } from './validate-entry.js';

type Values = Readonly<Record<string, string | number | boolean | null>>;

const EARLY = '2006-01-01';
const LATE = '2006-06-01';

/** For every rule: values that break it, and values of the same fields that keep it. */
// prettier-ignore
const RULES: readonly (readonly [type: string, rule: string, breaks: Values, keeps: Values])[] = [
  ['community-profile', 'adjusted_on <= today', { adjusted_on: '2006-12-02' }, { adjusted_on: '2006-12-01' }],
  ['community-profile', 'established_on <= abolished_on', { established_on: LATE, abolished_on: EARLY }, { established_on: EARLY, abolished_on: EARLY }],
  ['community-profile', 'police_officers >= 1 when police_mode != none', { police_mode: 'two', police_officers: 0 }, { police_mode: 'none', police_officers: 0 }],
  ['community-profile', 'networked_on set when network != none', { network: 'egov', networked_on: null }, { network: 'egov', networked_on: EARLY }],
  ['population-report', 'floating <= population', { floating: 11, population: 10 }, { floating: 10, population: 10 }],
  ['population-report', 'elderly <= population', { elderly: 11, population: 10 }, { elderly: 10, population: 10 }],
  ['population-report', 'disabled <= population', { disabled: 11, population: 10 }, { disabled: 10, population: 10 }],
  ['population-report', 'poor_households <= households', { poor_households: 2, households: 1 }, { poor_households: 1, households: 1 }],
  ['population-report', 'unemployed_difficulty <= unemployed', { unemployed_difficulty: 2, unemployed: 1 }, { unemployed_difficulty: 0, unemployed: 1 }],
  ['person', 'registered_on <= ended_on', { registered_on: LATE, ended_on: EARLY }, { registered_on: EARLY, ended_on: LATE }],
  ['party-report', 'transferred_retired + transferred_unemployed <= members', { transferred_retired: 2, transferred_unemployed: 2, members: 3 }, { transferred_retired: 2, transferred_unemployed: 1, members: 3 }],
  ['org', 'residents_n + staff_n + volunteers_n <= members', { residents_n: 1, staff_n: 1, volunteers_n: 1, members: 2 }, { residents_n: 1, staff_n: 1, volunteers_n: 1, members: 3 }],
  ['org', 'established_on <= dissolved_on', { established_on: LATE, dissolved_on: EARLY }, { established_on: EARLY, dissolved_on: EARLY }],
  ['cadre', 'joined_on <= left_on', { joined_on: LATE, left_on: EARLY, left_reason: 'term' }, { joined_on: EARLY, left_on: LATE, left_reason: 'term' }],
  ['cadre', 'left_reason set when left_on set', { joined_on: EARLY, left_on: LATE, left_reason: null }, { joined_on: EARLY, left_on: null, left_reason: null }],
  ['election', 'votes <= voters', { votes: 2, voters: 1 }, { votes: 1, voters: 1 }],
  ['election', 'elected <= candidates', { elected: 2, candidates: 1 }, { elected: 2, candidates: 2 }],
  ['election', 'women <= elected', { women: 2, elected: 1 }, { women: 1, elected: 1 }],
  ['meeting', 'satisfied <= votes', { satisfied: 2, votes: 1, attendees: 9 }, { satisfied: 1, votes: 1, attendees: 9 }],
  ['meeting', 'votes <= attendees', { votes: 3, attendees: 2 }, { votes: 2, attendees: 2 }],
  ['publication', 'issued_on <= expires_on', { issued_on: LATE, expires_on: EARLY }, { issued_on: EARLY, expires_on: LATE }],
  ['unit', 'party_members <= employees', { party_members: 2, employees: 1 }, { party_members: 1, employees: 1 }],
  ['facility', 'opened_on set when status = in-use', { status: 'in-use', opened_on: null }, { status: 'planned', opened_on: null }],
  ['facility', 'opened_on <= closed_on', { opened_on: LATE, closed_on: EARLY }, { opened_on: EARLY, closed_on: LATE }],
  ['facility', 'owner_unit set when tenure = shared', { tenure: 'shared', owner_unit: null }, { tenure: 'shared', owner_unit: SOME_ID }],
  ['facility', 'floor_area_m2 > 0 when counts_office = true', { counts_office: true, floor_area_m2: 0 }, { counts_office: true, floor_area_m2: 0.5 }],
  ['facility', 'books set when kind = library', { kind: 'library', books: null }, { kind: 'library', books: 0 }],
  ['construction-project', 'started_on <= finished_on', { started_on: LATE, finished_on: EARLY }, { started_on: EARLY, finished_on: LATE }],
  ['residential-quarter', 'green_m2 <= land_m2', { green_m2: 1.5, land_m2: 1.4 }, { green_m2: 1.4, land_m2: 1.4 }],
  ['residential-quarter', 'completed_on set when built != old', { built: 'new', completed_on: null }, { built: 'old', completed_on: null }],
  ['service-outlet', 'unemployed_hired <= jobs', { unemployed_hired: 2, jobs: 1 }, { unemployed_hired: 1, jobs: 1 }],
  ['service-outlet', 'opened_on <= closed_on', { opened_on: LATE, closed_on: EARLY }, { opened_on: EARLY, closed_on: LATE }],
  ['service-project', 'started_on <= ended_on', { started_on: LATE, ended_on: EARLY }, { started_on: EARLY, ended_on: LATE }],
  ['service-project', 'limit_days set when online = true', { online: true, limit_days: null }, { online: true, limit_days: 5 }],
  ['service-request', 'submitted_at <= due_at', { submitted_at: '2006-01-01T09:00:00+08:00', due_at: '2006-01-01T00:59:59Z' }, { submitted_at: '2006-01-01T09:00:00+08:00', due_at: '2006-01-01T01:00:00Z' }],
  ['request-step', 'to_region set when action in (dispatch, escalate, return)', { action: 'escalate', to_region: null }, { action: 'escalate', to_region: '140502' }],
  ['request-step', 'satisfaction set when action = follow-up', { action: 'follow-up', satisfaction: null }, { action: 'follow-up', satisfaction: 'very' }],
  ['employment-event', 'employer set when kind = reemployed', { kind: 'reemployed', employer: null }, { kind: 'training', employer: null }],
  ['family-planning-report', 'births_policy <= births', { births_policy: 2, births: 1 }, { births_policy: 1, births: 1 }],
  ['family-planning-report', 'floating_managed <= floating_women', { floating_managed: 2, floating_women: 1 }, { floating_managed: 1, floating_women: 1 }],
  ['security-report', 'disputes_resolved <= disputes', { disputes_resolved: 2, disputes: 1 }, { disputes_resolved: 1, disputes: 1 }],
  ['security-report', 'floating_registered <= floating', { floating_registered: 2, floating: 1 }, { floating_registered: 1, floating: 1 }],
  ['security-report', 'released_helped <= released', { released_helped: 2, released: 1 }, { released_helped: 1, released: 1 }],
  ['environment-report', 'sorted_t <= waste_t', { sorted_t: 1.1, waste_t: 1 }, { sorted_t: 1, waste_t: 1 }],
  ['environment-report', 'harmless_t <= waste_t', { harmless_t: 1.1, waste_t: 1 }, { harmless_t: 1, waste_t: 1 }],
  ['activity', 'residents_n <= participants', { residents_n: 2, participants: 1 }, { residents_n: 1, participants: 1 }],
  ['activity', 'party_n <= participants', { party_n: 2, participants: 1 }, { party_n: 1, participants: 1 }],
  ['activity', 'volunteers_n <= participants', { volunteers_n: 2, participants: 1 }, { volunteers_n: 1, participants: 1 }],
  ['activity', 'contact set when kind = contact-visit', { kind: 'contact-visit', contact: null }, { kind: 'contact-visit', contact: SOME_ID }],
  ['award', 'named_on set when stage = named', { stage: 'named', named_on: null }, { stage: 'named', named_on: EARLY }],
  ['award', 'revoked_on set when stage = revoked', { stage: 'revoked', revoked_on: null }, { stage: 'revoked', revoked_on: LATE }],
  ['award', 'rewarded_on >= named_on', { rewarded_on: EARLY, named_on: LATE }, { rewarded_on: EARLY, named_on: EARLY }],
  ['plan', 'issued_on set when status != draft', { status: 'issued', issued_on: null }, { status: 'draft', issued_on: null }],
  ['plan-task', 'progress = 100 when done_on set', { done_on: LATE, progress: 99 }, { done_on: LATE, progress: 100 }],
  ['plan-task', 'assigned_on <= due_on', { assigned_on: LATE, due_on: EARLY }, { assigned_on: EARLY, due_on: LATE }],
  ['inspection', 'rectified <= problems', { rectified: 2, problems: 1, rectify_due: LATE }, { rectified: 1, problems: 1, rectify_due: LATE }],
  ['inspection', 'rectify_due set when problems > 0', { problems: 1, rectify_due: null }, { problems: 0, rectify_due: null }],
  ['contact-point', 'since <= until', { since: LATE, until: EARLY }, { since: EARLY, until: LATE }],
  ['budget', 'in_fiscal = true when source in (city-budget, district-budget)', { source: 'district-budget', in_fiscal: false }, { source: 'lottery', in_fiscal: false }],
  ['fund-flow', 'donor set when source = donation', { source: 'donation', donor: null }, { source: 'donation', donor: '甲' }],
  ['fund-flow', 'award set when purpose = reward and direction = out', { purpose: 'reward', direction: 'out', award: null }, { purpose: 'reward', direction: 'in', award: null }],
];

function failures(code: string, values: Values): unknown[] {
  const type = typeOf(code);
  const input = { unit: '140502001001', ...plainPeriod(type), fields: { ...minimalFields(type), ...values } };
  const { errors } = validateEntry(type, input, { today: '2006-12-01', catalogue: jincheng });
  return errors.map(({ field, code: error, params }) => [error, field, params['rule']]);
}

describe('rules over several fields', () => {
  it('are all in the table, each once', () => {
    const inCatalogue = [...jincheng.types.values()].flatMap((type) =>
      type.rules.map((rule) => `${type.code}: ${rule.text}`),
    );
    expect(RULES.map(([type, rule]) => `${type}: ${rule}`)).toEqual(inCatalogue);
  });

  it.each(RULES)('%s: %s', (type, rule, breaks, keeps) => {
    expect(failures(type, breaks)).toEqual([['rule_failed', rule.split(' ')[0], rule]]);
    expect(failures(type, keeps)).toEqual([]);
  });

  it('read amounts as people write them, in 元', () => {
    const document = jinchengDocument();
    item(document, 'types', 'budget')['rules'] = ['amount <= 100.5'];
    const catalogue = loadCatalogue(document);
    const type = catalogue.types.get('budget') ?? typeOf('budget');
    const broken = (amount: number): number => {
      const fields = { ...minimalFields(type), amount };
      const input = { unit: '140502', period: '2006', fields };
      return validateEntry(type, input, { today: '2006-12-01', catalogue }).errors.length;
    };
    expect([broken(100.5), broken(100.51)]).toEqual([0, 1]);
  });

  it('wait until all their operands are set', () => {
    expect(failures('org', { residents_n: 5, staff_n: 5, members: 1 })).toEqual([]);
    expect(failures('community-profile', { police_mode: 'one-one' })).toEqual([]);
  });

  it('say themselves in words, and never the values', () => {
    const type = typeOf('population-report');
    const fields = { ...minimalFields(type), population: 777, floating: 888 };
    const input = { unit: '140502001001', period: '2006-Q1', fields };
    const [error] = validateEntry(type, input, { today: '2006-12-01', catalogue: jincheng }).errors;
    expect(error).toEqual({
      field: 'floating',
      code: 'rule_failed',
      params: { rule: 'floating <= population' },
      message: { zh: '应满足:流动人口 ≤ 常住人口', en: 'This must hold: Floating population ≤ Residents' },
    });
  });
});
