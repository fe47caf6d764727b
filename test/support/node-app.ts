import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { unitLevel } from '#core/kernel';
import { readConfig, type ApiRole } from '#platform/config';
import { loadNodeIdentity } from '#platform/identity';
import { Database } from '#platform/storage';
import { createNodeApp } from '../../apps/node/src/create-node-app.js';
import { prepareDatabase } from '../../apps/node/src/prepare-database.js';
import { NodeApi } from './node-api.js';
import { newToken, writeNodeFiles, type NodeFiles } from './node-files.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

export interface TestNodeOptions {
  /** Its length says the node's level. */
  readonly unit: string;
  /** Tokens beside those for the node's own unit, as `role:unit`. */
  readonly callers?: readonly `${ApiRole}:${string}`[];
  readonly variables?: Readonly<Record<string, string>>;
}

const ROLES = ['clerk', 'administrator', 'operator'] as const;

/** Nothing answers here: a node below the city has a parent that is away. */
const NO_PARENT = 'http://127.0.0.1:9';

/** A whole node in this process, made by the product's own composition root, on a database of its own. */
export class TestNode {
  private constructor(
    readonly unit: string,
    readonly url: string,
    readonly databaseUrl: string,
    readonly app: NestFastifyApplication,
    private readonly tokens: ReadonlyMap<string, string>,
    private readonly stop: () => Promise<void>,
  ) {}

  static async start(options: TestNodeOptions): Promise<TestNode> {
    const database = await createTestDatabase();
    try {
      const node = await TestNode.startOn(database.url, options);
      return new TestNode(node.unit, node.url, node.databaseUrl, node.app, node.tokens, async () => {
        await node.close();
        await database.drop();
      });
    } catch (error) {
      await database.drop();
      throw error;
    }
  }

  /** A node on a database that the caller keeps: a restart, or a second replica. */
  static async startOn(databaseUrl: string, options: TestNodeOptions): Promise<TestNode> {
    const { unit, callers = [] } = options;
    const entries = [...ROLES.map((role) => `${role}:${unit}` as const), ...callers].map((caller) => {
      const [role, code] = caller.split(':') as [ApiRole, string];
      return newToken(role, code);
    });
    const files = await writeNodeFiles(unit, entries);
    try {
      const app = await startApp(files, databaseUrl, options);
      const tokens = new Map(entries.map((entry) => [`${entry.role}:${entry.unit}`, entry.token]));
      const { port } = app.getHttpServer().address() as { port: number };
      return new TestNode(unit, `http://127.0.0.1:${port}`, databaseUrl, app, tokens, async () => {
        await app.close();
        await files.remove();
      });
    } catch (error) {
      await files.remove();
      throw error;
    }
  }

  /** The API as somebody with a token sees it; the unit defaults to the node's own. */
  as(role: ApiRole, unit = this.unit): NodeApi {
    const token = this.tokens.get(`${role}:${unit}`);
    if (token === undefined) throw new Error(`this node has no token ${role}:${unit}`);
    return new NodeApi(this.url, token);
  }

  /** The API without a token, or with any text in its place. */
  withToken(token?: string): NodeApi {
    return new NodeApi(this.url, token);
  }

  /** Rows of a statement, straight from the node's database. */
  query<T = any>(statement: string, parameters: readonly unknown[] = []): Promise<T[]> {
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
    await this.stop();
  }
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
    ...files.variables,
    ...variables,
  });
  await prepareDatabase(config);
  const identity = loadNodeIdentity(config, new Date());
  const app = await createNodeApp({ config, identity, databaseUrl, logger: false, documented: false });
  try {
    await app.listen(0, '127.0.0.1');
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}
export type { TestDatabase };
