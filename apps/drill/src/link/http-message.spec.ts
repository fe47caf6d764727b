import { bodyOf, MessageReader, statusOf, withBody } from './http-message.js';

const REQUEST = Buffer.from('POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello');
const GET = Buffer.from('GET /b HTTP/1.1\r\nHost: x\r\n\r\n');
const CHUNKED = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n');
const EMPTY_CHUNKED = Buffer.from('HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');

describe('a stream of messages', () => {
  it.each([1, 2, 7, 1_000])('is cut into whole ones, however it comes (%d bytes at a time)', (size) => {
    const reader = new MessageReader();
    const messages = [REQUEST, GET, CHUNKED, REQUEST, EMPTY_CHUNKED, GET];
    const stream = Buffer.concat(messages);
    const found: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size)
      found.push(...reader.take(stream.subarray(at, at + size)));
    expect(found.map(String)).toEqual(messages.map(String));
  });
});

describe('a message', () => {
  it('gets another body with its length', () => {
    const changed = withBody(REQUEST, Buffer.from('you'));
    expect(String(changed)).toBe('POST /a HTTP/1.1\r\nHost: x\r\ncontent-length: 3\r\n\r\nyou');
    expect(String(bodyOf(changed))).toBe('you');
  });

  it('has a status where it is an answer', () => {
    expect([statusOf(CHUNKED), statusOf(GET)]).toEqual([200, 0]);
  });
});
