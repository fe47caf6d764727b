import type { SignedTrailEntry, StoredTrailHead } from '#core/protocol';
import type { Sql } from '../database.js';

const COLUMNS = `seq, at, who, roles, caller_unit AS "callerUnit", action, subject_type AS "subjectType",
  subject_ids AS "subjectIds", unit, purpose, outcome, code, address, details, chain, signer, signature`;

type StoredEntry = Omit<SignedTrailEntry, 'seq'> & { readonly seq: string };

/**
 * Where the trail ends. The row stays locked until the transaction ends: whoever adds to the trail takes this lock, and takes it
 * last, so that nobody who holds it waits for anything else.
 */
export async function lockTrailHead(tx: Sql): Promise<StoredTrailHead> {
  const head = await selectHead(tx, 'FOR UPDATE');
  if (!head) throw new TypeError('the trail has its head from the migration');
  return head;
}

/** Undefined where somebody has removed it. */
export function readTrailHead(sql: Sql): Promise<StoredTrailHead | undefined> {
  return selectHead(sql, '');
}

async function selectHead(sql: Sql, lock: 'FOR UPDATE' | ''): Promise<StoredTrailHead | undefined> {
  const [row]: (Omit<StoredTrailHead, 'seq'> & { seq: string })[] = await sql.query(
    `SELECT seq, chain, signer, signature FROM audit_head ${lock}`,
  );
  return row && { ...row, seq: Number(row.seq) };
}

/** Adds entries behind the head, and moves it. The caller holds its lock. */
export async function putTrailEntries(tx: Sql, entries: readonly SignedTrailEntry[]): Promise<void> {
  const last = entries.at(-1);
  if (!last) return;
  await tx.query(
    `WITH put AS (
       INSERT INTO audit_entry (seq, at, who, roles, caller_unit, action, subject_type, subject_ids, unit, purpose,
         outcome, code, address, details, chain, signer, signature)
       SELECT * FROM json_to_recordset($1) AS t (seq bigint, at text, who text, roles text[], "callerUnit" text,
         action text, "subjectType" text, "subjectIds" text[], unit text, purpose text, outcome text, code text,
         address text, details text, chain text, signer text, signature text)
     )
     UPDATE audit_head SET seq = $2, chain = $3, signer = $4, signature = $5`,
    [JSON.stringify(entries), last.seq, last.chain, last.signer, last.signature],
  );
}

/** In order, behind a number. */
export async function trailEntriesAfter(sql: Sql, seq: number, limit: number): Promise<SignedTrailEntry[]> {
  const rows: StoredEntry[] = await sql.query(
    `SELECT ${COLUMNS} FROM audit_entry WHERE seq > $1 ORDER BY seq LIMIT $2`,
    [seq, limit],
  );
  return rows.map(toEntry);
}

export interface TrailQuery {
  /** Only what concerns units below this prefix. */
  readonly unitPrefix?: string;
  readonly who?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly outcome?: 'done' | 'refused';
  /** Instants: from the first on, and before the second. */
  readonly from?: string;
  readonly before?: string;
  /** Entries before this number. */
  readonly beforeSeq?: number;
  readonly limit: number;
}

/** Which part of a query each condition is for; `?` stands for its parameter. */
const CONDITIONS: Readonly<Record<Exclude<keyof TrailQuery, 'limit'>, string>> = {
  unitPrefix: 'starts_with(unit, ?)',
  who: 'who = ?',
  action: 'action = ?',
  subject: 'subject_ids @> ARRAY[?::text]',
  outcome: 'outcome = ?',
  from: 'at >= ?',
  before: 'at < ?',
  beforeSeq: 'seq < ?',
};

/** The newest first. */
export async function searchTrail(sql: Sql, query: TrailQuery): Promise<SignedTrailEntry[]> {
  const parameters: (string | number)[] = [query.limit];
  const conditions = (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : CONDITIONS[name].replace('?', `$${parameters.push(value)}`);
  });
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const rows: StoredEntry[] = await sql.query(
    `SELECT ${COLUMNS} FROM audit_entry ${where} ORDER BY seq DESC LIMIT $1`,
    parameters,
  );
  return rows.map(toEntry);
}

function toEntry(row: StoredEntry): SignedTrailEntry {
  return { ...row, seq: Number(row.seq) };
}
