import { Inject, Injectable } from '@nestjs/common';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import {
  advanceHeads,
  recordsOfLogAfter,
  type OriginRow,
  type RecordWithEntry,
  type Sql,
} from '#platform/storage';
import { Ledger } from '#features/ledger';
import { LogWriter, sealAgain } from '#features/records';

/** Records written again at once: bounds the memory, not the transaction. */
const BATCH_SIZE = 500;

export interface Rewriting {
  /** The log that the parent does not take any more, from behind this place on. */
  readonly from: { readonly originId: number; readonly seq: number };
  /** Every version that is written lies so much above the one that it follows. */
  readonly versionStep: number;
}

export interface Rewritten {
  /** The log that was written, as it stands now. */
  readonly log: OriginRow;
  readonly records: number;
  /** Records that the longer version number would make too large: they stay as they are, and go no further. */
  readonly tooLong: readonly string[];
}

/** How the ledger holds back what may not touch the record that it names: here nothing may. */
const NOT_TAKEN: ReadonlySet<string> = new Set(['record_id_taken', 'version_stale', 'unit_not_origin']);

/**
 * Writes the newest version of each record of the part that the parent does not take into another log of the same unit.
 * Only the number of the version differs, so it counts in the place of the old one, once, here and above.
 */
@Injectable()
export class RecordRewriting {
  constructor(
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Ledger) private readonly ledger: Ledger,
  ) {}

  /** The caller holds the locks of both logs. */
  async rewrite(tx: Sql, to: OriginRow, { from, versionStep }: Rewriting): Promise<Rewritten> {
    const tooLong: string[] = [];
    let [log, records, after] = [to, 0, from];
    for (;;) {
      const rows = await recordsOfLogAfter(tx, after, BATCH_SIZE);
      const last = rows.at(-1);
      if (!last) return { log, records, tooLong };
      const writer = new LogWriter(log, this.identity);
      for (const row of rows) if (!addTo(writer, row, versionStep)) tooLong.push(row.record);
      records += writer.entries.length;
      if (writer.entries.length > 0) log = await this.append(tx, log, writer);
      after = { ...from, seq: last.seq };
    }
  }

  private async append(tx: Sql, log: OriginRow, writer: LogWriter): Promise<OriginRow> {
    const head = writer.finish();
    const held = await this.ledger.append(tx, writer.entries);
    const refused = held.find(({ code }) => NOT_TAKEN.has(code));
    if (refused) throw new TypeError(`a record could not be written again: ${refused.code}`);
    await advanceHeads(tx, [head]);
    return { ...log, headSeq: head.seq, headChain: head.chain, signer: head.signer };
  }
}

/** False where it does not fit. */
function addTo(writer: LogWriter, row: RecordWithEntry, versionStep: number): boolean {
  const version = row.version + versionStep;
  const entry = sealAgain(row, version);
  if (entry) writer.add({ record: row.record, base: version - 1, naturalKey: row.naturalKey }, entry);
  return entry !== undefined;
}
