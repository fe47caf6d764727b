import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { SilianError, type ErrorCode } from '#core/kernel';

/** What Node's own reader of HTTP says, in our words. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_late',
  HPE_HEADER_OVERFLOW: 'head_too_large',
};

/** Answers a request that is no HTTP, or too much of it: no route, filter or reply has seen it. */
export function answerUnread({ code }: { readonly code?: string }, socket: Duplex): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const error = new SilianError(CODES[code ?? ''] ?? 'request_unreadable');
  const { status, text, params } = error;
  const body = JSON.stringify({ code: error.code, message: text, params });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'content-type: application/json; charset=utf-8',
    'connection: close',
  ];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  else socket.destroy();
}
