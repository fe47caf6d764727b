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

/** Parameters whose value a caller may have given. */
const NAMES = new Set(['unit', 'type', 'code', 'term', 'period', 'origin', 'version']);
/** A name that somebody can have meant; anything else in its place is a value, and values are not repeated. */
const SOUND_NAME = /^[\w.:-]{1,64}$/;
const NOT_SHOWN = '…';

function shown(params: ErrorParams): ErrorParams {
  const pairs = Object.entries(params).map(([name, value]) => {
    const isSound = typeof value === 'number' || !NAMES.has(name) || SOUND_NAME.test(value);
    return [name, isSound ? value : NOT_SHOWN] as const;
  });
  return Object.fromEntries(pairs);
}

/**
 * The one error that crosses a boundary: a stable code, its HTTP status, both messages and details that are safe
 * to show (never a field's value, never a secret).
 */
export class SilianError extends Error {
  readonly status: number;
  readonly text: Bilingual;
  readonly params: ErrorParams;

  constructor(
    readonly code: ErrorCode,
    params: ErrorParams = {},
    readonly details?: unknown,
    options?: ErrorOptions,
  ) {
    const safe = shown(params);
    const text = fill(ERRORS[code], safe);
    super(text.en, options);
    this.name = 'SilianError';
    this.status = ERRORS[code].status;
    this.text = text;
    this.params = safe;
  }
}
