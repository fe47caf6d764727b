import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ROLES, type Role } from '#core/access';
import { unitLevel } from '#core/kernel';
import { readConfig } from '#platform/config';
import { loadNodeIdentity, openKeyStore } from '#platform/identity';
import { Database } from '#platform/storage';
import { createNodeApp } from '../../apps/node/src/create-node-app.js';
import { prepareDatabase } from '../../apps/node/src/prepare-database.js';
import { NodeApi, type Body } from './node-api.js';
import { newToken, writeNodeFiles, type NodeFiles } from './node-files.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

export interface TestNodeOptions {
  /** Its length says the node's level. */
  readonly unit: string;
  /** Tokens beside those for the node's own unit, as `role:unit`. */
  readonly callers?: readonly `${Role}:${string}`[];
  readonly variables?: Readonly<Record<string, string>>;
}

export interface TestReplica {
  readonly url: string;
  close(): Promise<void>;
}

/** Nothing answers here: a node below the city has a parent that is away. */
const NO_PARENT = 'http://127.0.0.1:9';

/** A whole node in this process, made by the product's own composition root, on a database of its own. */
export class TestNode {
  private constructor(
    private readonly options: TestNodeOptions,
    private readonly files: NodeFiles,
    private readonly database: TestDatabase,
    private readonly tokens: ReadonlyMap<string, string>,
    private running: NestFastifyApplication,
  ) {}

  static async start(options: TestNodeOptions): Promise<TestNode> {
    const callers = [...ROLES.map((role) => `${role}:${options.unit}`), ...(options.callers ?? [])];
    const entries = callers.map((caller) => newToken(...(caller.split(':') as [Role, string])));
    const tokens = new Map(entries.map((entry) => [`${entry.role}:${entry.unit}`, entry.token]));
    const database = await createTestDatabase();
    const files = await writeNodeFiles(options.unit, entries);
    try {
      return new TestNode(options, files, database, tokens, await startApp(files, database.url, options));
    } catch (error) {
      await files.remove();
      await database.drop();
      throw error;
    }
  }

  get app(): NestFastifyApplication {
    return this.running;
  }

  get unit(): string {
    return this.options.unit;
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  get url(): string {
    return urlOf(this.app);
  }

  /** Ends the node and starts it again on the same database, with the same keys and tokens, at another port. */
  async restart(): Promise<void> {
    await this.running.close();
    this.running = await startApp(this.files, this.database.url, this.options);
  }

  /** A second process of the node, on the same database with the same keys and tokens. Ended before the node is. */
  async startReplica(): Promise<TestReplica> {
    const app = await startApp(this.files, this.database.url, this.options);
    return { url: urlOf(app), close: () => app.close() };
  }

  /** The API as somebody with a token sees it; the unit defaults to the node's own. */
  as(role: Role, unit = this.unit): NodeApi {
    return new NodeApi(this.url, this.tokenOf(role, unit));
  }

  tokenOf(role: Role, unit = this.unit): string {
    const token = this.tokens.get(`${role}:${unit}`);
    if (token === undefined) throw new Error(`this node has no token ${role}:${unit}`);
    return token;
  }

  /** The API without a token, or with any text in its place. */
  withToken(token?: string): NodeApi {
    return new NodeApi(this.url, token);
  }

  /** Rows of a statement, straight from the node's database. */
  query<T = Body>(statement: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.app.get(Database).sql.query(statement, [...parameters]);
  }

  /** What is stored: an operation that was refused leaves all of it as it was. */
  async stored(): Promise<Record<string, number>> {
    const [row] = await this.query<Record<string, string>>(
      `SELECT (SELECT count(*) FROM log_entry) AS entries, (SELECT count(*) FROM record) AS records,
         (SELECT count(*) FROM cell) AS cells, (SELECT count(*) FROM quarantine) AS quarantine,
         (SELECT coalesce(sum(head_seq), 0) FROM origin) AS heads,
         (SELECT coalesce(sum(abs(value)), 0) FROM cell) AS amount`,
    );
    return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
  }

  async close(): Promise<void> {
    await this.running.close();
    await this.files.remove();
    await this.database.drop();
  }
}

function urlOf(app: NestFastifyApplication): string {
  return `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
}

async function startApp(
  files: NodeFiles,
  databaseUrl: string,
  { unit, variables }: TestNodeOptions,
): Promise<NestFastifyApplication> {
  const config = readConfig({
    NODE_LEVEL: unitLevel(unit),
    NODE_UNIT: unit,
    HTTP_PORT: '0',
    DATABASE_URL: databaseUrl,
    PARENT_URL: NO_PARENT,
    LOG_LEVEL: 'silent',
    NODE_ROLES: 'api',
    // A test is one caller at one address, and asks as fast as it can.
    RATE_CALLER_PER_MINUTE: '0',
    RATE_ADDRESS_PER_MINUTE: '0',
    ...files.variables,
    ...variables,
  });
  await prepareDatabase(config);
  const identity = loadNodeIdentity(config, await openKeyStore(config.keysPassphrase), new Date());
  const app = await createNodeApp({ config, identity, databaseUrl, logger: false, documented: false });
  try {
    await app.listen(config.http.port, '127.0.0.1');
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}
