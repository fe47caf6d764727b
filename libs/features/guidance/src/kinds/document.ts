import { BLOB_BYTES_MAX, isDigest, type BlobName } from '#core/protocol';
import { invalid, membersOf, wholeOf } from './reading.js';

/** A directive that is about a document, which travels by its digest: the catalogue, a reorganisation. */
export interface NamedDocument {
  readonly blob: BlobName;
}

export function readNamedDocument(body: unknown): NamedDocument {
  return { blob: readBlobName(membersOf(body, ['blob'])['blob']) };
}

export function readBlobName(value: unknown): BlobName {
  const { digest, bytes } = membersOf(value, ['digest', 'bytes']);
  if (!isDigest(digest)) throw invalid('blob', 'expected a digest');
  return { digest, bytes: wholeOf(bytes, 'blob', 1, BLOB_BYTES_MAX) };
}
