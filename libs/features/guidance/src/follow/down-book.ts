import type { KeyObject } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  downLogKey,
  fingerprint,
  followRun,
  type CertificateChain,
  type DownLogId,
  type RunOutcome,
  type VerifiedSigner,
} from '#core/protocol';
import { knownChains, type Issuer } from '#platform/identity';
import {
  allDownLogs,
  Database,
  ensureDownLogs,
  heldPlaces,
  putDirectives,
  putDownHeads,
  revocationsOf,
  signDirectivesAnew,
  takeDownRevisions,
  type DownLogRow,
  type Sql,
} from '#platform/storage';
import { Signers } from '#features/nodes';
import { Jurisdiction } from '#features/units';
import type { DownAnswer, ToldDirective } from '../feed/answer-reading.js';
import { Tiers } from '../apply/tiers.js';
import { judge } from '../kinds/judge.js';

/** What was not taken: the first directive of its log that did not prove itself. */
export interface Refusal {
  /** issuer/epoch/addressee */
  readonly log: string;
  readonly seq: number;
  readonly fault: string;
}

type Rows = readonly ToldDirective[];

/** Takes what the parent passes on. It cannot speak for the units above it: each directive has to prove itself. */
@Injectable()
export class DownBook {
  private readonly logger = new Logger('Downlink');

  constructor(
    @Inject(Tiers) private readonly tiers: Tiers,
    @Inject(Database) private readonly database: Database,
    @Inject(Signers) private readonly signers: Signers,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  /** Stores what proves itself, log by log, in one transaction; gives what was refused. */
  async take({ directives, certificates }: DownAnswer): Promise<Refusal[]> {
    if (directives.length === 0) return [];
    const ancestors = this.tiers.above;
    const speakers = await this.speakersOf(directives, certificates, ancestors);
    const above = new Set(ancestors.map(({ unit }) => unit));
    const refused: Refusal[] = [];
    const logs = byLog(directives).filter(([log, rows]) => {
      if (above.has(log.issuer) && this.jurisdiction.covers(log.issuer, log.addressee)) return true;
      refused.push({ log: downLogKey(log), seq: rows[0]?.seq ?? 0, fault: 'issuer' });
      return false;
    });
    const within = await this.database.transaction((tx) => this.store(tx, logs, speakers));
    for (const refusal of [...refused, ...within])
      this.logger.error({ msg: 'directive not believed', ...refusal });
    return [...refused, ...within];
  }

  private async store(
    tx: Sql,
    logs: readonly (readonly [DownLogId, Rows])[],
    speakers: ReadonlyMap<string, VerifiedSigner>,
  ): Promise<Refusal[]> {
    const before = await takeDownRevisions(
      tx,
      logs.reduce((sum, [, rows]) => sum + rows.length, 0),
    );
    const known = new Map((await allDownLogs(tx)).map((row) => [downLogKey(row), row]));
    const held = await this.heldOf(tx, logs, known);
    const outcomes = logs.map(([log, rows]) => {
      const row = known.get(downLogKey(log));
      const at = (seq: number) => held.get(`${row?.id ?? 0}:${seq}`);
      const keyOf = (signer: string): KeyObject | undefined => {
        const speaker = speakers.get(signer);
        return speaker?.unit === log.issuer ? speaker.key : undefined;
      };
      return { log, outcome: followRun(log, { seq: row?.headSeq ?? 0, at }, rows, keyOf) };
    });
    await this.write(tx, outcomes, known, before);
    return outcomes.flatMap(({ log, outcome: { refused } }) => {
      return refused ? [{ log: downLogKey(log), ...refused }] : [];
    });
  }

  /** The places that the rows touch, and those right before them. */
  private heldOf(
    tx: Sql,
    logs: readonly (readonly [DownLogId, Rows])[],
    known: ReadonlyMap<string, DownLogRow>,
  ): ReturnType<typeof heldPlaces> {
    const places = logs.flatMap(([log, rows]) => {
      const logId = known.get(downLogKey(log))?.id;
      if (logId === undefined) return [];
      return rows.flatMap(({ seq }) => [seq - 1, seq].map((place) => ({ logId, seq: place })));
    });
    return heldPlaces(tx, places);
  }

  private async write(
    tx: Sql,
    outcomes: readonly { readonly log: DownLogId; readonly outcome: RunOutcome }[],
    known: ReadonlyMap<string, DownLogRow>,
    before: number,
  ): Promise<void> {
    // A log of which nothing proves itself is not opened: anybody could make up any number of them.
    const changed = outcomes.filter(
      ({ log, outcome }) => outcome.taken.length > 0 || known.has(downLogKey(log)),
    );
    const ids = await ensureDownLogs(
      tx,
      changed.map(({ log }) => log),
    );
    const idOf = (log: DownLogId): number => ids.get(downLogKey(log)) ?? 0;
    const { top } = this.tiers;
    const fresh = changed.flatMap(({ log, outcome: { taken } }) =>
      taken.map((row) => ({ ...row, logId: idOf(log), ...judge(row.line, log, top) })),
    );
    await putDirectives(tx, fresh, before);
    const anew = changed.flatMap(({ log, outcome: { signedAnew } }) =>
      signedAnew.map((row) => ({ ...row, logId: idOf(log) })),
    );
    await signDirectivesAnew(tx, anew, before + fresh.length);
    await putDownHeads(
      tx,
      changed.map(({ log, outcome: { taken, refused } }) => ({
        id: idOf(log),
        headSeq: (known.get(downLogKey(log))?.headSeq ?? 0) + taken.length,
        fault: refused?.fault ?? null,
        faultSeq: refused?.seq ?? null,
      })),
    );
  }

  /** Signers whose certificates lead to the root, and who were not revoked. */
  private async speakersOf(
    rows: Rows,
    certificates: readonly CertificateChain[],
    ancestors: readonly Issuer[],
  ): Promise<Map<string, VerifiedSigner>> {
    const chains = new Map(knownChains(ancestors));
    for (const chain of certificates) if (chain[0]) chains.set(fingerprint(chain[0]), chain);
    const prints = [...new Set(rows.map(({ signer }) => signer))];
    const revoked = new Set(
      (await revocationsOf(this.database.sql, prints)).map((statement) => statement.fingerprint),
    );
    const speakers = new Map<string, VerifiedSigner>();
    for (const print of prints) {
      if (revoked.has(print)) continue;
      const outcome = await this.signers.find(print, chains.get(print));
      if ('signer' in outcome) speakers.set(print, outcome.signer);
    }
    return speakers;
  }
}

function byLog(directives: Rows): (readonly [DownLogId, Rows])[] {
  const logs = new Map<string, ToldDirective[]>();
  for (const row of directives) {
    const rows = logs.get(downLogKey(row));
    if (rows) rows.push(row);
    else logs.set(downLogKey(row), [row]);
  }
  return [...logs.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first) return [];
    const { issuer, epoch, addressee } = first;
    return [[{ issuer, epoch, addressee }, rows] as const];
  });
}
