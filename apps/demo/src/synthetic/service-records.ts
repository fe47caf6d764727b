import type { Draft, DraftFields, Writer } from './draft.js';
import { place } from './facility-records.js';
import { marked } from './synthetic-mark.js';
import { address, hexDigits, personName, telephone } from './words.js';

/** What residents can use and ask for. */
export const SERVICE_WRITERS: Readonly<Record<string, Writer>> = {
  'service-outlet': serviceOutlet,
  'service-project': serviceProject,
  'service-request': serviceRequest,
  'request-step': requestStep,
};

function serviceOutlet(draft: Draft): DraftFields {
  const { random } = draft;
  const category = draft.choice('category');
  const jobs = random.integer(1, 30);
  const openedOn = draft.beginning();
  return {
    name: draft.title(`${draft.label('category', category)}网点`),
    category,
    serves: draft.choice('serves'),
    ownership: draft.choice('ownership'),
    founder: draft.choice('founder'),
    jobs,
    unemployed_hired: draft.partOf(jobs, 0, 0.8),
    preferential: random.chance(0.4),
    opened_on: openedOn,
    closed_on: draft.maybe(0.05, () => draft.after(openedOn, 100, 900)),
    address: address(random),
    ...place(draft),
    hours: random.pick(['07:00-21:00', '08:00-20:00', '全天']),
    phone: telephone(random),
  };
}

function serviceProject(draft: Draft): DraftFields {
  const { random } = draft;
  const category = draft.choice('category');
  const online = random.chance(0.5);
  return {
    name: draft.title(`${draft.label('category', category)}项目`),
    category,
    serves: draft.choice('serves'),
    outlet: draft.maybe(0.4, () => draft.ref('service-outlet')),
    facility: draft.maybe(0.5, () => draft.ref('facility')),
    charge: draft.mostly('charge', 'free', 0.6),
    online,
    limit_days: online ? random.integer(1, 30) : undefined,
    started_on: draft.beginning(),
    guide: '携带身份证和户口簿到社区服务站办理。',
  };
}

function serviceRequest(draft: Draft): DraftFields {
  const { random, unit, index } = draft;
  const kind = draft.choice('kind');
  const category = draft.choice('category');
  const day = draft.day();
  const submittedAt = draft.time(day);
  const dueOn = draft.after(day, 1, 15);
  return {
    request_no: `${unit.code}-${String(index + 1).padStart(6, '0')}`,
    kind,
    category,
    project: draft.maybe(0.4, () => draft.ref('service-project')),
    title: draft.title(`${draft.label('category', category)}:${draft.label('kind', kind)}`),
    detail: draft.maybe(0.7, () => `${address(random)}附近,请尽快处理。`),
    channel: draft.choice('channel'),
    requester_key: hexDigits(random, 64),
    requester_name: draft.maybe(0.8, () => personName(random)),
    requester_phone: draft.maybe(0.8, () => telephone(random)),
    submitted_at: submittedAt,
    due_at: `${dueOn}${submittedAt.slice(10)}`,
  };
}

const MOVING_ACTIONS: ReadonlySet<string> = new Set(['dispatch', 'escalate', 'return']);

function requestStep(draft: Draft): DraftFields {
  const { random } = draft;
  const action = draft.choice('action');
  return {
    request: draft.requiredRef('service-request'),
    action,
    at: draft.time(draft.day()),
    to_region: MOVING_ACTIONS.has(action) ? draft.unit.code : undefined,
    actor: personName(random),
    note: marked(random.pick(['已联系申请人', '转责任单位办理', '现场处理完毕', '申请人表示满意'])),
    satisfaction: action === 'follow-up' ? draft.choice('satisfaction') : undefined,
  };
}
