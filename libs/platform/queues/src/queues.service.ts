import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { JOBS, type JobName } from './job-catalogue.js';
import type { QueueBackend, SignalQueue, SignalWorker } from './queue-backend.js';

export const QUEUE_BACKEND = Symbol('QUEUE_BACKEND');

export interface QueueHealth {
  readonly name: JobName;
  readonly backend: 'redis' | 'postgres';
  readonly reachable: boolean;
  readonly counts: Readonly<Record<string, number>>;
}

/** How long a shutdown waits for the job in hand before it closes anyway; the job may run again without harm. */
const DRAIN_MS = 15_000;

/** How long a shutdown waits for a backend that does not answer before it goes on without. */
const CLOSE_TIMEOUT_MS = 2_000;

/** How long a shutdown waits for a connection that is just being made. */
const CONNECT_TIMEOUT_MS = 1_000;

/** How long a signal waits for a backend that does not answer; the regular look gives the next one. */
const SIGNAL_TIMEOUT_MS = 5_000;

/** How long a health question waits for a backend that does not answer. */
const HEALTH_TIMEOUT_MS = 2_000;

interface HeldWorker {
  readonly worker: SignalWorker;
  readonly connected: Promise<void>;
  /** Whether it has ever been connected. */
  reached: boolean;
}

function hold(worker: SignalWorker): HeldWorker {
  const held = { worker, reached: false, connected: Promise.resolve() };
  held.connected = worker.waitUntilReady().then(
    () => {
      held.reached = true;
    },
    () => undefined,
  );
  return held;
}

/** The node's queues: signals in, handlers out. */
@Injectable()
export class Queues implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Queues');
  private readonly queues = new Map<JobName, SignalQueue>();
  private readonly handlers = new Map<JobName, () => Promise<void>>();
  private readonly workers: HeldWorker[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  /** Jobs whose signal is to be given, and those whose signal is just being given. */
  private readonly wanted = new Set<JobName>();
  private readonly signalling = new Set<JobName>();
  private readonly running = new Set<Promise<void>>();
  private closing = false;

  constructor(@Inject(QUEUE_BACKEND) private readonly backend: QueueBackend) {}

  /** Registers the one handler of a job; workers start when the application has booted. */
  handle(name: JobName, handler: () => Promise<void>): void {
    if (this.handlers.has(name)) throw new Error(`job ${name} has two handlers`);
    this.handlers.set(name, handler);
  }

  /** Signals that there may be work. Never throws and never waits: the regular look makes up for a lost signal. */
  wake(name: JobName): void {
    if (this.closing) return;
    this.wanted.add(name);
    if (!this.signalling.has(name)) void this.signal(name);
  }

  /** One signal at a time: while the backend is away, those that nobody takes must not pile up. */
  private async signal(name: JobName): Promise<void> {
    const options = { deduplication: { id: name, keepLastIfActive: true } };
    this.signalling.add(name);
    try {
      const queue = this.queue(name);
      await queue.waitUntilReady();
      while (!this.closing && this.wanted.delete(name)) {
        await withDeadline(queue.add(name, {}, options), SIGNAL_TIMEOUT_MS);
      }
    } catch (error) {
      this.logger.debug(`signal ${name} not given: ${messageOf(error)}`);
    } finally {
      this.signalling.delete(name);
    }
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const [name, handler] of this.handlers) {
      const worker = this.backend.worker(name, () => this.run(handler));
      this.quietly(worker, name);
      this.workers.push(hold(worker));
      this.timers.push(setInterval(() => this.wake(name), JOBS[name].everyMs));
      this.wake(name);
    }
    await Promise.resolve();
  }

  async health(): Promise<QueueHealth[]> {
    const { kind } = this.backend;
    return Promise.all(
      (Object.keys(JOBS) as JobName[]).map(async (name) => {
        try {
          const counts = await withDeadline(this.queue(name).getJobCounts(), HEALTH_TIMEOUT_MS);
          return { name, backend: kind, reachable: true, counts };
        } catch {
          return { name, backend: kind, reachable: false, counts: {} };
        }
      }),
    );
  }

  /** Workers first, then queues, and the database last (Nest closes it after this hook). */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    this.timers.forEach((timer) => clearInterval(timer));
    const drained = Promise.allSettled(this.running);
    await withDeadline(drained, DRAIN_MS).catch(() => this.logger.warn('a job was cut off by the shutdown'));
    this.backend.giveUp();
    await this.inTime(this.workers.map((held) => this.closeWorker(held)));
    await this.inTime([...this.queues.values()].map((queue) => queue.close()));
    await this.inTime([this.backend.end()]);
  }

  /**
   * A worker that is closed while it connects leaves its connection open; one that never reached its backend would
   * wait for it even now, unless it is forced.
   */
  private async closeWorker(held: HeldWorker): Promise<void> {
    await withDeadline(held.connected, CONNECT_TIMEOUT_MS).catch(() => undefined);
    await held.worker.close(!held.reached);
  }

  private async inTime(closing: readonly Promise<void>[]): Promise<void> {
    const closed = Promise.allSettled(closing);
    await withDeadline(closed, CLOSE_TIMEOUT_MS).catch(() =>
      this.logger.warn('a queue did not close in time'),
    );
  }

  /** What is fetched while the node stops is not begun: the next start, or another replica, looks by itself. */
  private async run(handler: () => Promise<void>): Promise<void> {
    if (this.closing) return;
    const run = handler();
    this.running.add(run);
    try {
      await run;
    } finally {
      this.running.delete(run);
    }
  }

  private queue(name: JobName): SignalQueue {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = this.backend.queue(name);
    this.quietly(queue, name);
    this.queues.set(name, queue);
    return queue;
  }

  /** A backend that is away reports an error on every attempt; without a listener that ends the process. */
  private quietly(
    emitter: { on(event: 'error', listener: (error: Error) => void): unknown },
    name: JobName,
  ): void {
    let last = '';
    emitter.on('error', (error) => {
      if (error.message === last) return;
      last = error.message;
      this.logger.warn(`queue ${name}: ${messageOf(error)}`);
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('deadline')), ms);
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}
