import { DataSource, type EntityManager } from 'typeorm';
import { ENTITIES, MIGRATIONS } from './schema.js';

/** What a store needs to run SQL: a transaction, or the pool for single statements. */
export type Sql = EntityManager;

/** How long a request waits for a free connection before it is told that the node is busy. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Ends a statement that lost its way, so that it cannot hold a row lock for ever. */
const STATEMENT_TIMEOUT_MS = 120_000;

/** Frees the locks of a client that stopped talking in the middle of a transaction. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;

export function createDataSource(url: string, poolMax: number): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    synchronize: false,
    logging: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      max: poolMax,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      application_name: 'silian',
    },
  });
}
