import type { ApiAnswer } from './node-api.js';
import type { TestNode } from './node-app.js';

/**
 * What every refusal has in common: a status that blames the request, a stable code, words in both languages with
 * every gap filled, and a node in which nothing has changed.
 */
export async function expectRefusal(
  node: TestNode,
  send: () => Promise<ApiAnswer>,
  status: number,
  code: string,
): Promise<void> {
  const before = await node.stored();
  const answer = await send();
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  for (const text of [answer.body.message.zh, answer.body.message.en]) {
    expect(text).toMatch(/\S/);
    expect(text).not.toMatch(/\{\w+\}/);
  }
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(await node.stored()).toEqual(before);
  expect((await node.withToken().get('/health/ready')).status).toBe(200);
}
