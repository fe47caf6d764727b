/*
 * What the steps of requests make of them, told without a state: the steps are cut at each reopening, and each part is looked at
 * as a whole. Naive on purpose, and written apart from the product's own way.
 */

interface Written {
  readonly record?: string;
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const ENDS: Readonly<Record<string, string>> = {
  close: 'closed',
  reject: 'rejected',
  withdraw: 'withdrawn',
  merge: 'merged',
};
const MOVES: Readonly<Record<string, string>> = {
  ...{ accept: 'accepted', return: 'accepted', dispatch: 'dispatched', escalate: 'dispatched' },
  ...{ start: 'handling', reply: 'replied' },
};

/** The same records, requests with what follows from the steps among them. */
export function withRequestStates<T extends Written>(records: readonly T[]): readonly T[] {
  const steps = records.filter(({ type }) => type === 'request-step');
  return records.map((record) => {
    if (record.type !== 'service-request') return record;
    const own = steps.filter(({ fields }) => fields['request'] === record.record).sort(byTime);
    return { ...record, fields: { ...record.fields, ...stateOf(record, own) } };
  });
}

const timeOf = (step: Written): number => new Date(String(step.fields['at'])).getTime();

function byTime(a: Written, b: Written): number {
  return timeOf(a) - timeOf(b) || (String(a.record) < String(b.record) ? -1 : 1);
}

function stateOf(request: Written, steps: readonly Written[]): Record<string, unknown> {
  const parts: Written[][] = [[]];
  for (const step of steps) {
    if (step.fields['action'] === 'reopen') parts.push([]);
    else parts.at(-1)?.push(step);
  }
  const heard = steps.filter(({ fields }) => fields['action'] === 'follow-up').at(-1);
  const last = untilEnd(parts.at(-1) ?? []);
  const end = last.find(({ fields }) => String(fields['action']) in ENDS);
  const moved = last.map(({ fields }) => MOVES[String(fields['action'])]).filter(Boolean);
  const open = moved.at(-1) ?? (parts.length > 1 ? 'handling' : 'submitted');
  const state: Record<string, unknown> = {
    status: end ? ENDS[String(end.fields['action'])] : open,
    reopened: parts.length - 1,
  };
  if (heard) state['satisfaction'] = heard.fields['satisfaction'];
  const due = request.fields['due_at'];
  if (end?.fields['action'] === 'close' && typeof due === 'string')
    state['on_time'] = timeOf(end) <= new Date(due).getTime();
  return state;
}

/** What counts of a part: nothing behind its first end, but for what residents are asked. */
function untilEnd(part: readonly Written[]): readonly Written[] {
  const counting = part.filter(({ fields }) => fields['action'] !== 'follow-up');
  const end = counting.findIndex(({ fields }) => String(fields['action']) in ENDS);
  return end < 0 ? counting : counting.slice(0, end + 1);
}
