import type { Fields, StoredValue } from '../model.js';
import type { DerivationSource } from './source.js';

/** Hundredths of an hour, as a decimal is kept. */
const HOUR_MS = 3_600_000;
const HUNDREDTHS = 100;

/** An end that only a reopening undoes. */
const ENDS: Readonly<Record<string, string>> = {
  close: 'closed',
  reject: 'rejected',
  withdraw: 'withdrawn',
  merge: 'merged',
};

/** What the other actions make of a request that has not ended. Supervision and follow-up leave it as it is. */
const STATES: Readonly<Record<string, string>> = {
  accept: 'accepted',
  dispatch: 'dispatched',
  escalate: 'dispatched',
  return: 'accepted',
  start: 'handling',
  reply: 'replied',
};

const TO_SOMEBODY = new Set(['dispatch', 'escalate', 'return']);

interface Step {
  readonly record: string;
  readonly action: string;
  readonly at: string;
  readonly atMs: number;
  readonly fields: Fields;
}

class RequestState {
  status = 'submitted';
  handler: StoredValue | undefined;
  acceptedAt: string | undefined;
  closed: Step | undefined;
  satisfaction: StoredValue | undefined;
  reopened = 0;
  private hasEnded = false;

  take(step: Step): void {
    const { action, fields } = step;
    // Whoever asks afterwards may learn something of a request at any time.
    if (action === 'follow-up') this.satisfaction = fields['satisfaction'] ?? this.satisfaction;
    else if (action === 'reopen') this.reopen();
    else if (!this.hasEnded) this.goOn(step);
  }

  private goOn(step: Step): void {
    const { action, at, fields } = step;
    const end = ENDS[action];
    this.status = end ?? STATES[action] ?? this.status;
    this.hasEnded = end !== undefined;
    if (action === 'accept') this.acceptedAt ??= at;
    if (action === 'close') this.closed = step;
    if (TO_SOMEBODY.has(action)) this.handler = fields['to_region'] ?? this.handler;
  }

  private reopen(): void {
    this.status = 'handling';
    this.hasEnded = false;
    this.closed = undefined;
    this.reopened += 1;
  }
}

/**
 * What the steps make of a request, in the order of their times, and of their ids where these are equal. An end stays until
 * the request is reopened; accepted is when it was accepted first; satisfied is what the newest follow-up heard.
 */
export function requestState(request: Fields, sources: readonly DerivationSource[]): Fields {
  const state = new RequestState();
  for (const step of inOrder(sources)) state.take(step);
  const { status, handler, acceptedAt, closed, satisfaction, reopened } = state;
  return withoutUnset({
    ...{ status, handler, accepted_at: acceptedAt, satisfaction, reopened },
    ...(closed && { closed_at: closed.at, ...timing(request, closed.atMs) }),
  });
}

function timing(request: Fields, closedMs: number) {
  const hundredths = Math.round(((closedMs - instantOf(request['submitted_at'])) * HUNDREDTHS) / HOUR_MS);
  const dueMs = instantOf(request['due_at']);
  return {
    // A clock that was behind makes no time that is less than none.
    hours: hundredths >= 0 ? hundredths / HUNDREDTHS : undefined,
    on_time: Number.isNaN(dueMs) ? undefined : closedMs <= dueMs,
  };
}

function inOrder(sources: readonly DerivationSource[]): readonly Step[] {
  return sources
    .flatMap(({ record, fields }): Step[] => {
      const { action, at } = fields;
      const atMs = instantOf(at);
      if (typeof action !== 'string' || typeof at !== 'string' || Number.isNaN(atMs)) return [];
      return [{ record, action, at, atMs, fields }];
    })
    .sort((a, b) => a.atMs - b.atMs || (a.record < b.record ? -1 : 1));
}

/** NaN where nothing is set. */
function instantOf(value: StoredValue | undefined): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

function withoutUnset(values: Readonly<Record<string, StoredValue | undefined>>): Fields {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Fields;
}
