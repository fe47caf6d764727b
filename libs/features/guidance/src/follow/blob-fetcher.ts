import { hash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { BLOB_CHUNK_BYTES_MAX, type BlobName } from '#core/protocol';
import {
  appendToBlob,
  Database,
  dropBlobPart,
  missingBlobs,
  putBlob,
  readBlobSoFar,
} from '#platform/storage';
import { LinkError, ParentLink } from '#features/nodes';

/** Documents that one run fetches: directives are asked for in between. */
const BLOBS_AT_ONCE_MAX = 5;

/** Documents that are looked at in one run: more than are ever lacking at once, and none of them keeps others waiting. */
const LACKING_MAX = 200;

/** A document that the parent has not, or not as it should be, is asked for again after this, doubled each time. */
const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 60_000;

export interface Lacking {
  /** True where a document is whole now that was not before. */
  readonly fetched: boolean;
  /** Undefined where nothing is lacking. */
  readonly retryInMs?: number;
}

/** Fetches the documents that directives name, also those of kinds that are unknown here: others below may know them. */
@Injectable()
export class BlobFetcher {
  private readonly logger = new Logger('Downlink');
  /** Until when each document is left in peace, and for how long that was. */
  private pauses = new Map<string, { readonly untilMs: number; readonly ms: number }>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ParentLink) private readonly parent: ParentLink,
  ) {}

  async fetchMissing(): Promise<Lacking> {
    const missing = await missingBlobs(this.database.sql, LACKING_MAX);
    const before = this.pauses;
    this.pauses = new Map();
    let fetched = 0;
    let left = BLOBS_AT_ONCE_MAX;
    for (const blob of missing) {
      const pause = before.get(blob.digest);
      if ((pause && pause.untilMs > performance.now()) || left === 0) {
        if (pause) this.pauses.set(blob.digest, pause);
        continue;
      }
      left -= 1;
      if (await this.fetchOne(blob, blob.have)) fetched += 1;
      else this.pauseFor(blob.digest, Math.min(RETRY_MS_MAX, 2 * (pause?.ms ?? RETRY_MS_MIN / 2)));
    }
    if (fetched === missing.length) return { fetched: fetched > 0 };
    return { fetched: fetched > 0, retryInMs: left === 0 ? 0 : this.nextRetryInMs() };
  }

  private pauseFor(digest: string, ms: number): void {
    this.pauses.set(digest, { untilMs: performance.now() + ms, ms });
  }

  private nextRetryInMs(): number {
    const next = Math.min(...[...this.pauses.values()].map(({ untilMs }) => untilMs));
    return Math.max(0, Math.ceil(next - performance.now()));
  }

  /** Goes on where the last attempt ended, also after a restart. True where the document is whole and the one named. */
  private async fetchOne({ digest, bytes }: BlobName, have: number): Promise<boolean> {
    const { sql } = this.database;
    for (let offset = have; offset < bytes;) {
      const part = await this.fetchPart(digest, offset);
      if (!part) return false;
      if (part.length === 0 || part.length > BLOB_CHUNK_BYTES_MAX || offset + part.length > bytes) {
        return this.refuse(digest);
      }
      await appendToBlob(sql, { digest, bytes }, offset, part);
      offset += part.length;
    }
    const content = await readBlobSoFar(sql, digest);
    if (!content || hash('sha256', content, 'base64url') !== digest) return this.refuse(digest);
    await putBlob(sql, { digest, bytes }, content);
    return true;
  }

  private async fetchPart(digest: string, offset: number): Promise<Buffer | undefined> {
    try {
      return (await this.parent.call({ method: 'GET', path: `/sync/v1/blobs/${digest}?offset=${offset}` }))
        .body;
    } catch (error) {
      // The parent may not have it whole itself. Whatever it is, directives do not wait for documents.
      if (error instanceof LinkError) return undefined;
      throw error;
    }
  }

  private async refuse(digest: string): Promise<boolean> {
    this.logger.error({ msg: 'document not believed', digest });
    await dropBlobPart(this.database.sql, digest);
    return false;
  }
}
