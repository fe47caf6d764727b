import { Test, type TestingModule } from '@nestjs/testing';
import { JOBS, Queues, QueuesModule, type QueueHealth } from '#platform/queues';
import { until } from './until.js';

/** Longer than any test, so that the regular look does not come in between. */
const NEVER_MS = 3_600_000;

export interface RunningQueuesOptions {
  readonly redisUrl?: string | undefined;
  readonly databaseUrl: string;
  readonly unit?: string;
  /** How often the regular look happens. Default: never. */
  readonly everyMs?: number;
  readonly handler?: () => Promise<void>;
}

/** A node's queues without the rest of the node, and a handler that counts its runs. */
export class RunningQueues {
  /** Runs that have begun. */
  runs = 0;
  private active = 0;

  private constructor(
    private readonly module: TestingModule,
    private readonly handler: () => Promise<void>,
  ) {}

  static async start(options: RunningQueuesOptions): Promise<RunningQueues> {
    const { databaseUrl, redisUrl, unit = '1405', everyMs = NEVER_MS } = options;
    Object.assign(JOBS.uplink, { everyMs });
    const module = await Test.createTestingModule({
      imports: [QueuesModule.register({ redisUrl, databaseUrl, unit })],
    }).compile();
    module.useLogger(false);
    const running = new RunningQueues(module, options.handler ?? (() => Promise.resolve()));
    running.queues.handle('uplink', () => running.run());
    await module.init();
    return running;
  }

  get queues(): Queues {
    return this.module.get(Queues);
  }

  wake(): void {
    this.queues.wake('uplink');
  }

  async health(): Promise<QueueHealth> {
    const [health] = await this.queues.health();
    if (!health) throw new TypeError('there is a queue');
    return health;
  }

  /** Waits for a run that has begun. A job that a lost connection had just taken is held until its lock is over. */
  async begun(run: number): Promise<void> {
    const deadlineMs = 3 * JOBS.uplink.lockMs;
    await until(async () => this.runs >= run, { deadlineMs, what: `run ${run}` });
  }

  /** Waits until nothing waits and nothing runs; gives how many runs there have been. */
  async settled(): Promise<number> {
    const busy = ['waiting', 'active', 'delayed', 'paused', 'prioritized'];
    await until(
      async () => {
        const { counts, reachable } = await this.health();
        return reachable && this.active === 0 && busy.every((state) => (counts[state] ?? 0) === 0);
      },
      { deadlineMs: 10_000, what: 'a queue with nothing to do' },
    );
    return this.runs;
  }

  close(): Promise<void> {
    return this.module.close();
  }

  private async run(): Promise<void> {
    this.runs += 1;
    this.active += 1;
    try {
      await this.handler();
    } finally {
      this.active -= 1;
    }
  }
}

/** Something that is waited for until the test opens it. */
export class Gate {
  private release: () => void = () => undefined;
  private readonly opened = new Promise<void>((resolve) => (this.release = resolve));

  passed(): Promise<void> {
    return this.opened;
  }

  open(): void {
    this.release();
  }
}
