import type { Sql } from '../database.js';
import { PairingEntity, type PairingState } from '../entities/pairing.entity.js';

export type PairingRow = Readonly<PairingEntity>;
export type { PairingState };

/** Pairings that are shown: older ones have ended long ago. */
const SHOWN_MAX = 200;

/** Ended pairings are kept this long for the operator to look at. */
const KEPT = '30 days';

/** A new code ends the ones before it for the same unit. */
export async function openPairing(
  tx: Sql,
  offer: { readonly id: string; readonly unit: string; readonly code: string; readonly minutes: number },
): Promise<PairingRow> {
  await tx.query(
    `UPDATE pairing SET state = 'ended', code = NULL, secret = NULL
     WHERE unit = $1 AND state IN ('open', 'requested')`,
    [offer.unit],
  );
  await tx.query(
    `INSERT INTO pairing (id, unit, code, expires_at) VALUES ($1, $2, $3, now() + make_interval(mins => $4))`,
    [offer.id, offer.unit, offer.code, offer.minutes],
  );
  return tx.findOneByOrFail(PairingEntity, { id: offer.id });
}

/** Ends what has waited too long, and forgets what ended long ago. */
export async function endOldPairings(sql: Sql): Promise<void> {
  await sql.query(
    `UPDATE pairing SET state = 'ended', code = NULL, secret = NULL
     WHERE state IN ('open', 'requested') AND expires_at <= now()`,
  );
  await sql.query(`DELETE FROM pairing WHERE expires_at < now() - interval '${KEPT}'`);
}

export function listPairings(sql: Sql): Promise<PairingRow[]> {
  return sql.find(PairingEntity, { order: { createdAt: 'DESC' }, take: SHOWN_MAX });
}

export async function latestPairing(sql: Sql, unit: string): Promise<PairingRow | undefined> {
  const [row] = await sql.find(PairingEntity, { where: { unit }, order: { createdAt: 'DESC' }, take: 1 });
  return row;
}

export async function findPairingRequest(sql: Sql, requestId: string): Promise<PairingRow | undefined> {
  return (await sql.findOneBy(PairingEntity, { requestId })) ?? undefined;
}

export async function lockPairing(tx: Sql, id: string): Promise<PairingRow | undefined> {
  const row = await tx.findOne(PairingEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  return row ?? undefined;
}

/** Counts an attempt before its proof is looked at, so that no number of requests at once gets more of them. */
export async function countPairingAttempt(sql: Sql, id: string, attemptsMax: number): Promise<boolean> {
  const rows: unknown[] = await sql.query(
    `WITH counted AS (
       UPDATE pairing SET attempts = attempts + 1
       WHERE id = $1 AND state = 'open' AND attempts < $2 AND expires_at > now() RETURNING 1
     ) SELECT * FROM counted`,
    [id, attemptsMax],
  );
  return rows.length > 0;
}

/** The last attempt was in vain: the code is dead. */
export async function killPairing(sql: Sql, id: string, attemptsMax: number): Promise<void> {
  await sql.query(
    `UPDATE pairing SET state = 'ended', code = NULL WHERE id = $1 AND state = 'open' AND attempts >= $2`,
    [id, attemptsMax],
  );
}

/** Notes the one request that proved the code; false where another one was first. */
export async function requestPairing(
  sql: Sql,
  id: string,
  request: {
    readonly requestId: string;
    readonly request: object;
    readonly from: string;
    readonly secret: string;
    readonly minutes: number;
  },
): Promise<boolean> {
  const rows: unknown[] = await sql.query(
    `WITH noted AS (
       UPDATE pairing SET state = 'requested', code = NULL, request_id = $2, request = $3, requested_at = now(),
         requested_from = $4, secret = $5, expires_at = now() + make_interval(mins => $6)
       WHERE id = $1 AND state = 'open' RETURNING 1
     ) SELECT * FROM noted`,
    [id, request.requestId, JSON.stringify(request.request), request.from, request.secret, request.minutes],
  );
  return rows.length > 0;
}

export async function decidePairing(
  tx: Sql,
  id: string,
  state: 'approved' | 'refused',
  answer: object | null,
): Promise<void> {
  await tx.query(`UPDATE pairing SET state = $2, answer = $3, secret = NULL WHERE id = $1`, [
    id,
    state,
    answer && JSON.stringify(answer),
  ]);
}
