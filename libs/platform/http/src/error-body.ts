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
  const seconds = retryAfterSeconds(error);
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  reply
    .status(error.status)
    .send({ code, message: text, params, ...(details === undefined ? {} : { details }) });
}

/** Who asks too much is told by the error how long to wait; what a node does not have at the moment it has in a moment. */
function retryAfterSeconds({ status, params }: SilianError): string | number | undefined {
  return status === 503 ? 1 : status === 429 ? params['seconds'] : undefined;
}
