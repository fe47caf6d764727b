import { SilianError, type ErrorCode } from '#core/kernel';
import { BundleFault, decodeFrame, FrameFault, type BundleRule, type Segment } from '#core/protocol';
import { LinkError } from '#features/nodes';
import { readAnswer, type LogAnswer } from '../uplink/answer-reading.js';

const CODES: Readonly<Record<BundleRule, ErrorCode>> = {
  malformed: 'bundle_malformed',
  version: 'bundle_version',
  kind: 'bundle_kind',
  receiver: 'bundle_receiver',
  sender: 'bundle_sender',
  altered: 'bundle_altered',
  truncated: 'bundle_truncated',
};

/** What a person is told who brings a bundle that is not taken. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BundleFault)) throw error;
    throw new SilianError(CODES[error.rule], { place: error.place }, undefined, { cause: error });
  }
}

/** The segments of an `up` bundle's chunk. */
export function segmentsOf(text: string, place: string): readonly Segment[] {
  try {
    return decodeFrame(text);
  } catch (error) {
    throw error instanceof FrameFault ? new BundleFault('malformed', place) : error;
  }
}

/** What an `ack` bundle's chunk says, and how many entries it names that were taken and not counted. */
export function answersOf(text: string, place: string): { answers: LogAnswer[]; quarantined: number } {
  try {
    const value = JSON.parse(text) as { quarantined?: unknown } | null;
    const quarantined = Array.isArray(value?.quarantined) ? value.quarantined.length : 0;
    return { answers: readAnswer(value), quarantined };
  } catch (error) {
    const unreadable = error instanceof LinkError || error instanceof SyntaxError;
    throw unreadable ? new BundleFault('malformed', place) : error;
  }
}
