import { TestNode } from '../support/node-app.js';
import type { NodeApi } from '../support/node-api.js';
import { ACROSS, activity, COMMUNITY, donation, facility, NEIGHBOUR } from '../support/sample-records.js';

const ENTRIES = 6;

let node: TestNode;
let operator: NodeApi;

beforeEach(async () => {
  node = await TestNode.start({ unit: '140502' });
  operator = node.as('operator');
  const records = Array.from({ length: ENTRIES }, (_, index) => facility({ name: `第 ${index}` }));
  await node.as('clerk').createBatch([...records, donation()]);
  // A log of its own for the neighbour, with a checkpoint behind every entry.
  for (let index = 0; index < ENTRIES; index++)
    await node.as('clerk').create(activity({ title: `活动 ${index}` }, { unit: NEIGHBOUR }));
});
afterEach(() => node?.close());

const originId = (unit: string): string => `(SELECT id FROM origin WHERE origin = '${unit}')`;

describe('an untouched node', () => {
  it('has nothing to report and shows how much it looked at', async () => {
    const { status, body } = await operator.audit();
    expect(status).toBe(200);
    expect(body).toEqual({
      chainOk: true,
      recountOk: true,
      chain: { origins: 2, entries: 2 * ENTRIES + 1, checkpoints: ENTRIES + 1, forks: 0, faults: [] },
      recount: {
        records: 2 * ENTRIES + 1,
        cells: expect.any(Number),
        differences: 0,
        misindexed: 0,
        examples: [],
      },
    });
  });

  it('is not changed by an audit', async () => {
    const before = await node.stored();
    await operator.audit();
    expect(await node.stored()).toEqual(before);
  });
});

describe('a tampered cell', () => {
  const differences = async () => {
    const { body } = await operator.audit();
    expect(body.chainOk).toBe(true);
    expect(body.recountOk).toBe(body.recount.differences === 0);
    return body.recount;
  };

  it.each<[string, string]>([
    ['changed', `UPDATE cell SET value = value + 1 WHERE term = $1 AND dims = $2`],
    ['miscounted', `UPDATE cell SET records = records + 1 WHERE term = $1 AND dims = $2`],
    ['removed', `DELETE FROM cell WHERE term = $1 AND dims = $2`],
    ['set to nothing', `UPDATE cell SET value = 0, records = 0 WHERE term = $1 AND dims = $2`],
  ])('that was %s is named, and a recount repairs it', async (_how, statement) => {
    const read = () =>
      node.query(
        `SELECT term, unit, bucket::text, dims, item, value::text, records FROM cell WHERE value <> 0
         ORDER BY 1, 2, 3, 4, 5`,
      );
    const before = await read();
    const [cell] = before.filter((row) => row.dims.includes('library'));
    await node.query(statement, [cell.term, cell.dims]);
    const found = await differences();
    const { term, unit, bucket, dims, value } = cell;
    expect([found.differences, found.examples]).toEqual([
      1,
      [expect.objectContaining({ term, unit, bucket, dims, recounted: `${value} of ${cell.records}` })],
    ]);
    await operator.recount();
    expect((await differences()).differences).toBe(0);
    expect(await read()).toEqual(before);
  });

  it('that was invented is named and repaired, too', async () => {
    await node.query(
      `INSERT INTO cell (term, unit, bucket, dims, item, value, records)
       VALUES ('no such term', $1, '2006-01-01', '[]', '-', 5, 2)`,
      [ACROSS],
    );
    const { examples } = await differences();
    expect(examples).toEqual([
      {
        ...{ term: 'no such term', unit: ACROSS, bucket: '2006-01-01', dims: '[]', item: '-' },
        ...{ running: '5 of 2', recounted: '0' },
      },
    ]);
    await operator.recount();
    expect((await differences()).differences).toBe(0);
  });

  it('shows in the figure until it is repaired', async () => {
    const libraries = async () =>
      (await node.as('administrator').indicator('libraries', { at: '2007-01-01' })).body.value;
    expect(await libraries()).toBe(ENTRIES);
    await node.query('UPDATE cell SET value = value * 2');
    expect(await libraries()).toBe(2 * ENTRIES);
    await operator.recount();
    expect(await libraries()).toBe(ENTRIES);
  });
});

describe('a tampered log is named by origin, number and rule:', () => {
  it.each<[string, string, { origin: string; seq: number; rule: string }]>([
    [
      'a changed word in a section',
      `UPDATE log_entry SET city = replace(city, '第 2', '第 9') WHERE city LIKE '%第 2%'`,
      { origin: COMMUNITY, seq: 3, rule: 'chain' },
    ],
    [
      'a changed header',
      `UPDATE log_entry SET header = replace(header, '"put"', '"delete"') WHERE seq = 5 AND origin_id = ${originId(COMMUNITY)}`,
      { origin: COMMUNITY, seq: 5, rule: 'chain' },
    ],
    [
      'a lowered section put in place of its digest',
      `UPDATE log_entry SET district = '-' WHERE district LIKE '%donor%'`,
      { origin: COMMUNITY, seq: ENTRIES + 1, rule: 'chain' },
    ],
    [
      'a missing entry in the middle',
      `DELETE FROM log_entry WHERE seq = 3 AND origin_id = ${originId(NEIGHBOUR)}`,
      { origin: NEIGHBOUR, seq: 3, rule: 'gap' },
    ],
    [
      'a missing entry at the end',
      `DELETE FROM log_entry WHERE seq = ${ENTRIES} AND origin_id = ${originId(NEIGHBOUR)}`,
      { origin: NEIGHBOUR, seq: ENTRIES, rule: 'head' },
    ],
    [
      'two entries in each other’s place',
      `UPDATE log_entry l SET header = o.header, city = o.city FROM log_entry o
       WHERE o.origin_id = l.origin_id AND l.seq + o.seq = 5 AND l.seq IN (2, 3) AND l.origin_id = ${originId(NEIGHBOUR)}`,
      { origin: NEIGHBOUR, seq: 2, rule: 'chain' },
    ],
    [
      'another chain in an entry',
      `UPDATE log_entry SET chain = reverse(chain) WHERE seq = 4 AND origin_id = ${originId(NEIGHBOUR)}`,
      { origin: NEIGHBOUR, seq: 4, rule: 'chain' },
    ],
    [
      'a shortened head',
      `UPDATE origin SET head_seq = head_seq - 1 WHERE origin = '${NEIGHBOUR}'`,
      { origin: NEIGHBOUR, seq: ENTRIES - 1, rule: 'head' },
    ],
    [
      'a head of another chain',
      `UPDATE origin SET head_chain = reverse(head_chain) WHERE origin = '${NEIGHBOUR}'`,
      { origin: NEIGHBOUR, seq: ENTRIES, rule: 'head' },
    ],
    [
      'another signature',
      `UPDATE log_entry SET signature = (SELECT signature FROM log_entry WHERE seq = 1 AND origin_id = ${originId(NEIGHBOUR)})
       WHERE seq = 2 AND origin_id = ${originId(NEIGHBOUR)}`,
      { origin: NEIGHBOUR, seq: 2, rule: 'signature' },
    ],
    [
      'a signer whose certificate is not there',
      `UPDATE log_entry SET signer = reverse(signer) WHERE seq = 2 AND origin_id = ${originId(NEIGHBOUR)}`,
      { origin: NEIGHBOUR, seq: 2, rule: 'certificate' },
    ],
    [
      'an entry that came when its signer’s certificate had ended',
      `UPDATE log_entry SET stored_at = stored_at + interval '2 years' WHERE seq = 4 AND origin_id = ${originId(NEIGHBOUR)}`,
      { origin: NEIGHBOUR, seq: 4, rule: 'certificate' },
    ],
    [
      'no signature at the end',
      `UPDATE log_entry SET signer = NULL, signature = NULL WHERE seq = ${ENTRIES} AND origin_id = ${originId(NEIGHBOUR)}`,
      { origin: NEIGHBOUR, seq: ENTRIES, rule: 'unsigned' },
    ],
    [
      'a log under another name',
      `UPDATE origin SET origin = '${ACROSS}' WHERE origin = '${NEIGHBOUR}'`,
      { origin: ACROSS, seq: 1, rule: 'chain' },
    ],
    [
      'a log of another epoch',
      `UPDATE origin SET epoch = 2 WHERE origin = '${NEIGHBOUR}'`,
      { origin: NEIGHBOUR, seq: 1, rule: 'chain' },
    ],
  ])('%s', async (_what, statement, fault) => {
    await node.query(statement);
    const { body } = await operator.audit();
    expect([body.chainOk, body.chain.faults]).toEqual([false, [expect.objectContaining(fault)]]);
  });
});

describe('an index that does not follow its log', () => {
  const misindexed = async () => {
    const { body } = await operator.audit();
    expect(body).toMatchObject({ chainOk: true, recountOk: false });
    return body.recount.misindexed;
  };

  it('shows where a record has no entry', async () => {
    await node.query(`UPDATE record SET seq = 999 WHERE unit = '${NEIGHBOUR}' AND seq = 1`);
    expect(await misindexed()).toBe(1);
  });

  it('shows where a record points to another’s entry', async () => {
    await node.query(`UPDATE record SET seq = 2 WHERE unit = '${NEIGHBOUR}' AND seq = 1`);
    expect(await misindexed()).toBe(1);
  });

  it('shows where an older version is taken for the newest, though the cells agree', async () => {
    const clerk = node.as('clerk');
    const { record } = (await clerk.create(activity())).body;
    await clerk.correct(record, { expectedVersion: 1, fields: activity({ kind: 'sport' }).fields });
    await node.query('UPDATE record SET seq = first_seq, version = 1 WHERE record = $1', [record]);
    await operator.recount();
    expect(await misindexed()).toBe(1);
  });

  it('shows where a record was removed, though the cells agree', async () => {
    await node.query(`DELETE FROM record WHERE unit = '${NEIGHBOUR}' AND seq = 1`);
    await operator.recount();
    expect(await misindexed()).toBe(1);
  });
});
