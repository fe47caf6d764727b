import type { Browser } from '../support/browser.js';
import { TestNode } from '../support/node-app.js';
import { signedIn } from '../support/people.js';

const CITY = '1405';
const CONSENTS = '/api/v1/operations/consents';

let node: TestNode;
let first: Browser;
let second: Browser;
beforeAll(async () => {
  node = await TestNode.start({ unit: CITY });
  first = (await signedIn(node, ['operator'])).browser;
  second = (await signedIn(node, ['operator'])).browser;
});
afterAll(() => node?.close());

/** No node has spoken for the unit: whoever gets through is told that. */
const DONE = 'node_unknown';
const WAITS = 'second_person_needed';

async function revoke(who: Browser, reason = 'lost'): Promise<string> {
  const answer = await who.send('POST', '/api/v1/nodes/140502/revoke', { reason });
  return answer.body.code;
}

describe('what cannot be taken back', () => {
  it('is done when a second person asks for exactly the same, and once', async () => {
    expect(await revoke(first)).toBe(WAITS);
    expect(await revoke(first)).toBe(WAITS);
    expect(await revoke(second)).toBe(DONE);
    expect(await revoke(second)).toBe(WAITS);
    expect(await revoke(first)).toBe(DONE);
  });

  it('is done once where the second person is two browsers at once', async () => {
    expect(await revoke(first, 'replaced')).toBe(WAITS);
    const answers = await Promise.all([revoke(second, 'replaced'), revoke(second, 'replaced')]);
    expect(answers.sort()).toEqual([DONE, WAITS].sort());
    expect(await revoke(first, 'replaced')).toBe(DONE);
  });

  it('is not done for other words of the second person', async () => {
    expect(await revoke(first, 'returned')).toBe(WAITS);
    expect(await revoke(second, 'replaced')).toBe(WAITS);
    const { body } = await first.get(CONSENTS);
    expect(body).toMatchObject([
      { action: 'node.revoke', zh: '吊销节点密钥', subject: { unit: '140502', reason: 'replaced' } },
      { subject: { reason: 'returned' } },
    ]);
    for (const { id } of body) expect((await second.send('DELETE', `${CONSENTS}/${id}`)).status).toBe(204);
    expect((await first.get(CONSENTS)).body).toEqual([]);
    expect(await revoke(second, 'returned')).toBe(WAITS);
  });

  it('is asked anew after three days', async () => {
    expect(await revoke(first, 'replaced')).toBe(WAITS);
    await node.query(`UPDATE consent SET until = now() - interval '1 second'`);
    expect(await revoke(second, 'replaced')).toBe(WAITS);
    expect(await revoke(second, 'replaced')).toBe(WAITS);
    expect(await revoke(first, 'replaced')).toBe(DONE);
  });

  it('may be looked at by one person alone: a dry run changes nothing', async () => {
    const path = '/api/v1/operations/logs/140502/new-epoch';
    const tried = await first.send('POST', path, { reason: '试', dryRun: true });
    expect(tried.body.code).not.toBe(WAITS);
    expect((await first.send('POST', path, { reason: '试' })).body.code).toBe(WAITS);
  });

  it('is done by the token of the configuration: whoever has it has the machine', async () => {
    const { body } = await node
      .as('operator')
      .send('POST', '/api/v1/nodes/140502/revoke', { reason: 'lost' });
    expect(body.code).toBe(DONE);
  });
});
