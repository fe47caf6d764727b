import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { loadCatalogue, type Catalogue } from '#core/catalogue';
import { canonicalJson, mayReach, SilianError, type Json, type Level } from '#core/kernel';
import { digest } from '#core/protocol';
import { compileStatistics, type Statistics } from '#core/statistics';
import { activateCatalogue, activeCatalogue, Database } from '#platform/storage';

/** The catalogue that this node validates and counts with, compiled once. */
@Injectable()
export class CurrentCatalogue implements OnModuleInit {
  private current: { catalogue: Catalogue; statistics: Statistics; digest: string } | undefined;

  constructor(@Inject(Database) private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    await this.reload();
  }

  get catalogue(): Catalogue {
    return this.require().catalogue;
  }

  get statistics(): Statistics {
    return this.require().statistics;
  }

  /**
   * What records are judged and counted with at this level: the document, and the terms that this build makes of it.
   * Cells that were counted with anything else are recounted.
   */
  countedWith(level: Level): string {
    const { statistics, digest: document } = this.require();
    const terms = [...statistics.terms.values()]
      .filter((term) => mayReach(term.reach, level))
      .map((term) => term.key);
    return digest([document, ...terms.sort()].join('\n'));
  }

  async reload(): Promise<void> {
    const row = await activeCatalogue(this.database.sql);
    if (!row) return;
    const catalogue = loadCatalogue(row.document);
    this.current = { catalogue, statistics: compileStatistics(catalogue), digest: row.digest };
  }

  private require(): { catalogue: Catalogue; statistics: Statistics; digest: string } {
    if (!this.current) throw new SilianError('catalogue_missing');
    return this.current;
  }
}

/** Checks a catalogue document and makes it the active one. */
export async function installCatalogue(database: Database, document: unknown): Promise<Catalogue> {
  const catalogue = loadCatalogue(document);
  const row = { version: catalogue.version, digest: digest(canonicalJson(document as Json)), document };
  await database.transaction((tx) => activateCatalogue(tx, row));
  return catalogue;
}
