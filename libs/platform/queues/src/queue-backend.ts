import { Queue, Worker, type Processor } from 'bullmq';
import { QuietClient } from '#platform/storage';
import { JOBS, type JobName } from './job-catalogue.js';
import { patientBackends } from './patient-backend.js';

/** What queues need of a backend. Two exist: Redis in production, PostgreSQL for a node without Redis. */
export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  queue(name: JobName): SignalQueue;
  worker(name: JobName, processor: Processor): SignalWorker;
  /** No connection that is away is tried again: without this one that broke would outlive its queue. */
  giveUp(): void;
  /** Ends what the queues and workers had in common, when all of them are closed. */
  end(): Promise<void>;
}

export type SignalQueue = Pick<Queue, 'add' | 'close' | 'getJobCounts' | 'on' | 'waitUntilReady'>;
export type SignalWorker = Pick<Worker, 'close' | 'on' | 'waitUntilReady'>;

/** One job at a time and no history: the state of a link is in PostgreSQL, not in old jobs. */
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: { count: 20 } };

/** After an error of the backend a worker asks again this soon; BullMQ's own 15 s would outlast a restart by far. */
const RETRY_DELAY_MS = 1_000;

function workerOptions(name: JobName) {
  const { lockMs } = JOBS[name];
  return {
    concurrency: 1,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: 1_000,
    runRetryDelay: RETRY_DELAY_MS,
  };
}

/** A Redis that is back is found this soon. */
const RECONNECT_DELAY_MS_MAX = 2_000;

/** Nodes that share one Redis keep apart by prefix. */
export function redisBackend(url: string, unit: string): QueueBackend {
  const prefix = `silian:${unit}`;
  let givenUp = false;
  const connection = {
    url,
    retryStrategy: (attempt: number) => (givenUp ? null : Math.min(attempt * 100, RECONNECT_DELAY_MS_MAX)),
  };
  return {
    kind: 'redis',
    giveUp: () => {
      givenUp = true;
    },
    end: () => Promise.resolve(),
    // A signal that cannot be given now is dropped: the regular look follows. The first connection is waited for,
    // though: without an offline queue BullMQ's first command would fail, and with it the queue for good.
    queue: (name) =>
      new Queue(name, {
        prefix,
        connection: { ...connection, enableOfflineQueue: false, maxRetriesPerRequest: 1 },
        skipWaitingForReady: false,
        defaultJobOptions: JOB_OPTIONS,
      }),
    worker: (name, processor) =>
      new Worker(name, processor, {
        ...workerOptions(name),
        prefix,
        connection: { ...connection, maxRetriesPerRequest: null },
      }),
  };
}

/** Connections on which all queues and workers of a process ask; each worker holds one more for LISTEN. */
const POOL_MAX = 4;

export function postgresBackend(url: string): QueueBackend {
  const connection = {
    connectionString: url,
    schema: 'bullmq',
    max: POOL_MAX,
    migrate: true,
    Client: QuietClient,
  };
  const backends = patientBackends(connection);
  return {
    kind: 'postgres',
    giveUp: () => undefined,
    end: () => backends.end(),
    queue: (name) =>
      new Queue(
        name,
        { connection, skipWaitingForReady: true, defaultJobOptions: JOB_OPTIONS },
        backends.factory,
      ) as unknown as SignalQueue,
    worker: (name, processor) =>
      new Worker(
        name,
        processor,
        { ...workerOptions(name), connection },
        backends.factory,
      ) as unknown as SignalWorker,
  };
}
