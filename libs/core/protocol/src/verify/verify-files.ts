import { BundleFault } from '../bundle/bundle-fault.js';
import type { OpenBundle } from '../bundle/bundle-reader.js';
import { ExportFault, openExport } from '../export/export-file.js';
import { decodeFrame, FrameFault, type Segment } from '../frame.js';
import type { LogFault } from './log-verification.js';
import { SegmentVerification, type SegmentCounts } from './segment-verification.js';

/** What a file holds, up to its end or to the first fault of a log. */
export interface VerifiedFile extends SegmentCounts {
  readonly fault?: LogFault;
}

/** Every log of an export from its genesis on. Throws an ExportFault where the file itself is not whole. */
export async function verifyExport(
  bytes: AsyncIterable<Uint8Array>,
  trustRoot: string,
): Promise<VerifiedFile> {
  const { header, frames } = await openExport(bytes);
  const verification = new SegmentVerification(trustRoot, true, new Date(header.madeAt));
  const broken = (place: string) => new ExportFault('malformed', place);
  return verifyFrames(verification, frames, (count) => broken(`frame ${count}`));
}

/** Every segment of an opened bundle, each log from where the bundle begins. Throws a BundleFault as the bundle does. */
export async function verifyBundleChunks(bundle: OpenBundle, trustRoot: string): Promise<VerifiedFile> {
  const verification = new SegmentVerification(trustRoot, false, new Date(bundle.header.madeAt));
  const broken = (place: string) => new BundleFault('malformed', place);
  return verifyFrames(verification, bundle.chunks, (count) => broken(`chunk ${count}`));
}

async function verifyFrames(
  verification: SegmentVerification,
  frames: AsyncIterable<string>,
  broken: (count: number) => Error,
): Promise<VerifiedFile> {
  let count = 0;
  for await (const frame of frames) {
    count += 1;
    for (const segment of segmentsOf(frame, () => broken(count))) {
      const fault = verification.take(segment);
      if (fault) return { ...verification.counts, fault };
    }
  }
  const fault = verification.end();
  return fault ? { ...verification.counts, fault } : verification.counts;
}

function segmentsOf(frame: string, broken: () => Error): readonly Segment[] {
  try {
    return decodeFrame(frame);
  } catch (error) {
    throw error instanceof FrameFault ? broken() : error;
  }
}
