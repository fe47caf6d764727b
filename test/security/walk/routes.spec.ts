import { randomUUID } from 'node:crypto';
import { LINK_MEDIA_TYPE } from '#core/protocol';
import type { NodeApi } from '../../support/node-api.js';
import { noteCounts } from '../support/counts.js';
import { operationsOf } from '../support/operations.js';
import { TestNode } from '../../support/node-app.js';

/** Where nodes speak to each other. */
const NODE_TO_NODE = '/sync/v1/';

/** A node that has no certificate yet asks here; it proves that it has the code that an operator gave out. */
const BEFORE_PAIRING: Readonly<Record<string, string>> = {
  'POST /sync/v1/pairings': '400 body_invalid',
  'GET /sync/v1/pairings/:id': '410 pairing_expired',
};

/** Pages of a browser on its way to a provider that signs people in, and back. */
const PAGES = ['GET /api/v1/session/provider', 'GET /api/v1/session/provider/callback'];

/** Fastify answers HEAD wherever it answers GET. */
const IMPLIED = 'HEAD';

let node: TestNode;
let routes: string[];
const unexpected: string[] = [];

beforeAll(async () => {
  node = await TestNode.start({ unit: '1405' });
  routes = routesOf(node.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }));
});

afterAll(async () => {
  await noteCounts({ unexpected: unexpected.length });
  await node?.close();
});

/** Reads Fastify's tree of routes: each line goes on with the path of the one that it is indented under. */
function routesOf(tree: string): string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^([│├└─\s]*)(\/\S*)(?: \((.+)\))?$/.exec(line) ?? [];
    const depth = indent.length / 4;
    above[depth] = (above[depth - 1] ?? '') + part;
    const named = methods.split(', ').filter((method) => method !== '' && method !== IMPLIED);
    return named.map((method) => `${method} ${above[depth]}`);
  });
}

const note = (wrong: readonly string[]): readonly string[] => {
  unexpected.push(...wrong);
  return wrong;
};

it('every route is described or speaks to nodes', () => {
  const described = operationsOf(node).map(({ name }) => name.replace(/\{(\w+)\}/g, ':$1'));
  const served = routes.filter((route) => !route.includes(NODE_TO_NODE));
  expect(served.length).toBeGreaterThan(50);
  expect(note(served.filter((route) => ![...described, ...PAGES].includes(route)))).toEqual([]);
  expect(note(described.filter((route) => !served.includes(route)))).toEqual([]);
});

it('every route for nodes refuses who has not signed the request', async () => {
  const spoken = routes.filter((route) => route.includes(NODE_TO_NODE));
  expect(spoken.length).toBeGreaterThan(10);
  const wrong: string[] = [];
  for (const route of spoken) {
    for (const caller of [node.withToken(), node.as('operator')]) {
      const code = await codeOfUnsigned(caller, route);
      const expected = BEFORE_PAIRING[route] ?? '401 link_token_invalid';
      if (code !== expected) wrong.push(`${route} → ${code}`);
    }
  }
  expect(note(wrong)).toEqual([]);
});

async function codeOfUnsigned(caller: NodeApi, route: string): Promise<string> {
  const [method = '', path = ''] = route.split(' ');
  const address = path.replace(/:\w+/g, randomUUID());
  const { status, body } = await (method === 'GET'
    ? caller.get(address)
    : caller.sendRaw(method, address, '{}', LINK_MEDIA_TYPE));
  return `${status} ${body?.code}`;
}
