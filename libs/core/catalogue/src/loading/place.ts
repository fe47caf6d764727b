import { SilianError } from '#core/kernel';
import { ExpressionError } from '../language/expression.js';

/** Keeps a hostile catalogue from filling memory; the longest known list, the indicators, has 60 items. */
const ITEMS_MAX = 1_000;
/** Keeps labels printable in one line; the longest known one has 60 characters. */
const TEXT_LENGTH_MAX = 500;

/**
 * One place in the document: a value and the path that names it in an error. What is read is checked; keys that
 * nobody asks for are ignored, so that an older program reads a newer catalogue.
 */
export class Place {
  constructor(
    readonly value: unknown,
    readonly path: string,
  ) {}

  /** The error to throw for what stands here. */
  invalid(rule: string): SilianError {
    return new SilianError('catalogue_invalid', { path: this.path === '' ? 'document' : this.path, rule });
  }

  /** Runs a parser of expressions; what is wrong with the text is said at this place. */
  parsing<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (error instanceof ExpressionError) throw this.invalid(error.message);
      throw error;
    }
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  get(key: string): Place {
    const path = this.path === '' ? key : `${this.path}.${key}`;
    return new Place(this.own(key), path);
  }

  private own(key: string): unknown {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.invalid('expected an object');
    }
    return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }

  /** The places of an object's values by key. */
  entries(): readonly (readonly [string, Place])[] {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.invalid('expected an object');
    }
    const keys = Object.keys(value);
    if (keys.length > ITEMS_MAX) throw this.invalid(`expected at most ${ITEMS_MAX} entries`);
    return keys.map((key) => [key, this.get(key)] as const);
  }

  /** The places of a list's items; none where the list is absent. */
  items(): readonly Place[] {
    if (this.isAbsent) return [];
    if (!Array.isArray(this.value)) throw this.invalid('expected a list');
    if (this.value.length > ITEMS_MAX) throw this.invalid(`expected at most ${ITEMS_MAX} items`);
    return this.value.map((item: unknown, index) => new Place(item, `${this.path}[${index}]`));
  }

  text(): string {
    const { value } = this;
    if (typeof value !== 'string' || value.trim() === '') throw this.invalid('expected a text');
    if (value.length > TEXT_LENGTH_MAX) throw this.invalid(`expected at most ${TEXT_LENGTH_MAX} characters`);
    return value;
  }

  optionalText(): string | undefined {
    return this.isAbsent ? undefined : this.text();
  }

  /** A text that names something: its shape is checked, so that no name can be mistaken for something else. */
  code(shape: RegExp): string {
    const text = this.text();
    if (!shape.test(text)) throw this.invalid(`“${text}” is not a name of the form ${shape.source}`);
    return text;
  }

  number(): number {
    const { value } = this;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.invalid('expected a number');
    return value;
  }

  optionalNumber(): number | undefined {
    return this.isAbsent ? undefined : this.number();
  }

  /** Absent means false. */
  flag(): boolean {
    if (this.isAbsent) return false;
    if (typeof this.value !== 'boolean') throw this.invalid('expected true or false');
    return this.value;
  }

  oneOf<T extends string>(allowed: readonly T[]): T {
    const found = allowed.find((value) => value === this.value);
    if (found === undefined) throw this.invalid(`expected one of ${allowed.join(', ')}`);
    return found;
  }
}

/** Reads items that must not share a name, into a map that keeps their order. */
export function uniqueBy<T>(
  items: readonly Place[],
  read: (place: Place) => T,
  name: (item: T) => string,
): Map<string, T> {
  const found = new Map<string, T>();
  for (const place of items) {
    const item = read(place);
    if (found.has(name(item))) throw place.invalid(`“${name(item)}” is listed twice`);
    found.set(name(item), item);
  }
  return found;
}
