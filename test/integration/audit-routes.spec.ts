import { AUDIT_ACTION_CODES, AUDIT_ACTIONS } from '#core/access';
import { Routes } from '#platform/identity';
import { TestNode } from '../support/node-app.js';

/** What routes say of themselves, as they are stored. */
const AUDITED = 'silian:audited';

/** Routes that people call to change something, and of which nothing is written down: all of them, each for a reason. */
const NOT_WRITTEN = [
  'ImportsController.check (POST)',
  'ImportsController.map (PUT)',
  'ImportsController.upload (POST)',
  'RecordsController.correct (PUT)',
  'RecordsController.create (POST)',
  'RecordsController.createBatch (POST)',
  'RecordsController.remove (DELETE)',
  'ReorganisationsController.effects (POST)',
];

let node: TestNode;
let routes: {
  name: string;
  verb: string;
  open: boolean;
  rule: { kind: string; action?: string } | undefined;
}[];
beforeAll(async () => {
  node = await TestNode.start({ unit: '1405' });
  routes = node.app
    .get(Routes)
    .all()
    .map((route) => ({
      name: route.name,
      verb: route.verb,
      open: route.access === 'open',
      rule: route.metadata(AUDITED) as { kind: string; action?: string } | undefined,
    }));
});
afterAll(() => node?.close());

it('every route that changes something is written down, but for those that are named here', () => {
  const writing = routes.filter(({ verb, open }) => verb !== 'GET' && !open);
  expect(writing.length).toBeGreaterThan(40);
  // What asks by POST, so that no address holds a person's number, is written down each time as well.
  const written = ['deed', 'search'];
  const silent = writing.filter(({ rule }) => !written.includes(rule?.kind ?? '')).map(({ name }) => name);
  expect(silent.sort()).toEqual(NOT_WRITTEN);
});

it('every action is of some route, and in words', () => {
  const used = new Set(routes.flatMap(({ rule }) => rule?.action ?? []));
  // Written by whoever signs people in, and of what is refused before a route is reached.
  const elsewhere = ['access.refused', 'session.begin'];
  expect(AUDIT_ACTION_CODES.filter((code) => !used.has(code)).sort()).toEqual(elsewhere);
  for (const { zh, en } of Object.values(AUDIT_ACTIONS))
    expect([zh, en]).toEqual([expect.stringMatching(/\S/), expect.stringMatching(/^[A-Z]/)]);
});
