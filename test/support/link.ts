import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unitLevel, type Level } from '#core/kernel';
import {
  encodeFrame,
  fingerprint,
  FRAME_MEDIA_TYPE,
  issueCertificate,
  issueRoot,
  LINK_MEDIA_TYPE,
  newPrivateKey,
  publicKeyText,
  type CertificateChain,
  type FrameAnswer,
  type Segment,
} from '#core/protocol';
import { signLinkToken, type LinkRequest } from '#platform/identity';
import type { TestFleet } from './fleet.js';
import type { Body } from './node-api.js';

export const FRAMES_PATH = '/sync/v1/frames';

const DAY_MS = 24 * 3_600_000;

/** A node that the test plays: it has a key and certificates, and sends what a real one would never send. */
export interface LinkNode {
  readonly unit: string;
  readonly key: KeyObject;
  readonly chain: CertificateChain;
}

export interface Period {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A period that begins and ends so many days from now. */
export function days(from: number, to: number): Period {
  return { notBefore: new Date(Date.now() + from * DAY_MS), notAfter: new Date(Date.now() + to * DAY_MS) };
}

/** The key and certificates of a real node of the fleet, to issue certificates with or to speak for it. */
export async function linkNodeOf(test: TestFleet, unit: string): Promise<LinkNode> {
  const file = (name: string): Promise<string> => readFile(join(test.directory, 'keys', unit, name), 'utf8');
  const chain = JSON.parse(await file('certificate.json')) as CertificateChain;
  return { unit, key: createPrivateKey(await file('node.key')), chain };
}

/** A new node with a certificate from `issuer`. */
export function certify(issuer: LinkNode, unit: string, period = days(-1, 30)): LinkNode {
  const key = newPrivateKey();
  const request = { unit, level: levelOf(unit), publicKey: publicKeyText(key), ...period };
  return { unit, key, chain: issueCertificate(issuer.key, issuer.chain, request) };
}

/** A root that nobody trusts, with everything else in order. */
export function foreignRoot(unit: string): LinkNode {
  const key = newPrivateKey();
  return { unit, key, chain: issueRoot(key, { unit, level: levelOf(unit), ...days(-1, 30) }) };
}

function levelOf(unit: string): Level {
  const level = unitLevel(unit);
  if (!level) throw new TypeError(`${unit} is not a unit code`);
  return level;
}

export function printOf({ chain }: LinkNode): string {
  const [own] = chain;
  if (!own) throw new TypeError('a node has a certificate');
  return fingerprint(own);
}

export function tokenOf(sender: LinkNode, request: LinkRequest, now = new Date()): Promise<string> {
  const identity = { ...sender, fingerprint: printOf(sender), trustRoot: '' };
  return signLinkToken(identity, request, now);
}

export function chainHeader(chain: unknown): string {
  return Buffer.from(JSON.stringify(chain)).toString('base64url');
}

/** An answer of either kind: what became of the logs, or why the frame was not looked at. */
export interface LinkReply {
  readonly status: number;
  readonly body: FrameAnswer & { readonly code?: string; readonly params?: { readonly rule?: string } };
  /** How long the parent asks to be left alone; undefined where it does not. */
  readonly retryAfterMs?: number;
}

export interface SendOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a body, signed as it is unless a token is given. */
export async function sendBytes(
  url: string,
  sender: LinkNode,
  body: Uint8Array,
  { token, headers }: SendOptions = {},
): Promise<LinkReply> {
  const signed = token ?? (await tokenOf(sender, { method: 'POST', path: FRAMES_PATH, body }));
  const response = await fetch(url + FRAMES_PATH, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${signed}`,
      'content-type': FRAME_MEDIA_TYPE,
      'silian-certificate': chainHeader(sender.chain),
      ...headers,
    },
    body,
  });
  const retryAfter = response.headers.get('retry-after');
  return {
    status: response.status,
    body: (await response.json()) as LinkReply['body'],
    ...(retryAfter === null ? {} : { retryAfterMs: 1_000 * Number(retryAfter) }),
  };
}

export function sendSegments(
  url: string,
  sender: LinkNode,
  segments: readonly Segment[],
): Promise<LinkReply> {
  return sendBytes(url, sender, Buffer.from(encodeFrame(segments)));
}

/** Sends JSON as one node to another. */
export async function sendJson(
  url: string,
  sender: LinkNode,
  path: string,
  value: unknown,
): Promise<{ readonly status: number; readonly body: Body }> {
  const body = Buffer.from(JSON.stringify(value));
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenOf(sender, { method: 'POST', path, body })}`,
      'content-type': LINK_MEDIA_TYPE,
      'silian-certificate': chainHeader(sender.chain),
    },
    body,
  });
  return { status: response.status, body: await response.json() };
}
