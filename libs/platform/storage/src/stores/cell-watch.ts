import type { Sql } from '../database.js';
import {
  cellsChangedSince,
  CHANGES_KEPT_MINUTES,
  readMoment,
  type CellChanges,
  type ReadMoment,
} from './cell-change.store.js';

/** So many changed transactions are not looked through: everything counts as changed. */
const TRANSACTIONS_MAX = 5_000;

/** Well within the time for which changes are kept, however long a request or a deletion takes. */
const REST_MS_MAX = (CHANGES_KEPT_MINUTES * 60_000) / 2;

const EVERYTHING: CellChanges = { everything: true, units: new Map() };

/** Follows what changes in cells and records from one look to the next. */
export class CellWatch {
  private last: ReadMoment | undefined;

  /** What `tx` sees changed since the look that was last `seen`. The moment is `tx`'s own where this is its first statement. */
  async look(tx: Sql): Promise<{ readonly moment: ReadMoment; readonly changes: CellChanges }> {
    const { last } = this;
    const moment = await readMoment(tx);
    const rested = last ? moment.at.getTime() - last.at.getTime() : Infinity;
    // A database that was put back to an earlier state begins again with earlier transactions.
    const goesOn = last !== undefined && endOf(moment) >= endOf(last) && rested < REST_MS_MAX;
    const changes = (goesOn && (await cellsChangedSince(tx, last.snapshot, TRANSACTIONS_MAX))) || EVERYTHING;
    return { moment, changes };
  }

  /** What was changed up to this look has been dealt with; where that is written, once it is committed. */
  seen(moment: ReadMoment): void {
    this.last = moment;
  }
}

/** The number behind the newest transaction that the moment may see. */
function endOf({ snapshot }: ReadMoment): bigint {
  return BigInt(snapshot.split(':')[1] ?? 0);
}
