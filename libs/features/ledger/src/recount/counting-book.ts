import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { readCounting, readTerms, type CountingRow, type Sql, type TermState } from '#platform/storage';
import { CurrentCatalogue } from '../current-catalogue.js';
import { Counting } from './counting.js';

/** Catalogues that become active one after the other while one is loaded. More in a row are no catalogue but a fault. */
const LOADS_MAX = 10;

/** Says which cells hold which records. The states of the terms are read again only when they have changed. */
@Injectable()
export class CountingBook {
  private terms: { readonly generation: number; readonly states: ReadonlyMap<string, TermState> } | undefined;

  constructor(@Inject(CurrentCatalogue) private readonly current: CurrentCatalogue) {}

  /** As one snapshot sees it, or one statement after the other in a transaction. */
  async read(sql: Sql): Promise<Counting> {
    return this.countingOf(sql, await readCounting(sql));
  }

  /**
   * For whoever changes records, under the lock that a recount waits for: takes over the catalogue that is active now, since
   * what is counted with an old one behind a recount would stay wrong.
   */
  async forWriting(tx: Sql): Promise<Counting> {
    for (let load = 0; load < LOADS_MAX; load++) {
      const row = await readCounting(tx);
      if (row.catalogue === null || row.catalogue === this.current.digest) return this.countingOf(tx, row);
      await this.current.reload(tx);
    }
    throw new SilianError('catalogue_missing');
  }

  async countingOf(sql: Sql, row: CountingRow): Promise<Counting> {
    return new Counting(await this.statesAt(sql, row), row.position, row);
  }

  private async statesAt(sql: Sql, { generation }: CountingRow): Promise<ReadonlyMap<string, TermState>> {
    if (this.terms?.generation === generation) return this.terms.states;
    const states = new Map((await readTerms(sql)).map(({ term, state }) => [term, state]));
    // A transaction may have ended between the two statements: what was read is of this generation or of a later one.
    const after = await readCounting(sql);
    if (after.generation === generation) this.terms = { generation, states };
    return states;
  }
}
