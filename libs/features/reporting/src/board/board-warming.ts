import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Day } from '#core/kernel';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { cellsEstimated, Database } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { Asking } from '../api/asked.js';
import { Board } from './board.service.js';

/** Fewer cells are read within a second by whoever asks first. */
const CELLS_MIN = 300_000;

/** How long after midnight nobody has read the new day's board yet. */
const LOOK_EVERY_MS = 60_000;

/**
 * Reads the board of the node's own unit before anybody asks for it: after a start, and when a new day begins. What is read is
 * kept, and whoever asks meanwhile waits for the same readings.
 */
@Injectable()
export class BoardWarming implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Board');
  private timer: NodeJS.Timeout | undefined;
  private warmOf: Day | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Asking) private readonly asking: Asking,
    @Inject(Board) private readonly board: Board,
  ) {}

  /** Only where people ask: what is kept is kept by the process that answers. */
  onApplicationBootstrap(): void {
    if (!this.config.roles.has('api')) return;
    this.look();
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.stopping = true;
    await this.running;
  }

  private look(): void {
    this.running = this.running.then(() => this.warm());
  }

  private async warm(): Promise<void> {
    const today = this.clock.today();
    if (this.warmOf === today) return;
    try {
      if ((await cellsEstimated(this.database.sql)) >= CELLS_MIN) await this.readAll();
      this.warmOf = today;
    } catch (error) {
      // Whoever asks reads it and is told what is wrong; the next look tries again.
      this.logger.warn({ msg: 'board not read in advance', error: String(error) });
    }
  }

  /** One by one: a node that stops does not wait for all of them. */
  private async readAll(): Promise<void> {
    const question = this.asking.ofToday(this.config.unit);
    for (const indicator of this.current.statistics.indicators.values()) {
      if (this.stopping) return;
      await this.board.readOne(indicator, question);
    }
  }
}
