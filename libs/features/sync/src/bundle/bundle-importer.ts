import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { BundleFault, BundleWriter, openBundle, type OpenBundle } from '#core/protocol';
import { Clock } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Database } from '#platform/storage';
import { Receiver } from '../receive/receiver.service.js';
import { applyAnswers } from './answer-applying.js';
import { answersOf, explained, segmentsOf } from './bundle-error.js';
import type { ByteSink } from './bundle-exporter.js';
import type { CheckedBundle, ImportOutcome } from './bundle-outcome.js';
import { ImportTally } from './import-tally.js';

/** A bundle's bytes from the beginning: it is read twice. */
export type BundleSource = () => AsyncIterable<Uint8Array>;

/**
 * Takes bundles. Each is read to its end first, and nothing of a damaged one is taken; then it is read again, frame by
 * frame. So no more than one frame is in memory, however large the bundle.
 */
@Injectable()
export class BundleImporter {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Receiver) private readonly receiver: Receiver,
  ) {}

  check(source: BundleSource): Promise<CheckedBundle> {
    return explained(async () => {
      const metered = new MeteredBytes(source());
      const { header, sender, chunks } = await this.open(metered);
      let count = 0;
      for await (const text of chunks) {
        const place = `chunk ${(count += 1)}`;
        if (header.kind === 'up') segmentsOf(text, place);
        else answersOf(text, place);
      }
      return { header, sender, bytes: metered.count, digest: metered.digest() };
    });
  }

  /** The frames of a child, taken as if they had come over the link; its answers go into the bundle for it. */
  takeFrames(source: BundleSource, bundle: CheckedBundle, ackSink: ByteSink): Promise<ImportOutcome> {
    return explained(async () => {
      const { sender, header } = bundle;
      const ack = new BundleWriter({
        kind: 'ack',
        id: header.id,
        madeAt: this.clock.now(),
        sender: this.identity,
        receiver: sender,
      });
      const tally = new ImportTally();
      await ackSink(ack.begin());
      await this.eachChunk(source, bundle, async (text, place) => {
        const segments = segmentsOf(text, place);
        const answer = await this.receiver.receive(sender, segments);
        tally.took(segments, answer);
        await ackSink(ack.chunk(JSON.stringify(answer)));
      });
      await ackSink(ack.end());
      return tally.outcome(bundle);
    });
  }

  /** The parent's answers, taken as if they had come over the link. */
  takeAnswers(source: BundleSource, bundle: CheckedBundle): Promise<ImportOutcome> {
    return explained(async () => {
      const tally = new ImportTally();
      const refused = new Set<string>();
      await this.eachChunk(source, bundle, async (text, place) => {
        const { answers, quarantined } = answersOf(text, place);
        const entries = await this.database.transaction((tx) => applyAnswers(tx, answers, refused));
        tally.heard(answers, entries, quarantined);
      });
      return tally.outcome(bundle);
    });
  }

  private open(bytes: AsyncIterable<Uint8Array>): Promise<OpenBundle> {
    return openBundle(bytes, this.identity, { at: this.clock.now() });
  }

  /** The second reading must be of the same file: somebody may have put another one in its place. */
  private async eachChunk(
    source: BundleSource,
    bundle: CheckedBundle,
    work: (text: string, place: string) => Promise<void>,
  ): Promise<void> {
    const metered = new MeteredBytes(source());
    const { header, chunks } = await this.open(metered);
    if (header.ephemeral !== bundle.header.ephemeral) throw new BundleFault('altered', 'header');
    let count = 0;
    for await (const text of chunks) await work(text, `chunk ${(count += 1)}`);
    if (metered.digest() !== bundle.digest) throw new BundleFault('altered', 'end');
  }
}

/** Passes bytes on, counts them and makes their digest. */
class MeteredBytes implements AsyncIterable<Uint8Array> {
  count = 0;
  private readonly hash = createHash('sha256');

  constructor(private readonly bytes: AsyncIterable<Uint8Array>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const piece of this.bytes) {
      this.count += piece.byteLength;
      this.hash.update(piece);
      yield piece;
    }
  }

  digest(): string {
    return this.hash.digest('base64url');
  }
}
