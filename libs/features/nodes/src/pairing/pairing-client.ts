import { randomUUID, type KeyObject } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ERRORS, SilianError, type ErrorCode, type ErrorParams } from '#core/kernel';
import {
  equalProofs,
  LINK_MEDIA_TYPE,
  pairingSecret,
  PROTOCOL_VERSION,
  proveAnswer,
  proveRequest,
  publicKeyText,
  readPairingAnswer,
  type PairingAnswer,
  type PairingRequest,
} from '#core/protocol';
import { PRODUCT_VERSION } from '#platform/config';

/** The operator is looked for this often: soon enough for somebody who waits beside it. */
const ASK_EVERY_MS = 1_000;

/** Nodes between the one that was asked and the true parent: there is one a level. */
const REDIRECTS_MAX = 3;

const ANSWER_TIMEOUT_MS = 30_000;

/** A parent that cannot be reached for a moment is asked again, but not for ever. */
const SILENCES_MAX = 30;

/** What came back is not what a parent that knows the code would say: somebody stands in between. */
export class PairingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PairingError';
  }
}

export interface PairingAttempt {
  readonly parentUrl: string;
  readonly code: string;
  readonly unit: string;
  readonly key: KeyObject;
  /** Whether to go on to the true parent where the one that was asked names it. */
  readonly follow: boolean;
  readonly onRedirect: (to: { readonly parent: string; readonly url: string }) => void;
  readonly onWaiting: () => void;
}

export interface Paired extends PairingAnswer {
  readonly parentUrl: string;
}

/** Asks a parent to let this node in and waits for its operator. Throws the parent's own error where it says no. */
export async function pairWithParent(attempt: PairingAttempt): Promise<Paired> {
  let { parentUrl } = attempt;
  for (let redirects = 0; ; redirects++) {
    try {
      return { ...(await pairAt(parentUrl, attempt)), parentUrl };
    } catch (error) {
      const elsewhere = redirectOf(error);
      if (!elsewhere) throw error;
      attempt.onRedirect(elsewhere);
      if (!attempt.follow || redirects >= REDIRECTS_MAX || !isAddress(elsewhere.url)) throw error;
      parentUrl = elsewhere.url;
    }
  }
}

async function pairAt(
  parentUrl: string,
  { code, unit, key, onWaiting }: PairingAttempt,
): Promise<PairingAnswer> {
  const request: PairingRequest = {
    ...{ id: randomUUID(), unit, version: PRODUCT_VERSION, protocol: PROTOCOL_VERSION },
    publicKey: publicKeyText(key),
  };
  const secret = await pairingSecret(code, request.id);
  const body = JSON.stringify({ ...request, proof: proveRequest(secret, request) });
  const address = `${parentUrl}/sync/v1/pairings`;
  let reply = await ask(address, { method: 'POST', body, headers: { 'content-type': LINK_MEDIA_TYPE } });
  onWaiting();
  for (let silences = 0; isWaiting(reply);) {
    await wait(ASK_EVERY_MS);
    try {
      reply = await ask(`${address}/${request.id}`, { method: 'GET' });
      silences = 0;
    } catch (error) {
      if (error instanceof SilianError || ++silences > SILENCES_MAX) throw error;
    }
  }
  const read = readPairingAnswer(reply);
  if (!read || !equalProofs(read.proof, proveAnswer(secret, request, read.answer))) {
    throw new PairingError('the answer does not prove that it comes from the parent that knows the code');
  }
  return read.answer;
}

function isWaiting(reply: unknown): boolean {
  return (reply as { state?: unknown } | null)?.state === 'waiting';
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const response = await fetch(url, { ...init, redirect: 'manual', signal });
  const json: unknown = await response.json();
  if (response.ok) return json;
  const { code, params } = (json ?? {}) as { code?: unknown; params?: unknown };
  if (typeof code !== 'string' || !(code in ERRORS)) {
    throw new PairingError(`the parent answered with status ${response.status}`);
  }
  throw new SilianError(code as ErrorCode, (params ?? {}) as ErrorParams);
}

function redirectOf(error: unknown): { readonly parent: string; readonly url: string } | undefined {
  if (!(error instanceof SilianError) || error.code !== 'parent_elsewhere') return undefined;
  return { parent: String(error.params['parent']), url: String(error.params['url']) };
}

function isAddress(url: string): boolean {
  return /^https?:\/\//.test(url);
}
