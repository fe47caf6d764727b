import {
  BundleFault,
  epochFault,
  ExportFault,
  fingerprint,
  openBundle,
  verifyBundleChunks,
  verifyExport,
  type BundleReceiver,
  type Certificate,
  type TrailPlace,
  type VerifiedFile,
} from '#core/protocol';
import { readChainFile } from '#platform/identity';
import { allOrigins, openDatabase, readIdentity, type Sql } from '#platform/storage';
import { auditTrail } from '#features/audit';
import { auditChains } from '#features/ledger';
import type { CommandLine } from './command-line.js';
import { printJson, readFrom } from './files.js';
import { readNodeKey } from './keys.js';
import { sentenceFor, type Checked, type Verdict } from './verdict.js';

/** Says in one line whether logs hold, and where they do not. The exit code says it, too. */
export async function verify(line: CommandLine): Promise<void> {
  const verdict = await judge(line);
  const ok = verdict.fault === undefined;
  const message = sentenceFor(verdict);
  if (line.has('json')) printJson({ ok, ...verdict, message });
  else process.stdout.write(`verify: ${message.en} / ${message.zh}\n`);
  process.exitCode = ok ? 0 : 1;
}

async function judge(line: CommandLine): Promise<Verdict> {
  const [database, exported, bundle] = ['database', 'export', 'bundle'].map((name) => line.optional(name));
  if (database !== undefined) return verifyDatabase(database, line.required('trust-root'), anchorOf(line));
  if (exported !== undefined) {
    const trustRoot = line.required('trust-root');
    return ofFile('export', () => verifyExport(readFrom(exported)(), trustRoot));
  }
  if (bundle === undefined) return line.refuse('--database, --export or --bundle is needed');
  const receiver = await readReceiver(line);
  return ofFile('bundle', () => verifyBundle(bundle, receiver));
}

async function verifyDatabase(url: string, trustRoot: string, anchor?: TrailPlace): Promise<Verdict> {
  const database = await openDatabase(url);
  try {
    return await database.snapshot(async (tx) => {
      const { origins: logs, entries, checkpoints, forks, faults } = await auditChains(tx, trustRoot);
      const counts = { what: 'database' as const, logs, entries, checkpoints, forks };
      const [fault] = faults;
      if (fault) return { ...counts, fault };
      const lonely = epochFault(await allOrigins(tx));
      if (lonely) return { ...counts, fault: told(lonely) };
      return { ...counts, ...(await verifyTrail(tx, trustRoot, anchor)) };
    });
  } finally {
    await database.close();
  }
}

/** A database that has no node yet has no trail. */
async function verifyTrail(
  tx: Sql,
  trustRoot: string,
  anchor: TrailPlace | undefined,
): Promise<Pick<Verdict, 'trail' | 'fault'>> {
  const unit = (await readIdentity(tx))?.unit ?? '';
  const { entries: trail, fault } = await auditTrail(tx, unit, trustRoot, anchor);
  return fault ? { trail, fault: { trail: true, ...fault } } : { trail };
}

async function verifyBundle(path: string, receiver: BundleReceiver): Promise<VerifiedFile> {
  const opened = await openBundle(readFrom(path)(), receiver);
  if (opened.header.kind === 'up') return verifyBundleChunks(opened, receiver.trustRoot);
  for await (const _ of opened.chunks) continue;
  return { logs: 0, entries: 0, checkpoints: 0 };
}

async function ofFile(what: Checked, check: () => Promise<VerifiedFile>): Promise<Verdict> {
  try {
    const { fault, ...counts } = await check();
    return fault ? { what, ...counts, fault: told(fault) } : { what, ...counts };
  } catch (error) {
    if (!(error instanceof BundleFault || error instanceof ExportFault)) throw error;
    return { what, logs: 0, entries: 0, checkpoints: 0, fault: { rule: error.rule, place: error.place } };
  }
}

function told({ log: { origin, epoch, lane }, seq, rule }: NonNullable<VerifiedFile['fault']>) {
  return { origin, epoch, lane, seq, rule };
}

/** A place of the audit trail that was kept outside of the database, `12:chain`. */
function anchorOf(line: CommandLine): TrailPlace | undefined {
  const text = line.optional('audit-head');
  if (text === undefined) return undefined;
  const [, seq = '', chain = ''] = /^([1-9]\d{0,14}):([\w-]{43})$/.exec(text) ?? [];
  return seq === ''
    ? line.refuse('--audit-head is a number, a colon and a chain')
    : { seq: Number(seq), chain };
}

/** The root is the one that the receiver's own certificates lead to, unless another is named. */
async function readReceiver(line: CommandLine): Promise<BundleReceiver> {
  const key = await readNodeKey(line.required('key'));
  if (!key) return line.refuse('--key does not hold an Ed25519 private key');
  const chain = readChainFile(line.required('certificate'));
  const [own, root] = [chain[0], chain.at(-1)];
  if (!own || !root) return line.refuse('--certificate does not hold a certificate');
  const trustRoot = line.optional('trust-root') ?? claimed(root, 'key');
  return { unit: claimed(own, 'unit'), fingerprint: fingerprint(own), key, trustRoot };
}

/** What a certificate of one's own says of itself; empty where it says nothing. */
function claimed({ claims }: Certificate, name: 'unit' | 'key'): string {
  try {
    const value = (JSON.parse(claims) as Partial<Record<string, unknown>> | null)?.[name];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
