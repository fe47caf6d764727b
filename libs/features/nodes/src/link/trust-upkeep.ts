import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import { Database, endOldPairings, forgetLinkTokens } from '#platform/storage';

/** Removes what is of no use any more: tokens that nobody could repeat, codes that nobody used. */
@Injectable()
export class TrustUpkeep implements OnModuleInit {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Database) private readonly database: Database,
  ) {}

  onModuleInit(): void {
    if (!this.config.roles.has('worker')) return;
    this.queues.handle('trust-upkeep', async () => {
      await forgetLinkTokens(this.database.sql);
      await endOldPairings(this.database.sql);
    });
  }
}
