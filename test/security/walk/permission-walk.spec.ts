import { isPermitted, ROLES, type Role } from '#core/access';
import type { ApiAnswer, NodeApi } from '../../support/node-api.js';
import { contentOf } from '../support/content.js';
import { noteCounts } from '../support/counts.js';
import { operationsOf, type Operation } from '../support/operations.js';
import { send } from '../support/send.js';
import { walkedSample } from './samples.js';
import { walkedWorld, type WalkedWorld } from './walked-world.js';

/** What reads comes first, and what takes away comes last, so that the sample of one operation is there for the next. */
const METHODS = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'];

/** Operations that the table permits and whose sample still cannot be done here, with the reason. */
const NEVER_DONE: Readonly<Record<string, string>> = {
  'POST /api/v1/catalogues/proposals/{id}/sign': 'the catalogue that was issued before it is another base',
  'POST /api/v1/imports/{import}/commit': 'the check before it goes on for ever: this node has no worker',
  'POST /api/v1/nodes/pairings/{id}/approve': 'no machine has asked with the code',
  'POST /api/v1/nodes/{unit}/revoke': 'the node below has never had a certificate',
  'POST /api/v1/nodes/{unit}/hand-over': 'nothing of the unit is written here',
  'POST /api/v1/operations/logs/{origin}/new-epoch': 'no log has parted from a parent’s',
  'POST /api/v1/persons/search': 'the purpose stands in a header, which this walk does not send',
  'POST /api/v1/records/{record}/erasure':
    'a later version is named: what is erased here would be missing elsewhere',
  'POST /api/v1/session': 'nobody signs in with a name that the description makes up',
  'DELETE /api/v1/operations/consents/{id}': 'tokens of the configuration ask for no second person',
};

/** A token is no person: of one’s own account it is told so. `accounts-*` tests do these with people who are signed in. */
const OF_PERSONS = 'account.own';

let world: WalkedWorld;
let operations: Operation[];
/** What is not as the table says, in words. */
const unexpected: string[] = [];
/** Operations that somebody has got done. */
const done = new Set<string>();

beforeAll(async () => {
  world = await walkedWorld();
  const found = operationsOf(world.node);
  operations = METHODS.flatMap((method) => found.filter((operation) => operation.method === method));
  expect(operations.length).toBe(found.length);
});

afterAll(async () => {
  const { length } = operations ?? [];
  await noteCounts({ operations: length, roles: ROLES.length, unexpected: unexpected.length });
  await world?.close();
});

const may = (role: Role, { permission }: Operation): boolean =>
  permission === undefined || isPermitted([role], permission);
const outcomeOf = ({ status, body }: ApiAnswer): string => `${status} ${body?.code ?? ''}`.trim();

/** Sends operations one after the other; gives those whose outcome is another one than it should be. */
async function walk(
  who: string,
  api: NodeApi,
  chosen: readonly Operation[],
  isRight: (outcome: string, operation: Operation) => boolean,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const operation of chosen) {
    const before = await world.node.stored();
    const answer = await send(api, operation, walkedSample(operation, world));
    const outcome = outcomeOf(answer);
    if (answer.status < 300) done.add(operation.name);
    if (!isRight(outcome, operation)) wrong.push(`${who}: ${operation.name} → ${outcome}`);
    if (![401, 403].includes(answer.status)) continue;
    const after = await world.node.stored();
    if (JSON.stringify(after) !== JSON.stringify(before))
      wrong.push(`${who}: ${operation.name} stores something`);
  }
  unexpected.push(...wrong);
  return wrong;
}

describe('who is not permitted', () => {
  let before: Record<string, string>;
  let closed: Operation[];
  beforeAll(async () => {
    before = await contentOf(world.node);
    closed = operations.filter(({ permission }) => permission !== undefined);
  });

  it.each([
    ['nobody', undefined, '401 token_missing'],
    ['a stranger', 'x'.repeat(43), '401 token_invalid'],
  ])('%s is refused every operation', async (who, token, refusal) => {
    const api = world.node.withToken(token);
    expect(await walk(who, api, closed, (outcome) => outcome === refusal)).toEqual([]);
  });

  it.each(ROLES)('%s is refused what the table does not say', async (role) => {
    const refused = closed.filter((operation) => !may(role, operation));
    expect(refused.length).toBeGreaterThan(0);
    const isRight = (outcome: string): boolean => outcome === '403 role_insufficient';
    expect(await walk(role, world.node.as(role), refused, isRight)).toEqual([]);
  });

  it('has written nothing at all', async () => {
    const after = await contentOf(world.node);
    const written = Object.keys(after).filter((table) => after[table] !== before[table]);
    if (written.length > 0) unexpected.push(`written: ${written.join(', ')}`);
    expect(written).toEqual([]);
  });
});

describe('who is permitted', () => {
  it.each(ROLES)('passes with the role %s', async (role) => {
    const allowed = operations.filter((operation) => may(role, operation));
    const isRight = (outcome: string, { permission }: Operation): boolean => {
      if (permission === OF_PERSONS)
        return outcome === '401 session_missing' || /^4\d\d body_invalid/.test(outcome);
      return !/^401 token|^403 role_insufficient|^5/.test(outcome);
    };
    expect(await walk(role, world.node.as(role), allowed, isRight)).toEqual([]);
  });

  it('gets every operation done with the samples of this walk, but for those that say why not', () => {
    const asked = operations.filter(({ permission }) => permission !== OF_PERSONS);
    const undone = asked.map(({ name }) => name).filter((name) => !done.has(name));
    expect(undone.sort()).toEqual(Object.keys(NEVER_DONE).sort());
  });
});
