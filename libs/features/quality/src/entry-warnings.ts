import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Caller } from '#platform/identity';
import { boundStatements, Database } from '#platform/storage';
import { QualityJudge } from './judging/quality-judge.js';
import type { Subject, Warnings } from './judging/subject.js';

/** How long one statement of an entry's warnings may take: an answer without them is better than one that is late. */
const STATEMENT_MS_MAX = 500;

/** What an entry is answered beside its outcome. Asked after the record is saved and on its way. */
@Injectable()
export class EntryWarnings {
  private readonly logger = new Logger('EntryWarnings');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(QualityJudge) private readonly judge: QualityJudge,
  ) {}

  /** Never throws: where the warnings cannot be worked out in time there are none. */
  async of(caller: Caller, subjects: readonly Subject[]): Promise<Warnings> {
    if (subjects.length === 0) return new Map();
    try {
      return await this.database.transaction(async (tx) => {
        await boundStatements(tx, STATEMENT_MS_MAX);
        return this.judge.judge(tx, caller, subjects);
      });
    } catch (error) {
      // The text of an error of the database may quote a row.
      const { name, code } = error as { readonly name?: string; readonly code?: unknown };
      this.logger.warn({ msg: 'an entry has no warnings', name, code });
      return new Map();
    }
  }
}
