import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrateDatabase } from '#platform/storage';

export interface TestDatabase {
  readonly url: string;
  /** Disconnects whoever is left and removes the database. */
  drop(): Promise<void>;
}

/** Migrated once per run, then copied: a copy takes a tenth of the time that the migrations take. */
const TEMPLATE = 'silian_template';
/** Any number: whoever holds this advisory lock makes the template, the others wait for it. */
const TEMPLATE_LOCK = 741_852_963;

/** A database of its own for one test file: migrated, or empty for whoever migrates it. */
export async function createTestDatabase(content: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const server = serverUrl();
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(server, async (client) => {
    if (content === 'migrated') await ensureTemplate(client, server);
    const template = content === 'migrated' ? TEMPLATE : 'template0';
    await client.query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  });
  return {
    url: urlOf(server, name),
    drop: () => onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)),
  };
}

/** The superuser's URL of the server that the test runner has started for this run. */
function serverUrl(): string {
  const url = process.env['TEST_POSTGRES_URL'];
  if (url) return url;
  throw new Error('TEST_POSTGRES_URL is not set: run this test by `npm test -- integration <name>` (or e2e)');
}

/** The finished template is marked as one, so a run that was killed while it migrated leaves nothing to be trusted. */
async function ensureTemplate(client: pg.Client, server: string): Promise<void> {
  if (await templateIsReady(client)) return;
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    if (await templateIsReady(client)) return;
    await client.query(`DROP DATABASE IF EXISTS "${TEMPLATE}" WITH (FORCE)`);
    await client.query(`CREATE DATABASE "${TEMPLATE}"`);
    await migrateDatabase(urlOf(server, TEMPLATE));
    // Nobody may connect from here on: PostgreSQL does not copy a database that is in use.
    await client.query(`ALTER DATABASE "${TEMPLATE}" WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

async function templateIsReady(client: pg.Client): Promise<boolean> {
  const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [
    TEMPLATE,
  ]);
  return found.rowCount === 1;
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function onServer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end();
  }
}
