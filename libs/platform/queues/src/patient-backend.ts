import { setTimeout as sleep } from 'node:timers/promises';
import {
  PostgresConnection,
  PostgresQueueBackend,
  type BackendFactory,
  type PostgresConnectionOptions,
} from 'bullmq';
import { ListeningClient } from './listening-client.js';

/**
 * Behind a failure of the database a queue asks again this soon. Without the pause a worker whose connection fails at
 * once asks again within the same turn of the event loop, for ever, and nothing else in the process gets a turn.
 */
const RETRY_MS = 1_000;

const pause = (): Promise<void> => sleep(RETRY_MS, undefined, { ref: false });

/**
 * BullMQ remembers how its first connection ended: where that one was cut, every later question fails with it, though
 * the database is long back. This one is tried until it succeeds.
 */
class PatientConnection extends PostgresConnection {
  private untilReady: Promise<void> | undefined;

  /** `lender`: whose pool it asks on, and who brings the schema up to date; without one it has a pool of its own. */
  constructor(
    options: PostgresConnectionOptions,
    private readonly lender?: PatientConnection,
  ) {
    super(options);
    // The connection that listens for signals is made of this.
    Object.assign(this, { pgModule: { ...(this['pgModule'] as object), Client: ListeningClient } });
    if (lender) Object.assign(this, { pool: lender['pool'], ownsPool: false, migrateOnConnect: false });
  }

  override waitUntilReady(): Promise<void> {
    this.untilReady ??= this.connectAtLast();
    return this.untilReady;
  }

  private async connectAtLast(): Promise<void> {
    for (;;) {
      try {
        await this.lender?.waitUntilReady();
        return await super.waitUntilReady();
      } catch (error) {
        if (this.isClosing) throw error;
        if (this.listenerCount('error') > 0) this.emit('error', error);
        this['readyPromise'] = undefined;
        await pause();
      }
    }
  }
}

class PatientBackend extends PostgresQueueBackend {
  /** BullMQ waits only where nothing listens; a server that starts, or has cut the connection, is asked in a loop. */
  override async moveToActive(
    token: string,
    name?: string,
  ): ReturnType<PostgresQueueBackend['moveToActive']> {
    try {
      return await super.moveToActive(token, name);
    } catch (error) {
      await pause();
      throw error;
    }
  }
}

export interface PatientBackends {
  readonly factory: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions>;
  /** Ends the connections that all had in common. */
  end(): Promise<void>;
}

/**
 * BullMQ's own backends for PostgreSQL, with the patience that a server needs that comes and goes. All that the factory
 * makes ask on the same few connections; only what waits for a signal has one of its own.
 */
export function patientBackends(options: PostgresConnectionOptions): PatientBackends {
  const lender = new PatientConnection(options);
  return {
    factory: (name, queue, { withBlockingConnection = false } = {}) => {
      const connection = new PatientConnection(options, lender);
      return new PatientBackend(connection, name, queue, true, withBlockingConnection ? name : undefined);
    },
    end: () => lender.close(),
  };
}
