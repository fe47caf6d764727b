import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

/** Fields whose content never reaches a log, wherever they stand in an object. */
const SECRETS = new Set(['token', 'authorization', 'password', 'fields', 'sections']);

/** Deeper parts of an object are left out: a log line is for reading. */
const DEPTH_MAX = 8;

/** Structured logs on standard output, one JSON object a line, scoped to the node. */
export function createLogger(
  options: { level: string; unit: string; nodeLevel: string },
  destination: DestinationStream = pino.destination(1),
): Logger {
  return pino(
    {
      level: options.level,
      base: { unit: options.unit, nodeLevel: options.nodeLevel },
      formatters: { log: (entry) => withhold(entry) as Record<string, unknown> },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  );
}

function withhold(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEPTH_MAX) return '[deeper]';
  if (Array.isArray(value)) return value.map((item) => withhold(item, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    SECRETS.has(name.toLowerCase()) ? '[withheld]' : withhold(item, depth + 1),
  ]);
  return Object.fromEntries(entries) as unknown;
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
    // The message and the stack of an Error are no properties that a copy would take along.
    if (message instanceof Error) this.logger[level]({ ...bindings, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.logger[level]({ ...bindings, ...message });
    else this.logger[level](bindings, String(message));
  }
}
