import type { SilianError } from '#core/kernel';
import {
  FRAME_BYTES_MAX,
  FRAME_ENTRIES_MAX,
  genesis as genesisOf,
  logKey,
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

/** What became of a frame, as it was committed. */
export interface Applied {
  readonly origins: ReadonlyMap<string, OriginRow>;
  /** Where the logs stand now, by key; those that are not here at all are left out. */
  readonly heads: ReadonlyMap<string, AnsweredHead>;
  readonly heldBack: readonly HeldBack[];
  readonly stored: number;
  /** Logs of which another end has come that was not known yet. */
  readonly parted: readonly LogId[];
}

/** One head for each log of the frame, also for the refused ones: the sender goes on from there. */
export function answerTo(
  segments: readonly Segment[],
  { origins, heads, heldBack }: Applied,
  refused: ReadonlyMap<string, SilianError>,
): FrameAnswer {
  const logs = [...new Map(segments.map((segment) => [logKey(segment), segment])).values()];
  return {
    heads: logs.map((log) => heads.get(logKey(log)) ?? emptyHead(log)),
    refused: logs.flatMap((log) => toRefusal(log, refused.get(logKey(log)))),
    quarantined: toQuarantined(heldBack, origins),
    accepts: { protocol: PROTOCOL_VERSION, bytesMax: FRAME_BYTES_MAX, entriesMax: FRAME_ENTRIES_MAX },
  };
}

function emptyHead({ origin, epoch, lane }: LogId): AnsweredHead {
  return { origin, epoch, lane, seq: 0, chain: genesisOf({ origin, epoch, lane }), signer: null };
}

function toRefusal({ origin, epoch, lane }: LogId, error: SilianError | undefined): Refusal[] {
  return error ? [{ origin, epoch, lane, code: error.code, message: error.text.en }] : [];
}

function toQuarantined(
  heldBack: readonly HeldBack[],
  origins: ReadonlyMap<string, OriginRow>,
): QuarantinedEntry[] {
  const byId = new Map([...origins.values()].map((row) => [row.id, row]));
  return heldBack.flatMap(({ originId, seq, code, faults: [fault] }) => {
    const log = byId.get(originId);
    if (!log || !fault) return [];
    const { origin, epoch, lane } = log;
    return [{ origin, epoch, lane, seq, code, message: fault.message }];
  });
}
