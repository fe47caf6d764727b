import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DERIVATIONS_REVISION, loadCatalogue, type Catalogue } from '#core/catalogue';
import { canonicalJson, SilianError, type Json } from '#core/kernel';
import { digest } from '#core/protocol';
import { compileStatistics, type Statistics } from '#core/statistics';
import {
  activateCatalogue,
  activeCatalogue,
  activeCatalogueDigest,
  cataloguesBeside,
  Database,
  forgetCountedWith,
  forgetRecount,
  lockCounting,
  markStale,
  readTerms,
  type Sql,
} from '#platform/storage';
import { planTerms, signaturesOf } from './recount/plan-terms.js';

/** A catalogue that another process has made active is seen after this time at the latest. One row is read for it. */
const LOOK_EVERY_MS = 2_000;

/** Older versions that are kept ready for the entries made with them: a city has a few a year, each some megabytes. */
const VERSIONS_HELD_MAX = 50;

interface Held {
  readonly catalogue: Catalogue;
  readonly digest: string;
}

/** The catalogue that this node validates and counts with, compiled once. */
@Injectable()
export class CurrentCatalogue implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('CurrentCatalogue');
  private timer: NodeJS.Timeout | undefined;
  private current: (Held & { readonly statistics: Statistics }) | undefined;
  /** By version, also those that are not in force any more. */
  private readonly held = new Map<string, Held>();

  constructor(@Inject(Database) private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    await this.reload();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  get catalogue(): Catalogue {
    return this.require().catalogue;
  }

  get statistics(): Statistics {
    return this.require().statistics;
  }

  /** SHA-256 of the document's canonical JSON. */
  get digest(): string {
    return this.require().digest;
  }

  /** A version that was in force here once. */
  readonly catalogueOf = (version: string): Catalogue | undefined => this.held.get(version)?.catalogue;

  /** What each term depends on beside its key. All have cells at every level: those of records that were entered here. */
  termsCounted(): ReadonlyMap<string, string> {
    const { statistics, catalogue } = this.require();
    return signaturesOf(statistics, catalogue);
  }

  /**
   * What records are judged and counted with: the document, and the terms that this build makes of it. Cells that were counted
   * with anything else are recounted.
   */
  countedWith(): string {
    return this.digestOfCounting([`derived ${DERIVATIONS_REVISION}`]);
  }

  /** The same as versions wrote it that knew no derived fields. */
  countedWithoutDerived(): string {
    return this.digestOfCounting([]);
  }

  private digestOfCounting(derived: readonly string[]): string {
    const { statistics, digest: document } = this.require();
    return digest([document, ...derived, ...[...statistics.terms.keys()].sort()].join('\n'));
  }

  async reload(sql: Sql = this.database.sql): Promise<void> {
    const row = await activeCatalogue(sql);
    if (!row || row.digest === this.current?.digest) return;
    const catalogue = loadCatalogue(row.document);
    const next = { catalogue, statistics: compileStatistics(catalogue), digest: row.digest };
    await this.holdOlder(sql, row.digest);
    this.held.set(row.version, next);
    this.current = next;
  }

  private async holdOlder(sql: Sql, active: string): Promise<void> {
    const known = [active, ...[...this.held.values()].map(({ digest: document }) => document)];
    for (const { version, document, digest: name } of await cataloguesBeside(sql, known, VERSIONS_HELD_MAX)) {
      try {
        this.held.set(version, { catalogue: loadCatalogue(document), digest: name });
      } catch (error) {
        // An older version may break a rule that this build has learned since: its entries are judged by today's.
        if (!(error instanceof SilianError)) throw error;
      }
    }
  }

  /**
   * Takes over what another process has made active. Whoever counts asks for it under the lock that a recount waits for:
   * what was counted with an old catalogue behind a recount would stay wrong.
   */
  async keepUp(sql: Sql): Promise<void> {
    if ((await activeCatalogueDigest(sql)) !== this.current?.digest) await this.reload(sql);
  }

  private async look(): Promise<void> {
    try {
      await this.keepUp(this.database.sql);
    } catch (error) {
      this.logger.debug({ msg: 'catalogue not looked at', code: (error as { code?: unknown } | null)?.code });
    }
  }

  private require(): { catalogue: Catalogue; statistics: Statistics; digest: string } {
    if (!this.current) throw new SilianError('catalogue_missing');
    return this.current;
  }
}

/** Checks a catalogue document and makes it the active one. */
export function installCatalogue(database: Database, document: unknown): Promise<Catalogue> {
  return database.transaction((tx) => activateDocument(tx, document));
}

/** The same inside a transaction; a running node reloads its catalogue and recounts after the commit. */
export async function activateDocument(tx: Sql, document: unknown): Promise<Catalogue> {
  const catalogue = loadCatalogue(document);
  // A catalogue that cannot be counted with must not become the one that the node starts with.
  const statistics = compileStatistics(catalogue);
  const row = { version: catalogue.version, digest: digest(storableText(document)), document };
  // Until it is recounted, nothing says what cells were counted with: records may come in between, and this one may go.
  // The lock comes first, as in a step of a recount: what writes the states of terms before it would wait in a circle.
  if ((await lockCounting(tx)).catalogue !== row.digest) {
    const { stale } = planTerms(await readTerms(tx), signaturesOf(statistics, catalogue));
    await markStale(tx, stale);
    await forgetRecount(tx);
    await forgetCountedWith(tx);
  }
  await activateCatalogue(tx, row);
  return catalogue;
}

/** A document's canonical JSON. Throws `catalogue_invalid`: JSON can write characters that no database holds. */
export function storableText(document: unknown): string {
  try {
    const text = canonicalJson(document as Json);
    if (!text.includes('\\u0000')) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const place = { path: 'document', rule: 'holds a character that cannot be stored' };
  throw new SilianError('catalogue_invalid', place);
}
