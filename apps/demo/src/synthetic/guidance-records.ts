import type { Draft, DraftFields, Writer } from './draft.js';
import { addDays } from './days.js';
import { marked } from './synthetic-mark.js';
import { personName } from './words.js';

/** Plans, tasks, inspections, titles and contacts: how the levels above lead. */
export const GUIDANCE_WRITERS: Readonly<Record<string, Writer>> = {
  plan,
  'plan-task': planTask,
  inspection,
  'contact-point': contactPoint,
  award,
  publication,
};

const MEMBER_UNITS = ['民政局', '财政局', '公安局', '卫生局', '文化局', '建设局', '劳动保障局', '司法局'];

function plan(draft: Draft): DraftFields {
  const kind = draft.choice('kind');
  const status = draft.mostly('status', 'issued', 0.7);
  const issuedOn = draft.day();
  return {
    kind,
    year: Number(issuedOn.slice(0, 4)),
    title: draft.title(draft.label('kind', kind)),
    status,
    issued_on: status === 'draft' ? undefined : issuedOn,
    closed_on: status === 'closed' ? draft.after(issuedOn, 90, 365) : undefined,
    parent: draft.maybe(0.5, () => draft.ref('plan')),
    text: '明确目标、责任单位和完成时限,逐级分解落实。',
  };
}

function planTask(draft: Draft): DraftFields {
  const { random } = draft;
  const assignedOn = draft.day();
  const isDone = random.chance(0.6);
  return {
    plan: draft.requiredRef('plan'),
    title: draft.title(random.pick(['用房达标', '图书室建设', '警务室建设', '绿化达标', '健康档案建档'])),
    owner_unit: random.pick(MEMBER_UNITS),
    target_region: draft.unitBelow(),
    assigned_on: assignedOn,
    due_on: draft.after(assignedOn, 60, 300),
    done_on: isDone ? draft.after(assignedOn, 30, 330) : undefined,
    progress: isDone ? 100 : random.integer(0, 95),
    report: draft.maybe(0.5, () => '按计划推进。'),
  };
}

function inspection(draft: Draft): DraftFields {
  const { random } = draft;
  const inspectedOn = draft.day();
  const problems = random.integer(0, 8);
  return {
    kind: draft.choice('kind'),
    target_region: draft.unitBelow(),
    inspected_on: inspectedOn,
    plan: draft.maybe(0.6, () => draft.ref('plan')),
    score: draft.decimal(60, 100, 1),
    problems,
    rectified: draft.partOf(problems, 0.5, 1),
    rectify_due: problems > 0 ? addDays(inspectedOn, 30) : undefined,
    findings: marked(problems > 0 ? `发现问题${problems}项,限期整改` : '未发现问题'),
  };
}

function contactPoint(draft: Draft): DraftFields {
  const { random } = draft;
  const since = draft.ownDay();
  return {
    leader_name: personName(random),
    post: random.pick(['局长', '副局长', '主任', '副主任']),
    member_unit: random.pick(MEMBER_UNITS),
    target_region: draft.unitBelow(),
    since,
    until: draft.maybe(0.1, () => draft.after(since, 180, 900)),
    measures: '每月走访一次,每年帮办两件实事。',
  };
}

function award(draft: Draft): DraftFields {
  const { random } = draft;
  const stage = draft.mostly('stage', 'named', 0.6);
  const appliedOn = draft.day();
  const wasNamed = stage === 'named' || stage === 'revoked';
  const namedOn = wasNamed ? draft.after(appliedOn, 30, 200) : undefined;
  const isRewarded = namedOn !== undefined && random.chance(0.7);
  return {
    kind: draft.choice('kind'),
    rank: draft.choice('rank'),
    subject_region: draft.unitBelow(),
    subject_name: draft.title('申报对象'),
    stage,
    applied_on: appliedOn,
    score: stage === 'target' ? undefined : draft.decimal(60, 100, 1),
    named_on: namedOn,
    revoked_on: stage === 'revoked' && namedOn !== undefined ? draft.after(namedOn, 100, 500) : undefined,
    reward: isRewarded ? draft.amount(1_000, 50_000) : undefined,
    rewarded_on: isRewarded ? draft.after(namedOn, 0, 90) : undefined,
  };
}

function publication(draft: Draft): DraftFields {
  const { random } = draft;
  const kind = draft.choice('kind');
  const issuedOn = draft.day();
  return {
    kind,
    title: draft.title(draft.label('kind', kind)),
    body: '具体内容以社区公开栏张贴为准。',
    issued_on: issuedOn,
    expires_on: draft.maybe(0.4, () => draft.after(issuedOn, 30, 720)),
    category: draft.maybe(0.8, () => draft.choice('category')),
    public: random.chance(0.9),
  };
}
