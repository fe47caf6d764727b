import type { Draft, DraftFields, Writer } from './draft.js';

/** Monthly and quarterly reports. Stocks belong to the unit and move slowly; flows vary from period to period. */
export const REPORT_WRITERS: Readonly<Record<string, Writer>> = {
  'population-report': populationReport,
  'party-report': partyReport,
  'health-report': healthReport,
  'family-planning-report': familyPlanningReport,
  'security-report': securityReport,
  'environment-report': environmentReport,
};

/** Grows by half a per cent a quarter for as long as a demonstration lasts, and no further. */
function grown(draft: Draft, stock: number): number {
  return Math.floor(stock * (1 + 0.005 * Math.min(draft.quarter, 40)));
}

function populationReport(draft: Draft): DraftFields {
  const households = grown(draft, draft.steady('households', 300, 4_000));
  const population = Math.floor((households * draft.steady('family size', 24, 33)) / 10);
  const share = (about: string, min: number, max: number): number =>
    Math.floor((population * draft.steady(about, min, max)) / 1_000);
  const unemployed = share('unemployed', 5, 40);
  return {
    households,
    population,
    floating: share('floating', 10, 150),
    temporary: share('temporary', 5, 80),
    elderly: share('elderly', 80, 190),
    disabled: share('disabled', 5, 30),
    preferential: share('preferential', 1, 10),
    poor_households: Math.floor((households * draft.steady('poor', 5, 60)) / 1_000),
    unemployed,
    unemployed_difficulty: draft.partOf(unemployed, 0.2, 0.5),
  };
}

function partyReport(draft: Draft): DraftFields {
  const { random } = draft;
  return {
    members: grown(draft, draft.steady('party members', 30, 300)),
    transferred_retired: random.integer(0, 6),
    transferred_unemployed: random.integer(0, 4),
    inservice: draft.steady('in service', 10, 120),
    study_sessions: random.integer(2, 9),
    participations: random.integer(20, 300),
  };
}

function healthReport(draft: Draft): DraftFields {
  const { random } = draft;
  return {
    facility: draft.requiredRef('facility'),
    prevention: random.integer(20, 400),
    clinic: random.integer(50, 1_500),
    care: random.integer(10, 300),
    rehab: random.integer(0, 80),
    education: random.integer(20, 500),
    fp_service: random.integer(0, 200),
    files: grown(draft, draft.steady('health files', 200, 6_000)),
  };
}

function familyPlanningReport(draft: Draft): DraftFields {
  const { random } = draft;
  const births = random.integer(0, 20);
  const floatingWomen = draft.steady('floating women', 0, 120);
  return {
    women: grown(draft, draft.steady('women', 200, 2_500)),
    births,
    births_policy: draft.partOf(births, 0.9, 1),
    responsibility: random.chance(0.95),
    consultations: random.integer(10, 200),
    groups: draft.steady('fp groups', 1, 12),
    autonomy: random.chance(0.8),
    floating_women: floatingWomen,
    floating_managed: draft.partOf(floatingWomen, 0.8, 1),
  };
}

function securityReport(draft: Draft): DraftFields {
  const { random } = draft;
  const cases = random.integer(0, 9);
  const disputes = random.integer(0, 12);
  const floating = draft.steady('floating persons', 20, 500);
  const released = draft.steady('released', 0, 15);
  return {
    cases,
    solved: draft.partOf(cases, 0.3, 1),
    disputes,
    disputes_resolved: draft.partOf(disputes, 0.7, 1),
    patrols: random.integer(10, 120),
    floating,
    floating_registered: draft.partOf(floating, 0.85, 1),
    released,
    released_helped: draft.partOf(released, 0.8, 1),
  };
}

function environmentReport(draft: Draft): DraftFields {
  const waste = draft.decimal(20, 160, 2);
  const part = (min: number, max: number): number => draft.partOf(waste * 100, min, max) / 100;
  return {
    waste_t: waste,
    sorted_t: part(0.1, 0.6),
    transported_t: part(0.9, 1),
    harmless_t: part(0.5, 0.95),
    cleanups: draft.random.integer(0, 15),
    public_green_m2: draft.steady('public green', 500, 30_000),
  };
}
