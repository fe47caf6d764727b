import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/** Fields whose content never reaches a log, wherever they stand in an object. */
const SECRET_PATHS = [
  'token',
  'authorization',
  'password',
  'fields',
  'sections',
  '*.token',
  '*.authorization',
  '*.fields',
];

/** Structured logs on standard output, one JSON object a line, scoped to the node. */
export function createLogger(options: { level: string; unit: string; nodeLevel: string }): Logger {
  return pino({
    level: options.level,
    base: { unit: options.unit, nodeLevel: options.nodeLevel },
    redact: { paths: SECRET_PATHS, censor: '[withheld]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

/** Lets Nest and every `new Logger(context)` write through pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest gives the context last and, for errors, the stack before it. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    const bindings = { context, ...(typeof stack === 'string' ? { stack } : {}) };
    if (typeof message === 'object' && message !== null) this.logger[level]({ ...bindings, ...message });
    else this.logger[level](bindings, String(message));
  }
}
