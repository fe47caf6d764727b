import { downLogKey, type DownLogId } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

export interface DownLogRow extends DownLogId {
  readonly id: number;
  readonly headSeq: number;
  readonly fault: string | null;
  readonly faultSeq: number | null;
}

/**
 * Takes `count` revisions; gives the last one before them. The row stays locked until the transaction ends, so that
 * revisions are committed in their order, and whoever has read up to one will never miss a smaller one. Whoever writes
 * directives takes this lock first: what is read behind it nobody else changes.
 */
export async function takeDownRevisions(tx: Sql, count: number): Promise<number> {
  const [row]: { revision: string }[] = await tx.query(
    `WITH taken AS (UPDATE down_feed SET revision = revision + $1 RETURNING revision)
     SELECT revision FROM taken`,
    [count],
  );
  if (!row) throw new TypeError('the feed has its row from the migration');
  return Number(row.revision) - count;
}

export interface DownFeed {
  readonly feed: string;
  /** The last revision that is committed. */
  readonly head: number;
}

export async function readDownFeed(sql: Sql): Promise<DownFeed> {
  const [row]: { feed: string; revision: string }[] = await sql.query('SELECT feed, revision FROM down_feed');
  if (!row) throw new TypeError('the feed has its row from the migration');
  return { feed: row.feed, head: Number(row.revision) };
}

/** Every log that is here, also those of which nothing was taken yet. */
export async function allDownLogs(sql: Sql): Promise<DownLogRow[]> {
  const rows: (Omit<DownLogRow, 'headSeq' | 'faultSeq'> & { headSeq: string; faultSeq: string | null })[] =
    await sql.query(
      `SELECT id, issuer, epoch, addressee, head_seq AS "headSeq", fault, fault_seq AS "faultSeq"
       FROM down_log ORDER BY issuer, addressee, epoch`,
    );
  return rows.map((row) => ({
    ...row,
    headSeq: Number(row.headSeq),
    faultSeq: row.faultSeq === null ? null : Number(row.faultSeq),
  }));
}

/** Ids of the logs by key; those that are new are opened. */
export async function ensureDownLogs(tx: Sql, logs: readonly DownLogId[]): Promise<Map<string, number>> {
  if (logs.length === 0) return new Map();
  const parameters = [
    columnText(logs.map((log) => log.issuer)),
    columnText(logs.map((log) => log.epoch)),
    columnText(logs.map((log) => log.addressee)),
  ];
  const places = `unnest(${column(1, 'text')}, ${column(2, 'int')}, ${column(3, 'text')})`;
  await tx.query(
    `INSERT INTO down_log (issuer, epoch, addressee) SELECT * FROM ${places} ON CONFLICT DO NOTHING`,
    parameters,
  );
  const rows: (DownLogId & { id: number })[] = await tx.query(
    `SELECT id, issuer, epoch, addressee FROM down_log WHERE (issuer, epoch, addressee) IN (SELECT * FROM ${places})`,
    parameters,
  );
  return new Map(rows.map(({ id, ...log }) => [downLogKey(log), id]));
}

/** The epoch in which an issuer goes on to speak to an addressee; undefined where it has not yet. */
export async function newestDownEpoch(
  tx: Sql,
  issuer: string,
  addressee: string,
): Promise<number | undefined> {
  const [row]: { epoch: number | null }[] = await tx.query(
    'SELECT max(epoch) AS epoch FROM down_log WHERE issuer = $1 AND addressee = $2',
    [issuer, addressee],
  );
  return row?.epoch ?? undefined;
}

/** Where each log stands now, and whether something behind that was refused. */
export async function putDownHeads(
  tx: Sql,
  rows: readonly Pick<DownLogRow, 'id' | 'headSeq' | 'fault' | 'faultSeq'>[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE down_log SET head_seq = t.head_seq, fault = t.fault, fault_seq = t.fault_seq
     FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}, ${column(3, 'text')}, ${column(4, 'bigint')})
       AS t (id, head_seq, fault, fault_seq) WHERE down_log.id = t.id`,
    [
      columnText(rows.map((row) => row.id)),
      columnText(rows.map((row) => row.headSeq)),
      columnText(rows.map((row) => row.fault)),
      columnText(rows.map((row) => row.faultSeq)),
    ],
  );
}

export interface DownLink {
  /** When the parent last answered; null where it never has. */
  readonly heardAt: Date | null;
  readonly refused: {
    readonly log: string;
    readonly seq: number;
    readonly fault: string;
    readonly at: Date;
  } | null;
}

export async function readDownLink(sql: Sql): Promise<DownLink> {
  const [row]: {
    heard_at: Date | null;
    refused_log: string | null;
    refused_seq: string;
    refused_fault: string;
    refused_at: Date;
  }[] = await sql.query('SELECT * FROM down_link');
  if (!row) throw new TypeError('the link has its row from the migration');
  const { heard_at: heardAt, refused_log: log } = row;
  if (log === null) return { heardAt, refused: null };
  const { refused_seq: seq, refused_fault: fault, refused_at: at } = row;
  return { heardAt, refused: { log, seq: Number(seq), fault, at } };
}

/** The parent has answered; a refusal is remembered until the next one. */
export async function heardFromAbove(
  sql: Sql,
  refused?: { readonly log: string; readonly seq: number; readonly fault: string },
): Promise<void> {
  if (!refused) await sql.query('UPDATE down_link SET heard_at = now()');
  else
    await sql.query(
      `UPDATE down_link SET heard_at = now(), refused_log = $1, refused_seq = $2, refused_fault = $3,
         refused_at = now()`,
      [refused.log, refused.seq, refused.fault],
    );
}

/** Nothing that the parent tells now is refused any more. */
export async function clearDownFaults(sql: Sql): Promise<void> {
  await sql.query('UPDATE down_log SET fault = NULL, fault_seq = NULL WHERE fault IS NOT NULL');
}
