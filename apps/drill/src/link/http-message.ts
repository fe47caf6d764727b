const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = '\r\n0\r\n\r\n';

/** Cuts a stream of bytes into whole HTTP/1.1 messages. */
export class MessageReader {
  private held: Buffer = Buffer.alloc(0);

  take(chunk: Buffer): Buffer[] {
    this.held = Buffer.concat([this.held, chunk]);
    const messages: Buffer[] = [];
    for (
      let length = messageLength(this.held);
      length <= this.held.length;
      length = messageLength(this.held)
    ) {
      messages.push(this.held.subarray(0, length));
      this.held = this.held.subarray(length);
    }
    return messages;
  }
}

/** How long the first message is; more than there is where its end is not here yet. */
function messageLength(bytes: Buffer): number {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return Number.POSITIVE_INFINITY;
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const bodyStart = headEnd + HEAD_END.length;
  if (/^transfer-encoding: *chunked/im.test(head)) {
    // An empty chunked body ends with what would be its first line.
    const end = bytes.indexOf(LAST_CHUNK, headEnd + 2);
    return end < 0 ? Number.POSITIVE_INFINITY : end + LAST_CHUNK.length;
  }
  return bodyStart + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
}

export function bodyOf(message: Buffer): Buffer {
  return message.subarray(message.indexOf(HEAD_END) + HEAD_END.length);
}

/** The same message with another body, and with the length that belongs to it. */
export function withBody(message: Buffer, body: Buffer): Buffer {
  const head = message.subarray(0, message.indexOf(HEAD_END) + HEAD_END.length).toString('latin1');
  const changed = head.replace(/^content-length: *\d+/im, `content-length: ${body.length}`);
  return Buffer.concat([Buffer.from(changed, 'latin1'), body]);
}

/** The status of an answer; 0 where it is none. */
export function statusOf(message: Buffer): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(message.subarray(0, 12).toString('latin1'))?.[1] ?? 0);
}

/** True for a request that brings a frame; a node sends others all the time. */
export function isFrame(request: Buffer): boolean {
  return request.subarray(0, FRAME_REQUEST.length).equals(FRAME_REQUEST);
}

const FRAME_REQUEST = Buffer.from('POST /sync/v1/frames ');
