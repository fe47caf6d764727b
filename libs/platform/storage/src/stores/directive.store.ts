import type { DownLogId, HeldPlace, SignedDirective } from '#core/protocol';
import type { Sql } from '../database.js';
import type { DirectiveState } from '../entities/directive.entity.js';
import { column, columnText } from './column-text.js';

/** What a line says, as far as somebody has to find it by that, and what was done about it. */
export interface DirectiveJudgement {
  /** Empty where the line cannot be read. */
  readonly kind: string;
  readonly record: string | null;
  readonly blob: string | null;
  readonly blobBytes: number | null;
  readonly state: DirectiveState;
  /** Why it is marked. */
  readonly fault: string | null;
}

export type NewDirective = SignedDirective &
  DirectiveJudgement & { readonly logId: number; readonly chain: string };

export interface DirectiveRow extends DownLogId, DirectiveJudgement {
  readonly logId: number;
  readonly seq: number;
  readonly line: string;
  readonly revision: number;
}

const COLUMNS = `d.log_id AS "logId", l.issuer, l.epoch, l.addressee, d.seq::int, d.line, d.kind, d.record, d.blob,
  d.blob_bytes AS "blobBytes", d.state, d.fault, d.revision::int`;
const FROM = 'FROM directive d JOIN down_log l ON l.id = d.log_id';

/** Stores what continues its log; `before` is the last revision that is taken. */
export async function putDirectives(tx: Sql, rows: readonly NewDirective[], before: number): Promise<void> {
  if (rows.length === 0) return;
  const types = [
    'int',
    'bigint',
    ...Array<string>(4).fill('text'),
    'text',
    'uuid',
    'text',
    'int',
    'text',
    'text',
  ];
  await tx.query(
    `INSERT INTO directive (log_id, seq, line, chain, signer, signature, kind, record, blob, blob_bytes, state, fault,
       revision)
     SELECT log_id, seq, line, chain, signer, signature, kind, record, blob, blob_bytes, state, fault,
       $${types.length + 1}::bigint + place
     FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')}) WITH ORDINALITY
       AS t (log_id, seq, line, chain, signer, signature, kind, record, blob, blob_bytes, state, fault, place)`,
    [
      columnText(rows.map((row) => row.logId)),
      columnText(rows.map((row) => row.seq)),
      columnText(rows.map((row) => row.line)),
      columnText(rows.map((row) => row.chain)),
      columnText(rows.map((row) => row.signer)),
      columnText(rows.map((row) => row.signature)),
      columnText(rows.map((row) => row.kind)),
      columnText(rows.map((row) => row.record)),
      columnText(rows.map((row) => row.blob)),
      columnText(rows.map((row) => row.blobBytes)),
      columnText(rows.map((row) => row.state)),
      columnText(rows.map((row) => row.fault)),
      before,
    ],
  );
}

/** The issuer's newer signatures over the same places; they go down once more, for those who come later. */
export async function signDirectivesAnew(
  tx: Sql,
  rows: readonly (Omit<SignedDirective, 'line'> & { readonly logId: number })[],
  before: number,
): Promise<void> {
  if (rows.length === 0) return;
  const types = ['int', 'bigint', 'text', 'text'];
  await tx.query(
    `UPDATE directive SET signer = t.signer, signature = t.signature, revision = $5::bigint + t.place
     FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')}) WITH ORDINALITY
       AS t (log_id, seq, signer, signature, place)
     WHERE directive.log_id = t.log_id AND directive.seq = t.seq`,
    [
      columnText(rows.map((row) => row.logId)),
      columnText(rows.map((row) => row.seq)),
      columnText(rows.map((row) => row.signer)),
      columnText(rows.map((row) => row.signature)),
      before,
    ],
  );
}

/** Directives of an issuer that are signed by another certificate than this one, in log order. */
export async function signedByOther(
  tx: Sql,
  issuer: string,
  signer: string,
): Promise<(DownLogId & { logId: number; seq: number; chain: string })[]> {
  return tx.query(
    `SELECT d.log_id AS "logId", l.issuer, l.epoch, l.addressee, d.seq::int, d.chain ${FROM}
     WHERE l.issuer = $1 AND d.signer <> $2 ORDER BY d.log_id, d.seq`,
    [issuer, signer],
  );
}

/** What is held at places of logs, by `logId:seq`. */
export async function heldPlaces(
  sql: Sql,
  places: readonly { readonly logId: number; readonly seq: number }[],
): Promise<Map<string, HeldPlace>> {
  const rows: (HeldPlace & { log_id: number; seq: string })[] = await sql.query(
    `SELECT log_id, seq, chain, signer, signature FROM directive
     WHERE (log_id, seq) IN (SELECT * FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}))`,
    [columnText(places.map((place) => place.logId)), columnText(places.map((place) => place.seq))],
  );
  return new Map(rows.map(({ log_id, seq, ...place }) => [`${log_id}:${seq}`, place]));
}

/** Where a log ends; undefined for an empty one. */
export async function lastPlace(
  sql: Sql,
  logId: number,
): Promise<{ readonly seq: number; readonly chain: string } | undefined> {
  const [row]: { seq: number; chain: string }[] = await sql.query(
    'SELECT seq::int, chain FROM directive WHERE log_id = $1 ORDER BY seq DESC LIMIT 1',
    [logId],
  );
  return row;
}

export type FedDirective = DownLogId & SignedDirective & { readonly revision: number };

/** Directives of these logs behind a revision, without those that the asker holds as they are. */
export async function readDownPage(
  sql: Sql,
  page: {
    readonly logIds: readonly number[];
    readonly after: number;
    readonly held: readonly { readonly logId: number; readonly seq: number; readonly signer: string }[];
    readonly limit: number;
  },
): Promise<FedDirective[]> {
  return sql.query(
    `SELECT l.issuer, l.epoch, l.addressee, d.seq::int, d.line, d.signer, d.signature, d.revision::int ${FROM}
     WHERE d.revision > $1 AND d.log_id = ANY (${column(2, 'int')}) AND NOT EXISTS (
       SELECT 1 FROM unnest(${column(3, 'int')}, ${column(4, 'bigint')}, ${column(5, 'text')}) AS h (log_id, seq, signer)
       WHERE h.log_id = d.log_id AND d.seq <= h.seq AND d.signer = h.signer)
     ORDER BY d.revision LIMIT $6`,
    [
      page.after,
      columnText(page.logIds),
      columnText(page.held.map((log) => log.logId)),
      columnText(page.held.map((log) => log.seq)),
      columnText(page.held.map((log) => log.signer)),
      page.limit,
    ],
  );
}

/** How far each log is held, and who signed its head. */
export async function heldDownHeads(
  sql: Sql,
  limit: number,
): Promise<(DownLogId & { seq: number; signer: string })[]> {
  return sql.query(
    `SELECT l.issuer, l.epoch, l.addressee, d.seq::int, d.signer ${FROM}
     WHERE d.seq = l.head_seq ORDER BY l.id LIMIT $1`,
    [limit],
  );
}

/** Directives of a kind in these logs, the newest first. */
export async function listDirectives(
  sql: Sql,
  query: {
    readonly kind: string;
    readonly logIds: readonly number[];
    readonly before: number | undefined;
    readonly limit: number;
  },
): Promise<DirectiveRow[]> {
  return sql.query(
    `SELECT ${COLUMNS} ${FROM}
     WHERE d.kind = $1 AND d.state = 'applied' AND d.log_id = ANY (${column(2, 'int')})
       AND ($3::bigint IS NULL OR d.revision < $3)
     ORDER BY d.revision DESC LIMIT $4`,
    [query.kind, columnText(query.logIds), query.before ?? null, query.limit],
  );
}

/** What is said about a record, the oldest first. */
export async function directivesAbout(sql: Sql, record: string, kind: string): Promise<DirectiveRow[]> {
  return sql.query(
    `SELECT ${COLUMNS} ${FROM} WHERE d.record = $1 AND d.kind = $2 AND d.state = 'applied' ORDER BY d.revision`,
    [record, kind],
  );
}

/** Directives in a state, in the order in which they came; of one kind, where it is given. */
export async function directivesIn(
  sql: Sql,
  query: { readonly state: DirectiveState; readonly kind?: string; readonly limit: number },
): Promise<DirectiveRow[]> {
  return sql.query(
    `SELECT ${COLUMNS} ${FROM} WHERE d.state = $1 AND ($2::text IS NULL OR d.kind = $2)
     ORDER BY d.revision LIMIT $3`,
    [query.state, query.kind ?? null, query.limit],
  );
}

/** What was found out about a directive since it was stored. Its revision stays: nothing of this goes down. */
export async function judgeDirective(
  tx: Sql,
  place: { readonly logId: number; readonly seq: number },
  { kind, record, blob, blobBytes, state, fault }: DirectiveJudgement,
): Promise<void> {
  await tx.query(
    `UPDATE directive SET kind = $3, record = $4, blob = $5, blob_bytes = $6, state = $7, fault = $8
     WHERE log_id = $1 AND seq = $2`,
    [place.logId, place.seq, kind, record, blob, blobBytes, state, fault],
  );
}

/** True where a directive of this kind names the document, whoever issued it. */
export async function isBlobNamed(tx: Sql, kind: string, blob: string): Promise<boolean> {
  const rows: unknown[] = await tx.query('SELECT 1 FROM directive WHERE kind = $1 AND blob = $2 LIMIT 1', [
    kind,
    blob,
  ]);
  return rows.length > 0;
}

/** Logs whose directives name this document. */
export async function logsNamingBlob(sql: Sql, blob: string): Promise<DownLogId[]> {
  return sql.query(`SELECT DISTINCT l.issuer, l.epoch, l.addressee ${FROM} WHERE d.blob = $1`, [blob]);
}

/** The last one of a kind that was applied, in the order of its log. */
export async function lastApplied(sql: Sql, kind: string): Promise<DirectiveRow | undefined> {
  const [row]: DirectiveRow[] = await sql.query(
    `SELECT ${COLUMNS} ${FROM} WHERE d.kind = $1 AND d.state = 'applied' ORDER BY l.epoch DESC, d.seq DESC LIMIT 1`,
    [kind],
  );
  return row;
}
