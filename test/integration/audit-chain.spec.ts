import fc from 'fast-check';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { AuditTrail } from '#platform/audit';
import { Database, type Sql } from '#platform/storage';
import { auditTrail } from '#features/audit';
import type { TrailFault, TrailPlace } from '#core/protocol';
import { runCommand } from '../support/commands.js';
import { TestNode } from '../support/node-app.js';

const UNIT = '140502';
const ENTRIES = 8;

let node: TestNode;
let database: Database;
let identity: NodeIdentity;

beforeAll(async () => {
  node = await TestNode.start({ unit: UNIT });
  database = node.app.get(Database);
  identity = node.app.get<NodeIdentity>(NODE_IDENTITY);
  const trail = node.app.get(AuditTrail);
  const actor = { who: 'clerk 140502', roles: ['clerk', 'reviewer'], unit: UNIT };
  for (let index = 0; index < ENTRIES / 2; index++) {
    await database.transaction(async (tx) => {
      const subject = { type: 'record', ids: [`a-${index}`, `b-${index}`] };
      await trail.write(tx, {
        actor,
        action: 'records.read',
        subject,
        purpose: '核对',
        address: '10.0.0.1',
        details: { index },
      });
      await trail.write(tx, { actor, action: 'records.export', refused: 'scope_exceeded' });
    });
  }
});
afterAll(() => node?.close());

/** Looks at the trail as it would be after statements of somebody who can switch triggers off, and takes them back. */
async function faultAfter(statements: readonly [string, ...unknown[]][], anchor?: TrailPlace) {
  let fault: TrailFault | undefined;
  const undo = new Error('taken back');
  const attempt = database.transaction(async (tx: Sql) => {
    await tx.query(`SET LOCAL session_replication_role = 'replica'`);
    for (const [statement, ...parameters] of statements) await tx.query(statement, parameters);
    ({ fault } = await auditTrail(tx, UNIT, identity.trustRoot, anchor));
    throw undo;
  });
  await expect(attempt).rejects.toBe(undo);
  return fault;
}

const placeOf = async (seq: number): Promise<TrailPlace> => {
  const [row] = await node.query<TrailPlace>('SELECT seq::int, chain FROM audit_entry WHERE seq = $1', [seq]);
  if (!row) throw new Error(`no entry ${seq}`);
  return row;
};

const HEAD_TO = `UPDATE audit_head SET seq = e.seq, chain = e.chain, signer = e.signer, signature = e.signature
  FROM audit_entry e WHERE e.seq = $1`;

describe('the database itself', () => {
  it.each([
    `UPDATE audit_entry SET who = 'somebody else' WHERE seq = 1`,
    'DELETE FROM audit_entry WHERE seq = 8',
    'TRUNCATE audit_entry',
    'DELETE FROM audit_head',
    'TRUNCATE audit_head',
    'UPDATE audit_head SET seq = seq - 1',
    `UPDATE audit_head SET chain = ''`,
  ])('refuses: %s', async (statement) => {
    await expect(node.query(statement)).rejects.toThrow(/is only added to/);
  });

  it('takes no second entry of one number', async () => {
    const columns = 'at, who, roles, action, subject_ids, unit, outcome, details, chain';
    const again = `INSERT INTO audit_entry (seq, ${columns}) SELECT seq, ${columns} FROM audit_entry WHERE seq = 1`;
    await expect(node.query(again)).rejects.toThrow(/duplicate key/);
  });
});

/** Another character in one place of a text. */
function changed(text: string, at: number, code: number): string {
  if (text === '') return String.fromCharCode(code);
  const place = at % text.length;
  const put = text.charCodeAt(place) === code ? String.fromCharCode(code + 1) : String.fromCharCode(code);
  return text.slice(0, place) + put + text.slice(place + 1);
}

const character = fc.oneof(fc.integer({ min: 0x20, max: 0x7d }), fc.integer({ min: 1, max: 0xd7fe }));

describe('a row in which one character is another', () => {
  it.each([
    'at',
    'who',
    'action',
    'unit',
    'details',
    'chain',
    'signer',
    'signature',
    'caller_unit',
    'subject_type',
    'purpose',
    'code',
    'address',
  ])('is found: audit_entry.%s', async (column) => {
    const rows: { seq: number; text: string }[] = await node.query(
      `SELECT seq::int, ${column} AS text FROM audit_entry WHERE ${column} IS NOT NULL`,
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...rows), fc.nat(), character, async ({ seq, text }, at, code) => {
        const statement = `UPDATE audit_entry SET ${column} = $2 WHERE seq = $1`;
        expect(await faultAfter([[statement, seq, changed(text, at, code)]])).toMatchObject({ seq });
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    [`UPDATE audit_entry SET outcome = 'done' WHERE seq = 2`, 2],
    [`UPDATE audit_entry SET code = NULL WHERE seq = 4`, 4],
    [`UPDATE audit_entry SET subject_ids = subject_ids[1:1] WHERE seq = 1`, 1],
    [`UPDATE audit_entry SET subject_ids = ARRAY[subject_ids[2], subject_ids[1]] WHERE seq = 3`, 3],
    [`UPDATE audit_entry SET roles = ARRAY['clerk'] WHERE seq = 5`, 5],
    [`UPDATE audit_entry SET subject_ids = array_append(subject_ids, NULL) WHERE seq = 5`, 5],
    [`UPDATE audit_entry SET details = details || ' ' WHERE seq = 5`, 5],
    [`UPDATE audit_entry SET at = 'infinity' WHERE seq = 6`, 6],
    [`UPDATE audit_entry SET signer = NULL, signature = NULL WHERE seq = 8`, 8],
    [`DELETE FROM audit_entry WHERE seq = 3`, 3],
    [`UPDATE audit_entry SET seq = 9 WHERE seq = 1`, 1],
    [`UPDATE audit_head SET seq = 7`, 7],
    [`UPDATE audit_head SET chain = 'x'`, 8],
    [`UPDATE audit_head SET signature = NULL`, 8],
    ['DELETE FROM audit_head', 0],
  ])('is found: %s', async (statement, seq) => {
    expect(await faultAfter([[statement]])).toMatchObject({ seq });
  });

  it('is not found where there is none', async () => {
    expect(await faultAfter([['SELECT 1']])).toBeUndefined();
  });
});

describe('an end that is taken away', () => {
  it('is found by the signed head', async () => {
    expect(await faultAfter([['DELETE FROM audit_entry WHERE seq = 8']])).toEqual({ seq: 8, rule: 'head' });
  });

  it('is found where the head is set back to an entry that was never an end', async () => {
    const fault = await faultAfter([['DELETE FROM audit_entry WHERE seq = 8'], [HEAD_TO, 7]]);
    expect(fault).toEqual({ seq: 7, rule: 'unsigned' });
  });

  it('with its head is found by a place that somebody kept', async () => {
    const back: [string, ...unknown[]][] = [['DELETE FROM audit_entry WHERE seq > 6'], [HEAD_TO, 6]];
    expect(await faultAfter(back)).toBeUndefined();
    expect(await faultAfter(back, await placeOf(ENTRIES))).toEqual({ seq: ENTRIES, rule: 'anchor' });
    expect(await faultAfter([['SELECT 1']], await placeOf(5))).toBeUndefined();
  });
});

it('a trail of another node is none of this one', async () => {
  const { fault } = await database.snapshot((tx) => auditTrail(tx, '140521', identity.trustRoot));
  expect(fault).toEqual({ seq: 1, rule: 'chain' });
});

describe('verify', () => {
  const verify = async (...args: readonly string[]) => {
    const on = ['verify', '--database', node.databaseUrl, '--trust-root', identity.trustRoot];
    const { code, stdout, stderr } = await runCommand([...on, ...args]);
    return { code, line: stdout + stderr };
  };

  it('says that the trail holds, too', async () => {
    expect(await verify()).toEqual({
      code: 0,
      line: expect.stringContaining(`; audit trail of ${ENTRIES} entries / 校验通过`),
    });
    const { seq, chain } = await placeOf(4);
    expect(await verify('--audit-head', `${seq}:${chain}`)).toMatchObject({ code: 0 });
  });

  it('says in one line what is wrong, and where', async () => {
    await node.query('ALTER TABLE audit_entry DISABLE TRIGGER USER');
    const swap = (from: string, to: string) =>
      node.query(`UPDATE audit_entry SET purpose = $2 WHERE seq = 3 AND purpose = $1`, [from, to]);
    await swap('核对', '好奇');
    expect(await verify()).toEqual({
      code: 1,
      line: 'verify: audit trail breaks at entry 3 (stored row altered) / 校验失败:审计记录在第 3 条断开(存储内容被改动)\n',
    });
    const { line } = await verify('--json');
    expect(JSON.parse(line)).toMatchObject({ ok: false, fault: { trail: true, seq: 3, rule: 'chain' } });
    await swap('好奇', '核对');
    await node.query('ALTER TABLE audit_entry ENABLE TRIGGER USER');
  });

  it('says that the trail has not come to a place that was kept', async () => {
    const { chain } = await placeOf(ENTRIES);
    expect(await verify('--audit-head', `99:${chain}`)).toMatchObject({
      code: 1,
      line: expect.stringContaining('audit trail breaks at entry 99 (does not lead through the place'),
    });
    expect((await verify('--audit-head', 'x')).line).toMatch(/^--audit-head is a number/);
  });
});
