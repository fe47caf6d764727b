import { randomUUID } from 'node:crypto';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { SilianError, type ErrorCode } from '#core/kernel';
import { sendError, type ErrorReply } from './error-body.js';

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

/** What a node does not have at the moment: connections, locks, its database. The caller may try again. */
const PASSING = new Set([
  '08001',
  '08003',
  '08006',
  '25P03',
  '40001',
  '40P01',
  '53300',
  '55000',
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  'ECONNREFUSED',
  'ECONNRESET',
]);

/** The database's driver gives these no code: no free connection in time, and a connection that broke. */
const PASSING_WITHOUT_CODE = /^(timeout exceeded when trying to connect|Connection terminated)/;

/** Hears of every request that is answered by an error, before the answer goes out. Never throws. */
export interface RefusalWitness {
  refused(request: unknown, error: SilianError): Promise<void>;
}

/** Turns whatever was thrown into one shape with a stable code. What is not ours is logged and shown as a number. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(
    private readonly bodyBytesMax: number,
    private readonly witness: RefusalWitness,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const error = this.translate(thrown);
    const http = host.switchToHttp();
    await this.witness.refused(http.getRequest(), error);
    sendError(http.getResponse<ErrorReply>(), error);
  }

  private translate(thrown: unknown): SilianError {
    if (thrown instanceof SilianError) return thrown;
    const code = (thrown as { code?: unknown } | null)?.code;
    const known = typeof code === 'string' ? KNOWN[code] : undefined;
    const mapped = known ?? (thrown instanceof HttpException ? BY_STATUS[thrown.getStatus()] : undefined);
    if (mapped) {
      const params = mapped === 'body_too_large' ? { limit: this.bodyBytesMax } : {};
      return new SilianError(mapped, params, undefined, { cause: thrown });
    }
    return isPassing(thrown, code) ? new SilianError('busy') : this.internal(thrown);
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

function isPassing(thrown: unknown, code: unknown): boolean {
  if (typeof code === 'string') return PASSING.has(code);
  return thrown instanceof Error && PASSING_WITHOUT_CODE.test(thrown.message);
}
