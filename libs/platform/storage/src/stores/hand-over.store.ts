import type { Head, LogId, Sections } from '#core/protocol';
import type { Sql } from '../database.js';
import type { NodeMove } from '../entities/node.entity.js';
import { column, columnText } from './column-text.js';
import { laneOf } from './origin.store.js';

/** Which of the logs belong to units whose node below enters for them. Waits for a hand-over that is under way. */
export async function enteredBelow(tx: Sql, logs: readonly LogId[]): Promise<string[]> {
  const rows: { origin: string }[] = await tx.query(
    `SELECT t.origin FROM node JOIN unnest(${column(1, 'text')}) AS t (origin) ON starts_with(t.origin, node.unit)
     WHERE node.enters FOR SHARE OF node`,
    [columnText(logs.map((log) => log.origin))],
  );
  return rows.map((row) => row.origin);
}

/** Lets the logs of a node's unit move, or stay (null); false where there is no node that could. */
export async function offerMove(sql: Sql, unit: string, moving: NodeMove | null): Promise<boolean> {
  const rows: unknown[] = await sql.query(
    `WITH changed AS (
       UPDATE node SET moving = $2 WHERE unit = $1 AND fingerprint IS NOT NULL RETURNING 1
     ) SELECT * FROM changed`,
    [unit, moving],
  );
  return rows.length > 0;
}

/** Locks a node's row: what may move, and who enters for the unit now. Undefined where there is no such node. */
export async function lockMove(
  tx: Sql,
  unit: string,
): Promise<{ readonly enters: boolean; readonly moving: NodeMove | null } | undefined> {
  const [row]: { enters: boolean; moving: NodeMove | null }[] = await tx.query(
    'SELECT enters, moving FROM node WHERE unit = $1 FOR UPDATE',
    [unit],
  );
  return row;
}

/** From now on the unit's own node enters for it, or again this one. The caller holds the row. */
export async function settleMove(tx: Sql, unit: string, enters: boolean): Promise<void> {
  await tx.query('UPDATE node SET enters = $2, moving = NULL WHERE unit = $1', [unit, enters]);
}

/** How many logs of a unit's subtree this node writes, and how long they are. */
export async function hostedLogs(sql: Sql, unit: string): Promise<{ logs: number; entries: number }> {
  const [row]: { logs: string; entries: string | null }[] = await sql.query(
    `SELECT count(*) AS logs, sum(head_seq) AS entries FROM origin
     WHERE local AND head_seq > 0 AND starts_with(origin, $1)`,
    [unit],
  );
  return { logs: Number(row?.logs ?? 0), entries: Number(row?.entries ?? 0) };
}

/** This node writes the logs of the unit's subtree no more. Waits for what is being written to them. */
export async function handOverLogs(tx: Sql, unit: string): Promise<void> {
  await tx.query('UPDATE origin SET local = false WHERE local AND starts_with(origin, $1)', [unit]);
}

/** A log that goes back to its host. */
export interface ReturnedLog extends Head {
  readonly originId: number;
  /** Entries of which some section is not here. */
  readonly withheld: number;
}

/** The logs that a unit's own node has written or gone on with, also those that the host began: the newest epoch of each. */
export async function returnedLogs(sql: Sql, unit: string, local: boolean): Promise<ReturnedLog[]> {
  const rows: {
    id: number;
    origin: string;
    epoch: number;
    lane: string;
    seq: string;
    chain: string;
    withheld: string;
  }[] = await sql.query(
    `SELECT o.id, o.origin, o.epoch, o.lane, o.head_seq AS seq, o.head_chain AS chain, (
       SELECT count(*) FROM log_entry l WHERE l.origin_id = o.id AND (starts_with(l.city, '#')
         OR starts_with(l.district, '#') OR starts_with(l.street, '#') OR starts_with(l.community, '#'))
     ) AS withheld
     FROM origin o JOIN certificate c ON c.fingerprint = o.signer
     WHERE o.head_seq > 0 AND o.local = $2 AND starts_with(o.origin, $1) AND starts_with($1, c.unit)
       AND NOT EXISTS (SELECT 1 FROM origin later WHERE later.origin = o.origin AND later.epoch > o.epoch)
     ORDER BY o.origin, o.epoch, o.lane`,
    [unit, local],
  );
  return rows.map(({ id, lane, seq, withheld, ...log }) => ({
    ...log,
    originId: id,
    lane: laneOf(lane),
    seq: Number(seq),
    withheld: Number(withheld),
  }));
}

/** This node writes these logs from now on, and what there is of their earlier epochs is its own. */
export async function takeBackLogs(tx: Sql, originIds: readonly number[]): Promise<void> {
  await tx.query(
    `UPDATE origin SET local = true, frozen_code = NULL
     FROM origin newest
     WHERE newest.id = ANY (${column(1, 'int')}) AND origin.origin = newest.origin`,
    [columnText(originIds)],
  );
}

/** Nothing more is written to own logs of the unit's subtree. */
export async function closeOwnLogs(sql: Sql, unit: string, from: string | null, code: string): Promise<void> {
  await sql.query(
    `UPDATE origin SET frozen_code = $3
     WHERE local AND starts_with(origin, $1) AND frozen_code IS NOT DISTINCT FROM $2`,
    [unit, from, code],
  );
}

/** Puts sections in the places of their digests. The caller has proven that each is the one that was digested. */
export async function fillSections(
  tx: Sql,
  rows: readonly { readonly originId: number; readonly seq: number; readonly sections: Sections }[],
): Promise<void> {
  const types = ['int', 'bigint', 'text', 'text', 'text', 'text'];
  await tx.query(
    `UPDATE log_entry l SET
       city = CASE WHEN starts_with(l.city, '#') THEN t.city ELSE l.city END,
       district = CASE WHEN starts_with(l.district, '#') THEN t.district ELSE l.district END,
       street = CASE WHEN starts_with(l.street, '#') THEN t.street ELSE l.street END,
       community = CASE WHEN starts_with(l.community, '#') THEN t.community ELSE l.community END
     FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')})
       AS t (id, seq, city, district, street, community)
     WHERE l.origin_id = t.id AND l.seq = t.seq AND (starts_with(l.city, '#') OR starts_with(l.district, '#')
       OR starts_with(l.street, '#') OR starts_with(l.community, '#'))`,
    [
      columnText(rows.map((row) => row.originId)),
      columnText(rows.map((row) => row.seq)),
      ...[0, 1, 2, 3].map((index) => columnText(rows.map((row) => row.sections[index] ?? ''))),
    ],
  );
}
