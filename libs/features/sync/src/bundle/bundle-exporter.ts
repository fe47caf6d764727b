import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import {
  BundleWriter,
  FRAME_BYTES_MAX,
  verifyChain,
  type CertificateChain,
  type VerifiedSigner,
} from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Database, readBacklog, type BacklogRow } from '#platform/storage';
import { FRAME_BYTES_MIN } from '../uplink/frame-size.js';
import { FramePacker } from './frame-packer.js';
import type { ExportOutcome } from './bundle-outcome.js';

/** Fits any stick and any mail gateway worth the name; a bundle without bound would fill the disk of a small node. */
export const BUNDLE_BYTES_MAX = 256 * 1024 * 1024;

/** Logs of one bundle: more than the largest city has. */
const BUNDLE_LOGS_MAX = 20_000;

/** Takes the bytes of a file in their order. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

export interface ExportOptions {
  readonly bytesMax: number;
  /** The receiver's certificates, where they are not the ones that issued this node's own. */
  readonly to?: CertificateChain;
}

/** Writes what the parent has not acknowledged into a bundle. Changes nothing: exporting again does no harm. */
@Injectable()
export class BundleExporter {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async export(sink: ByteSink, { bytesMax, to }: ExportOptions): Promise<ExportOutcome> {
    const { sql } = this.database;
    const receiver = this.receiver(to ?? this.identity.chain.slice(1));
    const id = randomUUID();
    const writer = new BundleWriter({
      kind: 'up',
      id,
      madeAt: this.clock.now(),
      sender: this.identity,
      receiver,
    });
    let bytes = 0;
    const write = async (piece: Buffer): Promise<void> => {
      bytes += piece.length;
      await sink(piece);
    };
    // Every log brings its certificates: a bundle says all that is needed to check it.
    const backlog = (await this.backlog()).map((log) => ({ ...log, knownSigner: null }));
    const packer = new FramePacker(sql, backlog, receiver.level);
    const logs = new Set<number>();
    let [frames, entries] = [0, 0];
    await write(writer.begin());
    for (;;) {
      const left = bytesMax - bytes;
      const frame = await packer.next(Math.min(FRAME_BYTES_MAX, Math.max(left, FRAME_BYTES_MIN)));
      // The first frame goes along in any case, or a small bundle would carry nothing for ever.
      if (!frame || (frames > 0 && Buffer.byteLength(frame.text) > left)) break;
      await write(writer.chunk(frame.text));
      packer.advance(frame);
      frames += 1;
      for (const { supply, last } of frame.portions) {
        logs.add(supply.log.originId);
        entries += last.seq - supply.log.ackedSeq;
      }
    }
    await write(writer.end());
    const { remaining, stuck } = packer;
    const counts = { bundle: id, frames, logs: logs.size, entries, bytes };
    return { kind: 'up', to: receiver.unit, ...counts, remaining, stuck: stuck.length };
  }

  /** What is urgent goes to the front. */
  private async backlog(): Promise<BacklogRow[]> {
    const { sql } = this.database;
    const urgent = await readBacklog(sql, 'urgent', BUNDLE_LOGS_MAX);
    return [...urgent, ...(await readBacklog(sql, undefined, BUNDLE_LOGS_MAX))];
  }

  private receiver(chain: CertificateChain): VerifiedSigner {
    const outcome = verifyChain(chain, this.identity.trustRoot, this.clock.now());
    if ('signer' in outcome) return outcome.signer;
    throw new SilianError('certificate_invalid', { origin: this.config.unit, rule: outcome.fault });
  }
}
