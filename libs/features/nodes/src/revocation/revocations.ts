import { Inject, Injectable } from '@nestjs/common';
import { isWithin, SilianError } from '#core/kernel';
import {
  isLane,
  parseRevocation,
  revocationId,
  REVOCATION_CUTOFFS_MAX,
  signRevocation,
  verifyRevocation,
  type Head,
  type Revocation,
  type RevocationClaims,
  type RevocationReason,
} from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Queues } from '#platform/queues';
import {
  Database,
  forgetNodeKey,
  lastSignedBy,
  lockLogsOf,
  lockTrustOf,
  putRevocations,
  revocationsOf,
  speakingCertificates,
  type RevocationRow,
  type SignedHead,
  type Sql,
} from '#platform/storage';

export interface RevocationOrder {
  /** A unit below this node. */
  readonly unit: string;
  readonly reason: RevocationReason;
  /** One certificate of the unit; without it all that speak yet, also those a thief has had renewed. */
  readonly fingerprint?: string;
}

/** What is stated about revoked signers, by fingerprint. A signer that is not in it is not revoked. */
export type StatedRevocations = ReadonlyMap<string, readonly RevocationClaims[]>;

/** Takes keys out of service for good, and knows which ones are. */
@Injectable()
export class Revocations {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Database) private readonly database: Database,
  ) {}

  /**
   * States within the caller's transaction that keys of a unit below speak no more, and locks the unit's logs until it
   * ends: the cut-offs are what this node holds of them. Gives the fingerprints. Wake the heartbeat after the commit
   * (`announce`), so that the nodes around hear of it at once.
   */
  async revoke(tx: Sql, { unit, reason, fingerprint }: RevocationOrder): Promise<string[]> {
    if (unit === this.config.unit || !isWithin(unit, this.config.unit))
      throw new SilianError('node_unknown', { unit });
    await lockTrustOf(tx, unit);
    await lockLogsOf(tx, unit);
    const speaking = await speakingCertificates(tx, unit);
    const prints = speaking.filter((print) => fingerprint === undefined || print === fingerprint);
    if (prints.length === 0) throw new SilianError('node_unknown', { unit });
    const at = this.clock.now().toISOString();
    const rows: RevocationRow[] = [];
    for (const print of prints) {
      const heads = (await lastSignedBy(tx, print, unit)).map(toHead);
      for (const cutoffs of inParts(heads)) {
        rows.push(this.state({ fingerprint: print, unit, reason, at, cutoffs }));
      }
    }
    await putRevocations(tx, rows);
    if (reason === 'returned') await forgetNodeKey(tx, unit);
    return prints;
  }

  announce(): void {
    if (this.config.profile.parent) this.queues.wake('heartbeat');
  }

  /** What is stated about these signers. Under the locks of their logs the answer is final. */
  async stated(sql: Sql, fingerprints: readonly string[]): Promise<StatedRevocations> {
    const stated = new Map<string, RevocationClaims[]>();
    const unique = [...new Set(fingerprints)];
    for (const { fingerprint, claims } of unique.length === 0 ? [] : await revocationsOf(sql, unique)) {
      const read = parseRevocation(claims);
      if (read) stated.set(fingerprint, [...(stated.get(fingerprint) ?? []), read]);
    }
    return stated;
  }

  /** Verifies and stores what another node has stated; gives how many statements were new. Others are passed over. */
  async learn(statements: readonly Revocation[]): Promise<number> {
    const rows: RevocationRow[] = [];
    for (const statement of statements) {
      const outcome = verifyRevocation(statement, this.identity.trustRoot);
      if ('fault' in outcome) continue;
      const { revoker, fingerprint, unit } = outcome.revocation;
      // A revoked node revokes nobody: whoever has its key could silence all that lies below it.
      if ((await revocationsOf(this.database.sql, [revoker.fingerprint])).length > 0) continue;
      rows.push({ ...statement, id: revocationId(statement), fingerprint, unit });
    }
    return this.database.transaction(async (tx) => {
      // What is appended at this moment is judged by what it finds; whoever comes after finds the statement.
      for (const unit of [...new Set(rows.map((row) => row.unit))].sort()) await lockLogsOf(tx, unit);
      return putRevocations(tx, rows);
    });
  }

  private state(claims: RevocationClaims): RevocationRow {
    const { key, chain } = this.identity;
    const statement = signRevocation(key, chain, claims);
    const { fingerprint, unit } = claims;
    return { ...statement, id: revocationId(statement), fingerprint, unit };
  }
}

function toHead({ origin, epoch, lane, seq, chain }: SignedHead): Head {
  return { origin, epoch, ...(isLane(lane) ? { lane } : {}), seq, chain };
}

/** At least one part: a signer of no log is revoked as well. */
function inParts(heads: readonly Head[]): (readonly Head[])[] {
  const parts: (readonly Head[])[] = [];
  for (let start = 0; start === 0 || start < heads.length; start += REVOCATION_CUTOFFS_MAX) {
    parts.push(heads.slice(start, start + REVOCATION_CUTOFFS_MAX));
  }
  return parts;
}
