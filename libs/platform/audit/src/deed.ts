import { hasWritten, type Companion, type Sql } from '#platform/storage';
import type { AuditNote } from './note.js';
import type { AuditTrail } from './audit-trail.js';

/** Writes a deed down once: in the first transaction of its request that changes anything. */
export class Deed implements Companion {
  private carrier: Sql | undefined;
  private over = false;

  constructor(
    private readonly trail: AuditTrail,
    private readonly note: () => AuditNote,
  ) {}

  async beforeCommit(tx: Sql): Promise<void> {
    if (this.over || this.carrier || !(await hasWritten(tx))) return;
    this.carrier = tx;
    await this.trail.write(tx, this.note());
  }

  undone(tx: Sql): void {
    if (this.carrier === tx) this.carrier = undefined;
  }

  /** The request is answered, or refused: what goes on behind it is not this deed. True where it was written down. */
  end(): boolean {
    this.over = true;
    return this.carrier !== undefined;
  }
}
