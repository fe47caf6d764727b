import { openDatabase, startEmbeddedPostgres, type Database, type EmbeddedPostgres } from '#platform/storage';

/** One node's pool, its queues and those who look; few enough that somebody can take all of them. */
export const CONNECTIONS_MAX = 60;

const DATABASE = 'silian';

/** Connections of those who look into the database past the node. */
const LOOKS_AT_ONCE_MAX = 2;

/** Six servers share a small machine; their data would fit a much smaller buffer. */
const SETTINGS = { shared_buffers: '16MB' };

/** The copy of a node's database, as of yesterday. */
const COPY = `${DATABASE}_copy`;

/** What can be done with a copy, once. */
export interface BackUp {
  /** Puts it in the place of the database. */
  readonly restore: () => Promise<void>;
  readonly discard: () => Promise<void>;
}

/** A PostgreSQL of one tier's own, which may crash. It keeps its port and its data. */
export class PostgresServer {
  private running: EmbeddedPostgres | undefined;
  private port: number | undefined;
  private opened: Promise<Database> | undefined;

  private constructor(private readonly dataDir: string) {}

  /** Starts it with an empty database for the node. */
  static async create(dataDir: string): Promise<PostgresServer> {
    const server = new PostgresServer(dataDir);
    await server.start();
    try {
      await server.running?.createDatabase(DATABASE);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get url(): string {
    if (!this.running) throw new TypeError('the server has not been started');
    return this.running.urlOf(DATABASE);
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  async start(): Promise<void> {
    if (this.running) return;
    const { dataDir, port } = this;
    this.running = await startEmbeddedPostgres({
      dataDir,
      durable: true,
      maxConnections: CONNECTIONS_MAX,
      settings: SETTINGS,
      ...(port === undefined ? {} : { port }),
    });
    this.port = Number(new URL(this.running.url).port);
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await this.closeLooks();
    await running?.stop();
  }

  /** Ends it as a power cut would; its children end by themselves when they find their server gone. */
  async kill(): Promise<void> {
    if (this.running) process.kill(this.running.pid, 'SIGKILL');
    await this.stop();
  }

  /** Looks into the database past the node. */
  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    this.opened ??= openDatabase(this.url, LOOKS_AT_ONCE_MAX);
    try {
      return await (await this.opened).sql.query(sql, [...values]);
    } catch (error) {
      await this.closeLooks();
      throw error;
    }
  }

  /** Copies the database, which nobody may use meanwhile. */
  async backUp(): Promise<BackUp> {
    await this.command(`CREATE DATABASE ${COPY} TEMPLATE ${DATABASE}`);
    return {
      restore: () =>
        this.command(
          `DROP DATABASE ${DATABASE} WITH (FORCE)`,
          `ALTER DATABASE ${COPY} RENAME TO ${DATABASE}`,
        ),
      discard: () => this.command(`DROP DATABASE ${COPY} WITH (FORCE)`),
    };
  }

  /** Runs statements beside the node's database, into which nobody looks meanwhile. */
  private async command(...statements: readonly string[]): Promise<void> {
    if (!this.running) throw new TypeError('the server has not been started');
    await this.closeLooks();
    const database = await openDatabase(this.running.urlOf('postgres'), 1);
    try {
      for (const statement of statements) await database.sql.query(statement);
    } finally {
      await database.close();
    }
  }

  private async closeLooks(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    await opened?.then((database) => database.close()).catch(() => undefined);
  }
}
