import { readFile, writeFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import { describeApi } from '#platform/http';
import { PRODUCT_VERSION } from '#platform/config';
import type { Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';

const FILE = productFile('docs', 'openapi.json');

/** Two tell nothing about the node, so that a supervisor may ask without a token; one is how people get in. */
const OPEN: Readonly<Record<string, number>> = {
  'GET /health/live': 200,
  'GET /health/ready': 200,
  'POST /api/v1/session': 400,
};

let node: TestNode;
let document: Body;
beforeAll(async () => {
  node = await TestNode.start({ unit: '1405' });
  document = JSON.parse(JSON.stringify(describeApi(node.app, PRODUCT_VERSION)));
});
afterAll(() => node?.close());

const operations = (): [string, Body][] =>
  Object.entries<Body>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Body] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );

/** Operations that lack something; the name of what they lack is the test's. */
const without = (has: (operation: Body, name: string) => unknown): string[] =>
  operations().flatMap(([name, operation]) => (has(operation, name) ? [] : name));

it('docs/openapi.json is what the controllers say (UPDATE=1 writes it anew)', async () => {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (process.env['UPDATE']) await writeFile(FILE, text);
  expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(document);
});

it('is of the product’s version', async () => {
  const { version } = JSON.parse(await readFile(productFile('package.json'), 'utf8'));
  expect([document.info.version, PRODUCT_VERSION]).toEqual([version, version]);
});

describe('every operation', () => {
  it('is there', () => {
    const names = operations().map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['POST /api/v1/records', ...Object.keys(OPEN)]));
    expect(names.length).toBeGreaterThanOrEqual(15);
  });

  it('says in a sentence what it does', () => {
    expect(without(({ summary }) => /^[A-Z\d].{10,}/.test(summary ?? ''))).toEqual([]);
    const summaries = operations().map(([, { summary }]) => summary);
    expect(new Set(summaries).size).toBe(summaries.length);
  });

  it('stands under a tag', () => {
    expect(without(({ tags }) => tags?.length === 1)).toEqual([]);
  });

  it('asks for a token or a session, but for the open ones', () => {
    const isGuarded = ({ security }: Body): boolean =>
      security?.some((item: Body) => 'bearer' in item || 'cookie' in item) ?? false;
    expect(without(isGuarded).sort()).toEqual(Object.keys(OPEN));
  });

  it('that asks for anybody is closed without', async () => {
    for (const [name] of operations()) {
      const [method = '', path = ''] = name.split(' ');
      const { status } = await node.withToken().send(method, path.replace(/\{\w+\}/g, 'x'));
      expect([name, status]).toEqual([name, OPEN[name] ?? 401]);
    }
  });

  it('says what its errors look like', () => {
    const reference = '#/components/schemas/ErrorBody';
    const errorOf = ({ responses }: Body): string =>
      responses.default?.content['application/json'].schema.$ref;
    expect(without((operation) => errorOf(operation) === reference)).toEqual([]);
    expect(document.components.schemas.ErrorBody.required).toEqual(['code', 'message', 'params']);
  });

  it('says what its answer looks like', () => {
    // JSON, or a file in one of several formats; what answers with 204 has nothing to say.
    const isDescribed = ({ responses }: Body): boolean => {
      if (responses['204']) return true;
      const { content = {} } = responses['200'] ?? responses['201'] ?? responses['202'] ?? {};
      const bodies = Object.values<Body>(content);
      return bodies.length > 0 && bodies.every(({ schema }) => schema);
    };
    expect(without((operation, name) => name in OPEN || isDescribed(operation))).toEqual([]);
  });
});

it('refers to nothing that is not there', () => {
  const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(references.length).toBeGreaterThan(10);
  expect(references.filter((reference) => !known.includes(reference))).toEqual([]);
});
