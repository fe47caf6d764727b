import { ERRORS, type ErrorCode } from './error-registry.js';

/** A message in both languages of the product. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export type ErrorParams = Readonly<Record<string, string | number>>;

/** Fills `{name}` in both texts. A parameter that is not given stays as it is, so that a gap is seen. */
export function fill(text: Bilingual, params: ErrorParams): Bilingual {
  const put = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  return { zh: put(text.zh), en: put(text.en) };
}

/**
 * The one error that crosses a boundary: a stable code, its HTTP status, both messages and details that are safe
 * to show (never a field's value, never a secret).
 */
export class SilianError extends Error {
  readonly status: number;
  readonly text: Bilingual;

  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    readonly details?: unknown,
    options?: ErrorOptions,
  ) {
    const text = fill(ERRORS[code], params);
    super(text.en, options);
    this.name = 'SilianError';
    this.status = ERRORS[code].status;
    this.text = text;
  }
}
