import pg from 'pg';
import { migrateDatabase, openDatabase } from '#platform/storage';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const AT_ONCE = 8;

let database: TestDatabase;
let client: pg.Client;
beforeEach(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client?.end();
  await database?.drop();
});

async function empty(): Promise<void> {
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
}

async function migrations(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM migration ORDER BY id');
  return rows.map((row) => row.name);
}

/** Every column, constraint and index, so that two schemas can be compared. */
async function schema(): Promise<unknown> {
  const columns = await client.query(
    `SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default
     FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`,
  );
  const indexes = await client.query(
    `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`,
  );
  const constraints = await client.query(
    `SELECT conrelid::regclass::text AS on_table, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2`,
  );
  return [columns.rows, indexes.rows, constraints.rows];
}

describe('an empty database', () => {
  it(`is migrated once by ${AT_ONCE} processes that start together`, async () => {
    const [names, expected] = [await migrations(), await schema()];
    await empty();
    await Promise.all(Array.from({ length: AT_ONCE }, () => migrateDatabase(database.url)));
    expect(await migrations()).toEqual(names);
    expect(await schema()).toEqual(expected);
  });

  it('stays empty where a migration fails', async () => {
    await empty();
    await client.query('CREATE VIEW cell AS SELECT 1');
    await expect(migrateDatabase(database.url)).rejects.toThrow(/cell/);
    const { rows } = await client.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'`,
    );
    expect(rows).toEqual([]);
    await client.query('DROP VIEW cell');
    await migrateDatabase(database.url);
    expect(await migrations()).not.toEqual([]);
  });
});

describe('a migrated database', () => {
  it('is left alone by the next migration, with its rows', async () => {
    await client.query(`INSERT INTO node_identity (unit) VALUES ('1405')`);
    const before = [await migrations(), await schema()];
    await migrateDatabase(database.url);
    expect([await migrations(), await schema()]).toEqual(before);
    expect((await client.query('SELECT unit FROM node_identity')).rows).toEqual([{ unit: '1405' }]);
  });

  it('of a newer version is refused, and not changed', async () => {
    await client.query(
      `INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'Tomorrow9999999999999')`,
    );
    await client.query(`DELETE FROM migration WHERE name LIKE 'Links%'`);
    const before = [await migrations(), await schema()];
    await expect(migrateDatabase(database.url)).rejects.toThrow(/newer version \(Tomorrow9999999999999\)/);
    expect([await migrations(), await schema()]).toEqual(before);
  });

  it('lets nobody wait for a migration that was refused', async () => {
    await client.query(
      `INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'Tomorrow9999999999999')`,
    );
    await expect(migrateDatabase(database.url)).rejects.toThrow(/newer version/);
    await client.query(`DELETE FROM migration WHERE name LIKE 'Tomorrow%'`);
    await migrateDatabase(database.url);
    const { rows } = await client.query(
      `SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
       WHERE locktype = 'advisory' AND granted AND datname = current_database()`,
    );
    expect(rows).toEqual([{ count: '0' }]);
  });
});

/**
 * What only the migrations say. Entities are there to read and write rows; TypeORM never changes a schema, so it need
 * not know indexes, checks, references and the order in which texts compare.
 */
const ONLY_IN_MIGRATIONS = [
  /^DROP INDEX /,
  /^ALTER TABLE "\w+" DROP CONSTRAINT "\w+_(fkey|check|key)"$/,
  /^ALTER TABLE "\w+" ADD CONSTRAINT "UQ_\w+" UNIQUE \(/,
  /^ALTER TABLE "\w+" ALTER COLUMN "\w+" TYPE text COLLATE "undefined"$/,
];

describe('the entities', () => {
  /** What TypeORM would do to the database to make it fit the entities. */
  async function differences(): Promise<string[]> {
    const opened = await openDatabase(database.url);
    try {
      const { upQueries } = await opened.sql.connection.driver.createSchemaBuilder().log();
      const statements = upQueries.map(({ query }) => query);
      return statements.filter((statement) => !ONLY_IN_MIGRATIONS.some((pattern) => pattern.test(statement)));
    } finally {
      await opened.close();
    }
  }

  it('are what the migrations make', async () => {
    expect(await differences()).toEqual([]);
  });

  it.each([
    'ALTER TABLE record DROP COLUMN natural_key',
    'ALTER TABLE record ADD COLUMN colour text',
    'ALTER TABLE record ALTER COLUMN version TYPE bigint',
    'ALTER TABLE record ALTER COLUMN status DROP NOT NULL',
    'ALTER TABLE origin ALTER COLUMN head_seq DROP DEFAULT',
    'ALTER TABLE link_head DROP CONSTRAINT link_head_pkey',
    'DROP TABLE quarantine',
  ])('are not what is left after %s', async (statement) => {
    await client.query(statement);
    expect(await differences()).not.toEqual([]);
  });
});
