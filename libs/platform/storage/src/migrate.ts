import type { DataSource } from 'typeorm';
import { createDataSource } from './database.js';
import { MIGRATIONS } from './schema.js';

/** One number for all nodes: replicas that start together take turns. */
const MIGRATION_LOCK = 0x51_11_a7;

/** The oldest PostgreSQL that has all that the statements use. */
const SERVER_VERSION_MIN = 140_000;

/** Brings a database to this build's schema. Safe to run from many processes at once, and again. */
export async function migrateDatabase(url: string): Promise<void> {
  const dataSource = await createDataSource(url, 2).initialize();
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseOldServer(runner.query.bind(runner));
    await refuseNewerSchema(runner.query.bind(runner));
    await dataSource.runMigrations({ transaction: 'all' });
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    await runner.release();
  }
}

type Query = (sql: string) => Promise<unknown>;

async function refuseOldServer(query: Query): Promise<void> {
  const [row] = (await query(`SELECT current_setting('server_version_num')::int AS version`)) as {
    version: number;
  }[];
  if ((row?.version ?? 0) < SERVER_VERSION_MIN) throw new Error('PostgreSQL 14 or newer is needed');
}

/** A build that is older than the schema would write rows that the newer one cannot trust. */
async function refuseNewerSchema(query: Query): Promise<void> {
  const [table] = (await query(`SELECT to_regclass('migration') AS name`)) as { name: string | null }[];
  if (!table?.name) return;
  const known = new Set(MIGRATIONS.map((migration) => migration.name));
  const rows = (await query('SELECT name FROM migration')) as { name: string }[];
  const unknown = rows.find((row) => !known.has(row.name));
  if (unknown)
    throw new Error(`The database was migrated by a newer version (${unknown.name}); upgrade this node`);
}
