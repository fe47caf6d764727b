import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  Database,
  directivesIn,
  judgeDirective,
  lastApplied,
  readIdentity,
  type DirectiveRow,
} from '#platform/storage';
import { activateDocument, CurrentCatalogue, Recount } from '#features/ledger';
import { documentFault, documentOf } from './document.js';

/** More than wait at once: a city has a few catalogues a year. */
const WAITING_MAX = 50;

const isBefore = (a: DirectiveRow, b: DirectiveRow): boolean =>
  a.epoch < b.epoch || (a.epoch === b.epoch && a.seq < b.seq);

/** The catalogue of the top is that of all: the newest that is here and can be read is in force. */
@Injectable()
export class Catalogues {
  private readonly logger = new Logger('Downlink');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Recount) private readonly recount: Recount,
  ) {}

  async applyWaiting(): Promise<void> {
    const waiting = await directivesIn(this.database.sql, {
      state: 'waiting',
      kind: 'catalogue',
      limit: WAITING_MAX,
    });
    for (const row of waiting.sort((a, b) => (isBefore(a, b) ? 1 : -1))) await this.apply(row);
    // Also where whoever installed one did not come to the recount.
    if ((await readIdentity(this.database.sql))?.countedWith === null) await this.takeOver();
  }

  /** Reloads the catalogue that was installed and counts everything with it. */
  async takeOver(): Promise<void> {
    await this.current.reload();
    await this.recount.ensureCounted();
  }

  private async apply(row: DirectiveRow): Promise<void> {
    await this.database
      .transaction(async (tx) => {
        const last = await lastApplied(tx, row.kind);
        if (last && isBefore(row, last)) {
          await judgeDirective(tx, row, { ...row, state: 'superseded' });
          return;
        }
        const text = await documentOf(tx, row);
        if (text === undefined) return;
        await activateDocument(tx, JSON.parse(text));
        await judgeDirective(tx, row, { ...row, state: 'applied' });
        this.logger.log({ msg: 'catalogue installed', issuer: row.issuer, seq: row.seq });
      })
      .catch((error: unknown) => this.mark(row, documentFault(error)));
  }

  private async mark(row: DirectiveRow, fault: string): Promise<void> {
    await judgeDirective(this.database.sql, row, { ...row, state: 'marked', fault });
  }
}
