import { Inject, Injectable } from '@nestjs/common';
import { Queues } from '#platform/queues';
import { Database, endSilentPauses } from '#platform/storage';

/**
 * The parent has answered something: whoever had given it time because nobody answered need not wait any longer. What
 * the parent has asked for itself, by Retry-After or by a refusal, stays.
 */
@Injectable()
export class ParentContact {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
  ) {}

  async heard(): Promise<void> {
    for (const lane of await endSilentPauses(this.database.sql)) this.queues.wake(lane);
  }
}
