import { randomUUID } from 'node:crypto';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { SilianError, type ErrorCode } from '#core/kernel';

/** The body of every error answer. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: { readonly zh: string; readonly en: string };
  readonly params: Readonly<Record<string, string | number>>;
  readonly details?: unknown;
}

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): unknown;
}

/** Codes of Fastify and PostgreSQL that a caller can do something about. */
const KNOWN: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_INVALID_JSON_BODY: 'body_invalid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body_invalid',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body_invalid',
};

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'body_invalid',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  415: 'media_type_unsupported',
};

/** What a node does not have at the moment: connections, its database. The caller may try again. */
const PASSING = new Set(['53300', '57P01', '57P02', '57P03', '40001', '40P01', 'ECONNREFUSED', 'ECONNRESET']);

/** Turns whatever was thrown into one shape with a stable code. What is not ours is logged and shown as a number. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly bodyBytesMax: number) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = this.translate(thrown);
    const body: ErrorBody = { code: error.code, message: error.text, params: error.params };
    const reply = host.switchToHttp().getResponse<Reply>();
    if (error.status === 503) reply.header('retry-after', '1');
    reply.status(error.status).send(error.details === undefined ? body : { ...body, details: error.details });
  }

  private translate(thrown: unknown): SilianError {
    if (thrown instanceof SilianError) return thrown;
    const code = (thrown as { code?: unknown } | null)?.code;
    const known = typeof code === 'string' ? KNOWN[code] : undefined;
    const mapped = known ?? (thrown instanceof HttpException ? BY_STATUS[thrown.getStatus()] : undefined);
    if (mapped) return new SilianError(mapped, { limit: this.bodyBytesMax }, undefined, { cause: thrown });
    if (typeof code === 'string' && PASSING.has(code)) return new SilianError('busy');
    return this.internal(thrown);
  }

  private internal(thrown: unknown): SilianError {
    const id = randomUUID();
    const error = thrown instanceof Error ? thrown : new Error('not an Error');
    // A database error's message may quote values; its stack's first line repeats it. Both stay out of the log.
    const where = error.stack?.split('\n').slice(1, 6).join('\n') ?? '';
    this.logger.error({ id, name: error.name, code: (error as { code?: string }).code, where });
    return new SilianError('internal', { id }, undefined, { cause: thrown });
  }
}
