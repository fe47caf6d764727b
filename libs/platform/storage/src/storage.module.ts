import { Inject, Injectable, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { createDataSource, type Sql } from './database.js';
import { inTransaction } from './last-acts.js';

/** The node's database: single statements by `sql`, several that belong together by `transaction`. */
@Injectable()
export class Database implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** For single statements: each takes a connection from the pool and gives it back. */
  get sql(): Sql {
    return this.dataSource.manager;
  }

  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    return inTransaction((run) => this.dataSource.transaction(run), work);
  }

  /** Runs reads that must agree with each other: all of them see one moment, while writers go on. */
  snapshot<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    return this.dataSource.transaction('REPEATABLE READ', async (tx) => {
      await tx.query('SET TRANSACTION READ ONLY');
      return work(tx);
    });
  }

  /** Runs `work` on one moment and undoes all that it has written, whatever comes of it. */
  async trial<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    const outcome: { value?: T } = {};
    const undone = new Error('undone');
    try {
      await this.dataSource.transaction('REPEATABLE READ', async (tx) => {
        outcome.value = await work(tx);
        throw undone;
      });
    } catch (error) {
      if (error !== undone) throw error;
    }
    return outcome.value as T;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

/** Connections of a command, which does one thing at a time. */
const COMMAND_POOL_MAX = 2;

/** The database outside of a running node: for commands and for tests. */
export async function openDatabase(url: string, poolMax = COMMAND_POOL_MAX): Promise<Database> {
  return new Database(await createDataSource(url, poolMax).initialize());
}

@Module({})
export class StorageModule {
  static register(url: string, poolMax: number): DynamicModule {
    return {
      module: StorageModule,
      global: true,
      providers: [
        { provide: DataSource, useFactory: () => createDataSource(url, poolMax).initialize() },
        Database,
      ],
      exports: [Database],
    };
  }
}
