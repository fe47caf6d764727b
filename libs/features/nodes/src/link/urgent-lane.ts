import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { carriesLanes, Database, setCarriesLanes } from '#platform/storage';
import { Heartbeats } from '../heartbeat/heartbeats.js';

const LANES = 'lanes';

/** A replica that sends no heartbeats learns this late what the parent can. */
const RELOAD_EVERY_MS = 2_000;

/**
 * Whether every node up to the top knows the urgent lane: a parent of an older version would take it for a fork of the
 * ordinary log. Until a parent says so, urgent records go with the others.
 */
@Injectable()
export class UrgentLane implements OnModuleInit, OnApplicationShutdown {
  private open: boolean;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
  ) {
    this.open = config.profile.parent === undefined;
  }

  async onModuleInit(): Promise<void> {
    this.heartbeats.answers(LANES, () => Promise.resolve(this.open));
    if (!this.config.profile.parent) return;
    this.heartbeats.asks(LANES, {
      ask: () => Promise.resolve(null),
      take: async (answer) => {
        this.open = answer === true;
        await setCarriesLanes(this.database.sql, this.open);
      },
    });
    await this.reload();
    this.timer = setInterval(() => void this.reload().catch(() => undefined), RELOAD_EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  get isOpen(): boolean {
    return this.open;
  }

  private async reload(): Promise<void> {
    this.open = await carriesLanes(this.database.sql);
  }
}
