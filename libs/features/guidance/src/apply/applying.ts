import { Inject, Injectable, Logger } from '@nestjs/common';
import { Database, directivesIn, judgeDirective } from '#platform/storage';
import { judge } from '../kinds/judge.js';
import { Catalogues } from './catalogues.js';
import { Reorganisations } from './reorganisations.js';
import { Tiers } from './tiers.js';

/** Marked directives that are looked at again at a start: what an upgrade has taught this node are a few. */
const MARKED_MAX = 1_000;

/** Does what directives say, in the order in which they were issued. One that fails holds nothing else up. */
@Injectable()
export class Applying {
  private readonly logger = new Logger('Downlink');
  private begun = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Tiers) private readonly tiers: Tiers,
    @Inject(Catalogues) private readonly catalogues: Catalogues,
    @Inject(Reorganisations) private readonly reorganisations: Reorganisations,
  ) {}

  async applyWaiting(): Promise<void> {
    try {
      if (!this.begun) await this.judgeMarkedAgain();
      this.begun = true;
      await this.reorganisations.applyWaiting();
      await this.catalogues.applyWaiting();
    } catch (error) {
      // Nothing is lost: what waits is tried again at the next look.
      this.logger.error({ msg: 'directive not applied', code: (error as { code?: unknown } | null)?.code });
    }
  }

  /** A kind that was unknown here may be known since an upgrade, and a rule may have changed. */
  private async judgeMarkedAgain(): Promise<void> {
    const { sql } = this.database;
    for (const row of await directivesIn(sql, { state: 'marked', limit: MARKED_MAX })) {
      const judgement = judge(row.line, row, this.tiers.top);
      if (judgement.state !== 'marked') await judgeDirective(sql, row, judgement);
    }
  }
}
