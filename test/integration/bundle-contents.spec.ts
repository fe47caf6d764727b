import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  BundleFault,
  openBundle,
  publicKeyText,
  verifyBundleChunks,
  type BundleReceiver,
} from '#core/protocol';
import { failAs, runAs, runCommand } from '../support/commands.js';
import { TestFleet } from '../support/fleet.js';
import { certify, linkNodeOf, printOf, type LinkNode } from '../support/link.js';
import { activity, donation, NEIGHBOUR } from '../support/sample-records.js';

const CITY = '1405';
const DISTRICT = '140502';
const DONOR = '张三';

let test: TestFleet;
let city: LinkNode;
let receiver: BundleReceiver;

const file = (name: string): string => join(test.directory, name);

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
  city = await linkNodeOf(test, CITY);
  receiver = { ...city, fingerprint: printOf(city), trustRoot: publicKeyText(city.key) };
  await test.fleet.node(CITY).stop();
  const records = [donation(), donation(), activity({}, { unit: NEIGHBOUR })];
  expect((await test.fleet.node(DISTRICT).api.enter(records)).saved).toHaveLength(3);
  await runAs(test.fleet.node(DISTRICT), 'bundle', 'export', '--out', file('up'));
});

afterAll(() => test?.stop());

async function textOf(name: string, to = receiver): Promise<string> {
  const { chunks } = await openBundle(createReadStream(file(name)), to, { kind: 'up' });
  const texts: string[] = [];
  for await (const text of chunks) texts.push(text);
  return texts.join('\n');
}

/** Checks a bundle with the key and certificates of a node of the fleet. */
async function verifyAs(unit: string, name: string): Promise<{ code: number; stdout: string }> {
  const own = (key: string): string => file(join('keys', unit, key));
  const { code, stdout } = await runCommand([
    ...['verify', '--bundle', file(name)],
    ...['--key', own('node.key'), '--certificate', own('certificate.json')],
  ]);
  return { code, stdout };
}

describe('what a bundle holds', () => {
  it('can be read by its receiver, with nothing in it that the receiver’s level may not see', async () => {
    const rows = await test.query<{ district: string }>(DISTRICT, 'SELECT district FROM log_entry');
    expect(rows.filter(({ district }) => district.includes(DONOR))).toHaveLength(2);
    const text = await textOf('up');
    expect(text.match(/"in_kind":false/g)).toHaveLength(2);
    expect(text).not.toContain(DONOR);
  });

  it('cannot be read from outside: no text of a record stands in the file', async () => {
    const bytes = await readFile(file('up'));
    for (const text of [DONOR, 'in_kind', 'fund-flow', 'silian-frame', NEIGHBOUR])
      expect(bytes.includes(text)).toBe(false);
  });

  it('may be made for another receiver, if the root knows it', async () => {
    const other = certify(city, '140581');
    await writeFile(file('other.json'), JSON.stringify(other.chain));
    await runAs(
      test.fleet.node(DISTRICT),
      'bundle',
      'export',
      '--out',
      file('for-other'),
      '--to',
      file('other.json'),
    );
    await expect(textOf('for-other')).rejects.toMatchObject({ rule: 'receiver' });
    await writeFile(file('stranger.json'), JSON.stringify(other.chain.slice(0, 1)));
    const args = ['bundle', 'export', '--out', file('none'), '--to', file('stranger.json')];
    expect(await failAs(test.fleet.node(DISTRICT), ...args)).toContain('certificate_invalid');
  });
});

describe('an auditor with the receiver’s key', () => {
  it('is told in one line that a bundle holds', async () => {
    expect(await verifyAs(CITY, 'up')).toEqual({
      code: 0,
      stdout:
        'verify: all 2 logs of the bundle hold: 3 entries, 2 signatures / 校验通过:离线包的 2 个日志完好,共 3 条、2 个签名\n',
    });
  });

  it('is told what is wrong with one that was damaged, and that one is not for him', async () => {
    const bytes = await readFile(file('up'));
    bytes[bytes.length - 300] = (bytes.at(-300) ?? 0) ^ 4;
    await writeFile(file('damaged'), bytes);
    const altered = 'verify: the bundle was altered at chunk 1 / 校验失败:离线包已被改动,位置:chunk 1\n';
    expect(await verifyAs(CITY, 'damaged')).toEqual({ code: 1, stdout: altered });
    const { code, stdout } = await verifyAs(DISTRICT, 'up');
    expect([code, stdout]).toEqual([1, expect.stringContaining('is for another node')]);
  });

  it('finds any one byte that is another', async () => {
    const good = await readFile(file('up'));
    const check = async (bytes: Buffer): Promise<unknown> => {
      async function* pieces(): AsyncGenerator<Buffer> {
        yield await Promise.resolve(bytes);
      }
      return (await verifyBundleChunks(await openBundle(pieces(), receiver), receiver.trustRoot)).fault;
    };
    expect(await check(good)).toBeUndefined();
    const change = fc.tuple(fc.nat({ max: good.length - 1 }), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, async ([at, xor]) => {
        const changed = Buffer.from(good);
        changed[at] = (changed[at] ?? 0) ^ xor;
        await expect(check(changed)).rejects.toThrow(BundleFault);
      }),
      { numRuns: 400 },
    );
  });
});
