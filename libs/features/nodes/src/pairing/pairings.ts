import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { isWithin, SilianError, unitLevel } from '#core/kernel';
import {
  equalProofs,
  fingerprint,
  keyFingerprint,
  newPairingCode,
  pairingSecret,
  PROTOCOL_VERSION_MIN,
  proveAnswer,
  proveRequest,
  showPairingCode,
  type PairingAnswer,
  type PairingRequest,
} from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import {
  countPairingAttempt,
  Database,
  decidePairing,
  endOldPairings,
  findPairingRequest,
  killPairing,
  latestPairing,
  listPairings,
  lockPairing,
  openPairing,
  recordPairing,
  requestPairing,
  type PairingRow,
  type Sql,
} from '#platform/storage';
import { Jurisdiction, UnitTree } from '#features/units';
import { Issuer } from '../certificates/issuer.js';
import { NodeRegistry } from '../registry/node-registry.js';

/** A code is read out on the telephone and typed in: longer than this it lies about. */
const CODE_MINUTES = 15;

/** A request waits this long for the operator, who has just given out the code. */
const DECISION_MINUTES = 15;

/** Wrong proofs before a code is dead: bounds guessing, and how often the costly derivation runs for a stranger. */
const ATTEMPTS_MAX = 5;

export interface PairingOffer {
  readonly id: string;
  readonly unit: string;
  /** As it is read aloud. It is shown once. */
  readonly code: string;
  readonly expiresAt: Date;
}

/** What the operator sees of a pairing. */
export interface PairingView {
  readonly id: string;
  readonly unit: string;
  readonly name: string;
  readonly level: string;
  readonly state: string;
  readonly version: string | null;
  /** Of the node's key, for two people to compare. */
  readonly fingerprint: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly requestedAt: Date | null;
  readonly requestedFrom: string | null;
}

/** What a node that waits is told. */
export type PairingReply =
  | { readonly state: 'waiting'; readonly expiresAt: Date }
  | ({ readonly state: 'approved'; readonly proof: string } & PairingAnswer);

type StoredAnswer = PairingAnswer & { readonly proof: string };

/** Lets nodes below in: a code for the two ends to know each other by, and a person who decides. */
@Injectable()
export class Pairings {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(NodeRegistry) private readonly registry: NodeRegistry,
    @Inject(Issuer) private readonly issuer: Issuer,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  /** Makes a code for a unit. Where the unit has a node already, `replace` says that its key is to be replaced. */
  async open(unit: string, replace: boolean): Promise<PairingOffer> {
    this.assertBelow(unit);
    this.tree.require(unit);
    this.assertOwnChild(unit);
    if (!replace && this.registry.find(unit)?.fingerprint) throw new SilianError('node_paired', { unit });
    const code = newPairingCode();
    const offer = { id: randomUUID(), unit, code, minutes: CODE_MINUTES };
    const { id, expiresAt } = await this.database.transaction((tx) => openPairing(tx, offer));
    return { id, unit, code: showPairingCode(code), expiresAt };
  }

  async list(caller: Caller): Promise<PairingView[]> {
    await endOldPairings(this.database.sql);
    const rows = await listPairings(this.database.sql);
    return rows
      .filter(({ unit }) => this.jurisdiction.covers(caller.unit, unit))
      .map((row) => this.view(row));
  }

  /** A node asks to be let in. What is not asked for costs one look-up; a wrong proof costs one of few attempts. */
  async request(request: PairingRequest, proof: string, from: string): Promise<PairingReply> {
    const { unit, protocol } = request;
    if (protocol < PROTOCOL_VERSION_MIN) {
      throw new SilianError('protocol_too_old', { version: protocol, min: PROTOCOL_VERSION_MIN });
    }
    this.assertBelow(unit);
    this.assertOwnChild(unit);
    const offer = await latestPairing(this.database.sql, unit);
    if (!offer) throw new SilianError('pairing_unknown', { unit });
    if (offer.requestId === request.id) return this.reply(offer);
    assertOpen(offer);
    const secret = await this.derive(offer, request, proof);
    const note = {
      requestId: request.id,
      request,
      from,
      secret: secret.toString('base64url'),
      minutes: DECISION_MINUTES,
    };
    if (!(await requestPairing(this.database.sql, offer.id, note))) throw new SilianError('pairing_used');
    return this.answerTo(request.id);
  }

  /** What became of a request; its id is a secret of the node that made it. */
  async answerTo(requestId: string): Promise<PairingReply> {
    const row = await findPairingRequest(this.database.sql, requestId);
    if (!row) throw new SilianError('pairing_expired');
    return this.reply(row);
  }

  /** Issues the certificate and writes the node down, in one transaction. */
  async approve(caller: Caller, id: string): Promise<PairingView> {
    await this.database.transaction(async (tx) => {
      const row = await this.lockFor(tx, caller, id);
      const request = row && requestOf(row);
      if (!row?.secret || !request || row.state !== 'requested' || hasExpired(row)) {
        throw new SilianError('pairing_not_pending');
      }
      const { unit, publicKey, version } = request;
      const chain = await this.issuer.issue(tx, unit, publicKey);
      const answer = { chain, rootKey: this.issuer.rootKey };
      const proof = proveAnswer(Buffer.from(row.secret, 'base64url'), request, answer);
      const stored: StoredAnswer = { ...answer, proof };
      await decidePairing(tx, id, 'approved', stored);
      const [own] = chain;
      const level = unitLevel(unit);
      if (own && level) await recordPairing(tx, { unit, level, version, fingerprint: fingerprint(own) });
    });
    await this.registry.reload();
    return this.show(id);
  }

  async refuse(caller: Caller, id: string): Promise<PairingView> {
    await this.database.transaction(async (tx) => {
      const row = await this.lockFor(tx, caller, id);
      if (row?.state !== 'requested' && row?.state !== 'open') throw new SilianError('pairing_not_pending');
      await decidePairing(tx, id, 'refused', null);
    });
    return this.show(id);
  }

  /** One of a unit outside the caller's is answered like one that is not there. */
  private async lockFor(tx: Sql, caller: Caller, id: string): Promise<PairingRow | undefined> {
    const row = await lockPairing(tx, id);
    return row && this.jurisdiction.covers(caller.unit, row.unit) ? row : undefined;
  }

  private async show(id: string): Promise<PairingView> {
    const row = await this.database.transaction((tx) => lockPairing(tx, id));
    if (!row) throw new SilianError('pairing_not_pending');
    return this.view(row);
  }

  /** The attempt is counted first: requests at the same time get no more attempts than one after the other. */
  private async derive(offer: PairingRow, request: PairingRequest, proof: string): Promise<Buffer> {
    const { sql } = this.database;
    if (!(await countPairingAttempt(sql, offer.id, ATTEMPTS_MAX))) throw new SilianError('pairing_expired');
    const secret = await pairingSecret(offer.code ?? '', request.id);
    if (equalProofs(proof, proveRequest(secret, request))) return secret;
    await killPairing(sql, offer.id, ATTEMPTS_MAX);
    throw new SilianError('pairing_code_wrong', { left: Math.max(0, ATTEMPTS_MAX - offer.attempts - 1) });
  }

  private reply(row: PairingRow): PairingReply {
    if (row.state === 'approved') return { state: 'approved', ...(row.answer as StoredAnswer) };
    if (row.state === 'refused') throw new SilianError('pairing_refused');
    if (row.state !== 'requested' || hasExpired(row)) throw new SilianError('pairing_expired');
    return { state: 'waiting', expiresAt: row.expiresAt };
  }

  private assertBelow(unit: string): void {
    const below =
      unitLevel(unit) !== undefined && unit !== this.config.unit && isWithin(unit, this.config.unit);
    if (!below) throw new SilianError('pairing_unit_outside', { unit });
  }

  /** A unit below another node is that node's to let in. */
  private assertOwnChild(unit: string): void {
    const parent = this.registry.nearestAbove(unit);
    if (!parent) return;
    const { unit: elsewhere, url } = parent;
    throw new SilianError('parent_elsewhere', { unit, parent: elsewhere, url: url ?? '-' });
  }

  private view(row: PairingRow): PairingView {
    const { id, unit, createdAt, expiresAt, requestedAt, requestedFrom } = row;
    const request = requestOf(row);
    const waits = row.state === 'open' || row.state === 'requested';
    return {
      ...{ id, unit, createdAt, expiresAt, requestedAt, requestedFrom },
      name: this.tree.find(unit)?.name ?? '',
      level: unitLevel(unit) ?? '',
      state: waits && hasExpired(row) ? 'ended' : row.state,
      version: request?.version ?? null,
      fingerprint: request ? keyFingerprint(request.publicKey) : null,
    };
  }
}

function requestOf(row: PairingRow): PairingRequest | null {
  return row.request as PairingRequest | null;
}

function hasExpired(row: PairingRow): boolean {
  return row.expiresAt.getTime() <= Date.now();
}

function assertOpen(offer: PairingRow): void {
  if (offer.state === 'requested' || offer.state === 'approved') throw new SilianError('pairing_used');
  if (offer.state !== 'open' || hasExpired(offer)) throw new SilianError('pairing_expired');
}
