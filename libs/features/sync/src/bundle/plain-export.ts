import type { Level } from '#core/kernel';
import { ExportWriter, type LogId } from '#core/protocol';
import { allOrigins, type Sql } from '#platform/storage';
import type { ByteSink } from './bundle-exporter.js';
import { FramePacker } from './frame-packer.js';

export interface PlainExportOutcome {
  readonly logs: number;
  readonly entries: number;
  readonly frames: number;
  readonly bytes: number;
  /** Logs that could not be exported to their end, since no checkpoint covers it. */
  readonly stuck: readonly LogId[];
}

/** Writes every log from its genesis, for auditors: in plain text, with all certificates. */
export async function exportLogs(
  sql: Sql,
  sink: ByteSink,
  { unit, level, madeAt }: { readonly unit: string; readonly level: Level; readonly madeAt: Date },
): Promise<PlainExportOutcome> {
  const writer = new ExportWriter({ unit, level, madeAt: madeAt.toISOString() });
  const origins = await allOrigins(sql);
  const logs = origins.map((origin) => ({ ...origin, originId: origin.id, ackedSeq: 0, knownSigner: null }));
  const packer = new FramePacker(sql, logs, level);
  let [frames, entries, bytes] = [0, 0, 0];
  const write = async (piece: Buffer): Promise<void> => {
    bytes += piece.length;
    await sink(piece);
  };
  await write(writer.begin());
  for (let frame = await packer.next(); frame; frame = await packer.next()) {
    await write(writer.frame(frame.text));
    packer.advance(frame);
    frames += 1;
    for (const { supply, last } of frame.portions) entries += last.seq - supply.log.ackedSeq;
  }
  await write(writer.end());
  return { logs: origins.length, entries, frames, bytes, stuck: packer.stuck };
}
