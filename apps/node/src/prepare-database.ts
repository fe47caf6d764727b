import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { productFile, type NodeConfig } from '#platform/config';
import {
  activeCatalogue,
  claimDatabase,
  migrateDatabase,
  openDatabase,
  readIdentity,
  startEmbeddedPostgres,
  type Database,
  type EmbeddedPostgres,
} from '#platform/storage';
import { installCatalogue } from '#features/ledger';
import { ensureUnits } from '#features/units';

export interface PreparedDatabase {
  readonly url: string;
  /** Stops the embedded server, where this process started one. */
  readonly stop: () => Promise<void>;
}

/** The embedded server's database of the node. */
const DATABASE_NAME = 'silian';

/** Finds or starts the database, brings its schema up to date and fills an empty one with units and catalogue. */
export async function prepareDatabase(config: NodeConfig): Promise<PreparedDatabase> {
  const embedded = config.database.url === undefined ? await startEmbedded(config.dataDir) : undefined;
  const url = config.database.url ?? embedded?.urlOf(DATABASE_NAME) ?? '';
  try {
    await migrateDatabase(url);
    const database = await openDatabase(url);
    try {
      await claim(database, config.unit);
      await seed(database, config);
    } finally {
      await database.close();
    }
    return { url, stop: async () => embedded?.stop() };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function startEmbedded(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  await server.createDatabase(DATABASE_NAME).catch((error: unknown) => {
    const exists = (error as { code?: string }).code === '42P04';
    if (!exists) throw error;
  });
  return server;
}

/** A database belongs to one unit for good: two nodes writing one log would fork it. */
async function claim(database: Database, unit: string): Promise<void> {
  await claimDatabase(database.sql, unit);
  const owner = (await readIdentity(database.sql))?.unit;
  if (owner !== unit) throw new Error(`The database belongs to unit ${owner ?? '?'}, not to NODE_UNIT`);
}

async function seed(database: Database, config: NodeConfig): Promise<void> {
  await ensureUnits(database, { file: config.seed.unitsFile, root: config.unit });
  if (await activeCatalogue(database.sql)) return;
  const file = config.seed.catalogueFile ?? productFile('data/catalogue/jincheng-2005.json');
  await installCatalogue(database, JSON.parse(await readFile(file, 'utf8')));
}
