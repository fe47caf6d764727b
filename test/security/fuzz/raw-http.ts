import { request as open } from 'node:http';
import type { RawRequest } from './hostile-requests.js';

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends a request as it is; gives status 0 where no answer comes in time, or none that can be read. */
export function sendRaw(
  url: string,
  token: string | undefined,
  { method, address, headers, body }: RawRequest,
  deadlineMs: number,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve) => {
    const sent = open(
      {
        ...{ hostname, port, method, path: address, agent: false, signal: AbortSignal.timeout(deadlineMs) },
        headers: { ...authorization, ...headers, 'content-length': body?.length ?? 0 },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', (error) => resolve({ status: 0, text: String(error) }));
        answer.once('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    sent.once('error', (error) => resolve({ status: 0, text: String(error) }));
    sent.end(body);
  });
}
