import pg from 'pg';

/** Lower case only: such a name means the same with and without quotes. */
const DATABASE_NAME = /^[a-z_][a-z0-9_]{0,62}$/;
const CONNECT_DEADLINE_MS = 5_000;

export function urlOfDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${checkedName(database)}`;
  return url.href;
}

export async function createDatabase(serverUrl: string, name: string, template?: string): Promise<void> {
  const from = template === undefined ? '' : ` TEMPLATE "${checkedName(template)}"`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE "${checkedName(name)}"${from}`));
}

/** Disconnects whoever still uses the database. One that is not there is fine. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, (client) =>
    client.query(`DROP DATABASE IF EXISTS "${checkedName(name)}" WITH (FORCE)`),
  );
}

/** Throws unless the server answers and accepts the password of `serverUrl`. */
export async function ping(serverUrl: string): Promise<void> {
  await withClient(serverUrl, (client) => client.query('SELECT 1'));
}

function checkedName(name: string): string {
  if (DATABASE_NAME.test(name)) return name;
  throw new Error(
    `"${name}" is not a database name: lower-case letters, digits and _ are allowed, 63 at most`,
  );
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    ssl: false,
    connectionTimeoutMillis: CONNECT_DEADLINE_MS,
  });
  // A server that stops closes the connection; without a listener Node would end the whole process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
