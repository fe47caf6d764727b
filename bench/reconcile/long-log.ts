import { createPrivateKey, randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fieldsByHeight, occurredOn, type Catalogue } from '#core/catalogue';
import {
  entryHash,
  fingerprint,
  genesis,
  nextChain,
  redactFor,
  sealEntry,
  SEGMENT_ENTRIES_MAX,
  signCheckpoint,
  type CertificateChain,
} from '#core/protocol';
import {
  advanceHeads,
  appendEntries,
  createOrigins,
  findLog,
  putCertificate,
  type NewLogEntry,
  type Sql,
} from '#platform/storage';

/** Rows of one statement. */
const BATCH = 5_000;

const DAY = '2005-03-01';
const RECORDED_AT = '2005-03-01T01:02:03.004Z';

/** Whoever wrote the log. */
export interface LogSigner {
  readonly unit: string;
  readonly key: KeyObject;
  readonly chain: CertificateChain;
  readonly print: string;
}

/** A log that is in the database of its writer and in that of the node above. */
export interface LongLog {
  readonly catalogue: Catalogue;
  readonly origin: string;
  readonly entries: number;
  readonly signer: LogSigner;
  readonly writer: Sql;
  readonly holder: Sql;
}

export async function readSigner(directory: string, unit: string): Promise<LogSigner> {
  const file = (name: string): Promise<string> => readFile(join(directory, 'keys', unit, name), 'utf8');
  const chain = JSON.parse(await file('certificate.json')) as CertificateChain;
  const [own] = chain;
  if (!own) throw new TypeError('a node has a certificate');
  return { unit, key: createPrivateKey(await file('node.key')), chain, print: fingerprint(own) };
}

/** Writes a log into the databases of two nodes that do not run, as if it had risen from one to the other long ago. */
export async function loadLongLog(log: LongLog): Promise<void> {
  const { origin, entries, signer, writer, holder } = log;
  const id = { origin, epoch: 1 };
  const copies = [
    { sql: writer, originId: await begin(writer, id, true), level: 'district' as const },
    { sql: holder, originId: await begin(holder, id, false), level: 'city' as const },
  ];
  for (const { sql } of copies) {
    await putCertificate(sql, { fingerprint: signer.print, unit: signer.unit, chain: signer.chain });
  }
  let chain = genesis(id);
  for (let from = 1; from <= entries; from += BATCH) {
    const rows = newRows(log, from, Math.min(entries, from + BATCH - 1), chain);
    chain = rows.at(-1)?.chain ?? chain;
    await Promise.all(
      copies.map(({ sql, originId, level }) =>
        appendEntries(
          sql,
          rows.map((row) => ({ ...row, ...redactFor(level, row), originId })),
        ),
      ),
    );
  }
  const head = { ...id, seq: entries, chain, signer: signer.print };
  await Promise.all(copies.map(({ sql, originId }) => finish(sql, { ...head, id: originId })));
  await writer.query(
    `INSERT INTO link_head (origin_id, acked_seq, known_signer, acked_at) VALUES ($1, $2, $3, now())`,
    [copies[0]?.originId, entries, signer.print],
  );
}

/** An organisation; all of them count alike. */
export function fieldsOf(number: number): Record<string, string> {
  return { name: `示例组织 ${number}`, kind: 'party-branch', established_on: DAY };
}

async function begin(sql: Sql, log: { origin: string; epoch: number }, local: boolean): Promise<number> {
  await createOrigins(sql, [log], local);
  const row = await findLog(sql, log);
  if (!row) throw new TypeError('the log has been made');
  return row.id;
}

/** Entries as their writer holds them. */
function newRows(
  { catalogue, origin, entries, signer }: LongLog,
  from: number,
  to: number,
  before: string,
): NewLogEntry[] {
  const type = catalogue.types.get('org');
  if (!type) throw new TypeError('the catalogue knows organisations');
  let chain = before;
  const rows: NewLogEntry[] = [];
  for (let seq = from; seq <= to; seq++) {
    const record = randomUUID();
    const fields = fieldsOf(seq);
    const header = {
      ...{ record, version: 1, type: 'org', unit: origin, op: 'put' as const },
      ...{ occurredOn: occurredOn(type, fields), catalogue: catalogue.version, recordedAt: RECORDED_AT },
    };
    const salt = (): string => randomBytes(16).toString('base64url');
    const entry = sealEntry(header, fieldsByHeight(type, fields), salt);
    chain = nextChain(chain, entryHash(entry));
    const isSigned = seq % SEGMENT_ENTRIES_MAX === 0 || seq === entries;
    const signature = isSigned ? signCheckpoint(signer.key, { origin, epoch: 1, seq, chain }) : null;
    const signed = { signer: isSigned ? signer.print : null, signature };
    rows.push({ ...entry, originId: 0, seq, record, version: 1, chain, ...signed });
  }
  return rows;
}

/** The head, and the index over the entries. */
async function finish(sql: Sql, head: Parameters<typeof advanceHeads>[1][number]): Promise<void> {
  await advanceHeads(sql, [head]);
  await sql.query(
    `INSERT INTO record (record, type, unit, version, occurred_on, status, origin_id, seq, first_origin_id, first_seq,
       first_recorded_at)
     SELECT record, 'org', $2, 1, $3, 'counted', origin_id, seq, origin_id, seq, stored_at FROM log_entry WHERE origin_id = $1`,
    [head.id, head.origin, DAY],
  );
  await sql.query('ANALYZE');
}
