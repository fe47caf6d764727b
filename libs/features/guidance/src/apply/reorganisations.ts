import { Inject, Injectable, Logger } from '@nestjs/common';
import { codesOfChange, readReorganisation } from '#core/reorganisation';
import { SilianError } from '#core/kernel';
import { Database, directivesIn, judgeDirective, type DirectiveRow } from '#platform/storage';
import { applyReorganisation, Jurisdiction, UnitTree } from '#features/units';
import { documentFault, documentOf } from './document.js';

/** More than wait at once: a city has one or two a year. */
const WAITING_MAX = 50;

/** Units change here as the units above have decided: in their order, since one may build on the one before. */
@Injectable()
export class Reorganisations {
  private readonly logger = new Logger('Downlink');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  async applyWaiting(): Promise<void> {
    const waiting = await directivesIn(this.database.sql, {
      state: 'waiting',
      kind: 'reorganisation',
      limit: WAITING_MAX,
    });
    for (const row of waiting) {
      const text = await documentOf(this.database.sql, row);
      if (text === undefined) return;
      await this.apply(row, text);
    }
  }

  private async apply(row: DirectiveRow, text: string): Promise<void> {
    try {
      await this.database.transaction(async (tx) => {
        const document: unknown = JSON.parse(text);
        this.assertWithin(row.issuer, document);
        await applyReorganisation(tx, document);
        await judgeDirective(tx, row, { ...row, state: 'applied' });
      });
    } catch (error) {
      const fault = documentFault(error);
      await judgeDirective(this.database.sql, row, { ...row, state: 'marked', fault });
      return;
    }
    await this.tree.reload();
    this.logger.log({ msg: 'reorganisation applied', issuer: row.issuer, seq: row.seq });
  }

  /** A unit rearranges what is its own. */
  private assertWithin(issuer: string, document: unknown): void {
    for (const change of readReorganisation(document).changes) {
      const outside = codesOfChange(change).find((code) => !this.jurisdiction.covers(issuer, code));
      if (outside !== undefined) throw new SilianError('scope_exceeded', { unit: outside });
    }
  }
}
