import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { FRAME_BYTES_MAX } from '#core/protocol';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Database, type Sql } from '#platform/storage';
import { auditChains } from '#features/ledger';
import { runCommand } from '../support/commands.js';
import { TestNode } from '../support/node-app.js';
import { activity, COMMUNITY, donation, facility, NEIGHBOUR } from '../support/sample-records.js';

let node: TestNode;
let database: Database;
let identity: NodeIdentity;
let directory: string;

beforeAll(async () => {
  node = await TestNode.start({ unit: '140502' });
  database = node.app.get(Database);
  identity = node.app.get<NodeIdentity>(NODE_IDENTITY);
  directory = process.env['TMPDIR'] ?? '/tmp';
  const records = Array.from({ length: 5 }, (_, index) => facility({ name: `第 ${index}` }));
  await node.as('clerk').createBatch([...records, donation()]);
  for (let index = 0; index < 4; index++) {
    await node.as('clerk').create(activity({ title: `活动 ${index}` }, { unit: NEIGHBOUR }));
  }
});
afterAll(() => node?.close());

const file = (name: string): string => join(directory, name);

interface Outcome {
  readonly code: number;
  readonly line: string;
}

async function verify(...args: readonly string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await runCommand(['verify', ...args]);
  return { code, line: stdout + stderr };
}

const verifyDatabase = (...more: readonly string[]): Promise<Outcome> =>
  verify('--database', node.databaseUrl, '--trust-root', identity.trustRoot, ...more);

const exportTo = (name: string, ...more: readonly string[]) =>
  runCommand(['export', '--database', node.databaseUrl, '--out', file(name), ...more]);

/** Looks at the logs as they would be after a statement, and takes it back. */
async function faultsAfter(statement: string, parameters: readonly unknown[]): Promise<readonly object[]> {
  let faults: readonly object[] = [];
  const undo = new Error('taken back');
  const attempt = database.transaction(async (tx: Sql) => {
    await tx.query(statement, [...parameters]);
    ({ faults } = await auditChains(tx, identity.trustRoot));
    throw undo;
  });
  await expect(attempt).rejects.toBe(undo);
  return faults;
}

interface StoredText {
  readonly key: readonly unknown[];
  readonly text: string;
}

/** Another character in one place of a text. */
function changed(text: string, at: number, code: number): string {
  const place = at % text.length;
  const put = text.charCodeAt(place) === code ? String.fromCharCode(code + 1) : String.fromCharCode(code);
  return text.slice(0, place) + put + text.slice(place + 1);
}

/** Everything but the control character that no column of text can hold. */
const character = fc.oneof(fc.integer({ min: 0x20, max: 0x7d }), fc.integer({ min: 1, max: 0xd7fe }));

describe('a stored row in which one character is another', () => {
  it.each(['header', 'city', 'district', 'street', 'community', 'chain', 'signer', 'signature'])(
    'is found: log_entry.%s',
    async (column) => {
      const rows: StoredText[] = await node.query(
        `SELECT json_build_array(origin_id, seq) AS key, ${column} AS text FROM log_entry WHERE ${column} IS NOT NULL`,
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...rows), fc.nat(), character, async ({ key, text }, at, code) => {
          const statement = `UPDATE log_entry SET ${column} = $3 WHERE origin_id = $1 AND seq = $2`;
          const faults = await faultsAfter(statement, [...key, changed(text, at, code)]);
          expect(faults).toEqual([expect.objectContaining({ seq: key[1] })]);
        }),
        { numRuns: 40 },
      );
    },
  );

  it.each(['origin', 'head_chain', 'signer'])('is found: origin.%s', async (column) => {
    const rows: StoredText[] = await node.query(
      `SELECT json_build_array(id) AS key, ${column} AS text FROM origin`,
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...rows), fc.nat(), character, async ({ key, text }, at, code) => {
        const another = changed(text, at, code);
        // A second log of that name is refused by the table itself.
        fc.pre(!rows.some((row) => row.text === another));
        const statement = `UPDATE origin SET ${column} = $2 WHERE id = $1`;
        expect(await faultsAfter(statement, [...key, another])).toHaveLength(1);
      }),
      { numRuns: 20 },
    );
  });

  it('is found: in a certificate, of whatever level, and in its fingerprint', async () => {
    const print = identity.fingerprint;
    const parts = identity.chain.flatMap((certificate, index) => [
      { path: [index, 'claims'], text: certificate.claims },
      { path: [index, 'signature'], text: certificate.signature },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parts), fc.nat(), character, async ({ path, text }, at, code) => {
        const statement = `UPDATE certificate SET chain = jsonb_set(chain, $2, to_jsonb($3::text)) WHERE fingerprint = $1`;
        const faults = await faultsAfter(statement, [print, `{${path.join(',')}}`, changed(text, at, code)]);
        expect(faults).toContainEqual(expect.objectContaining({ rule: 'certificate' }));
      }),
      { numRuns: 40 },
    );
    const renamed = 'UPDATE certificate SET fingerprint = $2 WHERE fingerprint = $1';
    expect(await faultsAfter(renamed, [print, changed(print, 7, 0x2d)])).toHaveLength(2);
  });
});

describe('verify, on a database', () => {
  const on = async (statement: string, back: string, work: () => Promise<void>): Promise<void> => {
    await node.query(statement);
    try {
      await work();
    } finally {
      await node.query(back);
    }
  };

  it('says in one line that all is well, for people and for programs', async () => {
    expect(await verifyDatabase()).toEqual({
      code: 0,
      line: 'verify: all 2 logs of the database hold: 10 entries, 5 signatures / 校验通过:数据库的 2 个日志完好,共 10 条、5 个签名\n',
    });
    const { code, line } = await verifyDatabase('--json');
    expect({ code, told: JSON.parse(line) }).toMatchObject({
      code: 0,
      told: { ok: true, logs: 2, entries: 10 },
    });
  });

  it('says what is wrong and where, and never what is written there', async () => {
    const swap = (from: string, to: string) =>
      `UPDATE log_entry SET city = replace(city, '${from}', '${to}') WHERE city LIKE '%${from}%'`;
    await on(swap('第 2', '第 9'), swap('第 9', '第 2'), async () => {
      const told = `verify: chain of ${COMMUNITY}/1 breaks at entry 3 of 6 (stored row altered) / `;
      const { code, line } = await verifyDatabase();
      expect(code).toBe(1);
      expect(line).toBe(`${told}校验失败:${COMMUNITY}/1 的日志链在第 3 条(共 6 条)断开(存储内容被改动)\n`);
      const { line: json } = await verifyDatabase('--json');
      const fault = { origin: COMMUNITY, epoch: 1, seq: 3, of: 6, rule: 'chain' };
      expect(JSON.parse(json)).toMatchObject({ ok: false, what: 'database', fault });
    });
  });

  it('trusts no root but the one that it is given', async () => {
    const stranger = 'z3CM4Ywn8wr-tyHJFX0bdzz6smqF41Ztegv5H1MsIzs';
    const { code, line } = await verify('--database', node.databaseUrl, '--trust-root', stranger);
    expect([code, line]).toEqual([1, expect.stringContaining('without a certificate')]);
  });

  it('asks for what it needs', async () => {
    for (const args of [[], ['--database', node.databaseUrl], ['--export', 'x'], ['--bundle', 'x']]) {
      const { code, line } = await verify(...args);
      expect([code, line]).toEqual([1, expect.stringMatching(/^--.* needed\n/)]);
    }
  });
});

describe('an export for auditors', () => {
  it('holds everything in plain text, and nothing that the level named may not see', async () => {
    const { code, stdout } = await exportTo('whole');
    expect({ code, told: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      told: { logs: 2, entries: 10, stuck: [] },
    });
    const held = await readFile(file('whole'), 'utf8');
    expect(held).toContain('第 2');
    expect(held).toContain('donor');
    expect(held.length).toBeLessThan(FRAME_BYTES_MAX);
    const { line } = await verify('--export', file('whole'), '--trust-root', identity.trustRoot);
    expect(line).toMatch(/^verify: all 2 logs of the export hold: 10 entries, 2 signatures \//);
    await exportTo('city', '--level', 'city');
    expect(await readFile(file('city'), 'utf8')).not.toContain('donor');
    expect((await verify('--export', file('city'), '--trust-root', identity.trustRoot)).code).toBe(0);
  });

  it('that was altered is told from one that was cut off', async () => {
    await exportTo('damaged');
    const bytes = await readFile(file('damaged'), 'utf8');
    await writeFile(file('damaged'), bytes.replace('第 2', '第 9'));
    const check = () => verify('--export', file('damaged'), '--trust-root', identity.trustRoot);
    expect(await check()).toMatchObject({
      code: 1,
      line: expect.stringContaining(`chain of ${COMMUNITY}/1 breaks at`),
    });
    await writeFile(file('damaged'), bytes.slice(0, -2_000));
    expect(await check()).toMatchObject({
      code: 1,
      line: expect.stringMatching(/the export ends early, at frame 1/),
    });
  });

  it('is not made of what is no node’s database', async () => {
    expect(await exportTo('none', '--level', 'village')).toMatchObject({ code: 1 });
  });
});
