import { Inject, Injectable } from '@nestjs/common';
import { sealTrail, trailGenesis } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Database, doLast, lockTrailHead, putTrailEntries, type Sql } from '#platform/storage';
import { entryOf, type AuditNote } from './note.js';

/** Writes down what people do. Entries are numbered, chained and signed in the order in which they are committed. */
@Injectable()
export class AuditTrail {
  /** What a transaction that goes on is to write at its end. */
  private readonly waiting = new WeakMap<Sql, AuditNote[]>();

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Database) private readonly database: Database,
  ) {}

  /**
   * In the transaction of what it tells of: neither is there without the other. It is written as the last thing of the
   * transaction, whenever this is called. With `Database.sql` it is written at once, by itself.
   */
  async write(sql: Sql, note: AuditNote): Promise<void> {
    if (sql === this.database.sql) return this.writeAlone(note);
    const waiting = this.waiting.get(sql);
    if (waiting) {
      waiting.push(note);
      return;
    }
    const notes = [note];
    this.waiting.set(sql, notes);
    await doLast(sql, async (tx) => {
      this.waiting.delete(tx);
      await this.append(tx, notes);
    });
  }

  writeAlone(note: AuditNote): Promise<void> {
    return this.database.transaction((tx) => this.append(tx, [note]));
  }

  private async append(tx: Sql, notes: readonly AuditNote[]): Promise<void> {
    const { unit } = this.config;
    const { seq, chain } = await lockTrailHead(tx);
    const at = this.clock.now();
    const head = { unit, seq, chain: seq === 0 ? trailGenesis(unit) : chain };
    const entries = notes.map((note) => entryOf(note, at, unit));
    // Key and certificate are taken together: they may be renewed meanwhile.
    const { key, fingerprint } = this.identity;
    await putTrailEntries(tx, sealTrail(head, entries, { key, fingerprint }));
  }
}
