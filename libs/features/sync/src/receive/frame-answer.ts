import type { SilianError } from '#core/kernel';
import {
  FRAME_BYTES_MAX,
  FRAME_ENTRIES_MAX,
  genesis as genesisOf,
  PROTOCOL_VERSION,
  type AnsweredHead,
  type FrameAnswer,
  type LogId,
  type QuarantinedEntry,
  type Refusal,
  type Segment,
} from '#core/protocol';
import type { OriginRow } from '#platform/storage';
import type { HeldBack } from '#features/ledger';
import { keyOf } from './held-logs.js';

/** What became of a frame, as it was committed. */
export interface Applied {
  readonly origins: ReadonlyMap<string, OriginRow>;
  /** Where the logs stand now, by key; those that are not here at all are left out. */
  readonly heads: ReadonlyMap<string, AnsweredHead>;
  readonly heldBack: readonly HeldBack[];
  readonly stored: number;
}

/** One head for each log of the frame, also for the refused ones: the sender goes on from there. */
export function answerTo(
  segments: readonly Segment[],
  { origins, heads, heldBack }: Applied,
  refused: ReadonlyMap<string, SilianError>,
): FrameAnswer {
  const logs = [...new Map(segments.map((segment) => [keyOf(segment), segment])).values()];
  return {
    heads: logs.map((log) => heads.get(keyOf(log)) ?? emptyHead(log)),
    refused: logs.flatMap((log) => toRefusal(log, refused.get(keyOf(log)))),
    quarantined: toQuarantined(heldBack, origins),
    accepts: { protocol: PROTOCOL_VERSION, bytesMax: FRAME_BYTES_MAX, entriesMax: FRAME_ENTRIES_MAX },
  };
}

function emptyHead({ origin, epoch }: LogId): AnsweredHead {
  return { origin, epoch, seq: 0, chain: genesisOf({ origin, epoch }), signer: null };
}

function toRefusal({ origin, epoch }: LogId, error: SilianError | undefined): Refusal[] {
  return error ? [{ origin, epoch, code: error.code, message: error.text.en }] : [];
}

function toQuarantined(
  heldBack: readonly HeldBack[],
  origins: ReadonlyMap<string, OriginRow>,
): QuarantinedEntry[] {
  const byId = new Map([...origins.values()].map((row) => [row.id, row]));
  return heldBack.flatMap(({ originId, seq, code, faults: [fault] }) => {
    const log = byId.get(originId);
    return log && fault ? [{ origin: log.origin, epoch: log.epoch, seq, code, message: fault.message }] : [];
  });
}
