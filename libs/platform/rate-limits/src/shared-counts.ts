import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { addRequestCounts, Database, forgetRequestCounts } from '#platform/storage';
import { TELL_EVERY_MS, TOLD_AT_ONCE_MAX } from './limits.js';
import { RequestCounts, type Standing } from './request-counts.js';

/**
 * The counts of all processes of a node. A request is counted in the process that it comes to, and waits for nothing; once a
 * second the processes add up by way of the database. While that is away each counts for itself.
 */
@Injectable()
export class SharedCounts implements OnModuleInit, OnModuleDestroy {
  private readonly counts = new RequestCounts();
  private timer: NodeJS.Timeout | undefined;
  private telling = false;

  constructor(@Inject(Database) private readonly database: Database) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.tell(), TELL_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  take(key: string, max: number): Standing {
    return this.counts.take(key, max, performance.now());
  }

  giveBack(key: string): void {
    this.counts.giveBack(key, performance.now());
  }

  /** One statement at a time: behind a database that is slow they must not pile up. */
  private async tell(): Promise<void> {
    if (this.telling) return;
    const told = this.counts.tell(performance.now(), TOLD_AT_ONCE_MAX);
    if (told.length === 0) return;
    this.telling = true;
    const byKey = new Map(told.map((one) => [one.key, one]));
    try {
      const { sql } = this.database;
      const counted = await addRequestCounts(sql, told);
      const nowMs = performance.now();
      for (const { key, requests, endsInMs } of counted) {
        const one = byKey.get(key);
        if (one) this.counts.learn(one, requests, nowMs + endsInMs);
      }
      byKey.clear();
      await forgetRequestCounts(sql);
    } catch {
      // Whatever is the matter with the database is said by those who cannot do without it.
      this.counts.notTold([...byKey.values()]);
    } finally {
      this.telling = false;
    }
  }
}
