import type { Body } from '../../support/node-api.js';
import type { Operation } from './operations.js';

/** A request as it goes out. */
export interface Sample {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Undefined: none is sent. A text goes out as it is, everything else as JSON. */
  readonly body: unknown;
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  date: '2006-01-01',
  uuid: '00000000-0000-4000-8000-000000000001',
};

/** A value that a schema describes: enough to be looked at by what comes after the reading of the request. */
export function exampleOf(schema: Body): unknown {
  const { example, enum: values, format, type, items, properties = {}, required = [] } = schema ?? {};
  if (schema?.default !== undefined) return schema.default;
  if (example !== undefined) return example;
  if (values) return values[0];
  if (type === 'array') return [exampleOf(items)];
  if (type === 'object')
    return Object.fromEntries(required.map((name: string) => [name, exampleOf(properties[name])]));
  if (type === 'number' || type === 'integer') return schema.minimum ?? 1;
  if (type === 'boolean') return false;
  return BY_FORMAT[format] ?? 'x';
}

/** What the description alone says of a request; `known` has what it cannot know. */
export function sampleOf(operation: Operation, known: Partial<Sample> = {}): Sample {
  const named = (place: 'path' | 'query') =>
    Object.fromEntries(
      operation.parameters
        .filter((parameter) => parameter.in === place && (parameter.required || place === 'path'))
        .map(({ name, schema }) => [name, String(exampleOf(schema))]),
    );
  return {
    path: { ...named('path'), ...known.path },
    query: { ...named('query'), ...known.query },
    body: 'body' in known ? known.body : operation.body && exampleOf(operation.body.schema),
  };
}

/** The address with its gaps filled. */
export function addressOf({ path }: Operation, sample: Sample): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(sample.path[name] ?? 'x'),
  );
  const query = new URLSearchParams(sample.query).toString();
  return query === '' ? filled : `${filled}?${query}`;
}
