import type { ErrorCode, SilianError } from '#core/kernel';

/** The body of every error answer. */
interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: { readonly zh: string; readonly en: string };
  readonly params: Readonly<Record<string, string | number>>;
  readonly details?: unknown;
}

/** As much of an HTTP reply as an error needs. */
export interface ErrorReply {
  status(code: number): ErrorReply;
  header(name: string, value: string): unknown;
  send(body: ErrorBody): unknown;
}

export function sendError(reply: ErrorReply, error: SilianError): void {
  const { code, text, params, details } = error;
  if (error.status === 503) reply.header('retry-after', '1');
  reply
    .status(error.status)
    .send({ code, message: text, params, ...(details === undefined ? {} : { details }) });
}
