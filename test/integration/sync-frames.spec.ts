import { randomUUID } from 'node:crypto';
import { expectSound, headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { communitiesOf, Log, newOrg, newOrgs } from '../support/link-log.js';
import { certify, linkNodeOf, sendSegments, type LinkNode, type LinkReply } from '../support/link.js';

const CITY = '1405';
const DISTRICT = '140502';

let test: TestFleet;
let district: LinkNode;
let url: string;
const units = communitiesOf(DISTRICT);

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  district = certify(await linkNodeOf(test, CITY), DISTRICT);
  url = test.fleet.node(CITY).url;
});

afterAll(() => test?.stop());

/** A log of a unit that no other test uses, signed by the district that hosts it. */
function newLog(count: number): Log {
  const unit = units.pop() ?? '';
  return new Log(unit, district).add(...newOrgs(unit, count));
}

const send = (...segments: Parameters<typeof sendSegments>[2]): Promise<LinkReply> =>
  sendSegments(url, district, segments);

/** Entries, records and counted sum of one log's unit, as the node holds them. */
async function held(log: Log): Promise<{ seq: number; records: number; counted: number }> {
  const head = (await headsOf(test, CITY)).find(({ origin }) => origin === log.origin);
  const [row] = await test.query<{ records: string; counted: string }>(
    CITY,
    `SELECT (SELECT count(*) FROM record WHERE unit = $1) AS records,
       (SELECT coalesce(sum(value), 0) FROM cell WHERE unit = $1 AND dims <> '[]') AS counted`,
    [log.origin],
  );
  return { seq: head?.seq ?? 0, records: Number(row?.records), counted: Number(row?.counted) };
}

const taken = (log: Log) => ({ heads: [{ ...log.head(), signer: expect.any(String) }], refused: [] });

const refusal = (log: Log, code: string) => expect.objectContaining({ origin: log.origin, epoch: 1, code });

describe('a frame that continues its log', () => {
  it('is stored and counted, and its head is answered', async () => {
    const log = newLog(3);
    const { status, body } = await send(log.segment());
    expect({ status, body }).toMatchObject({ status: 200, body: taken(log) });
    expect(await held(log)).toEqual({ seq: 3, records: 3, counted: 3 });
  });

  it('needs no certificates once they are known', async () => {
    const log = newLog(3);
    await send(log.segment({ to: 2 }));
    expect((await send(log.segment({ from: 3, bare: true }))).body).toMatchObject(taken(log));
  });
});

describe('a frame that was sent before', () => {
  it('changes nothing, however often it comes', async () => {
    const log = newLog(3);
    for (let time = 0; time < 3; time += 1)
      expect((await send(log.segment())).body).toMatchObject(taken(log));
    expect(await held(log)).toEqual({ seq: 3, records: 3, counted: 3 });
  });

  it.each([
    ['of a new log', 0],
    ['of a known log', 5],
  ])('changes nothing when many copies %s come at the same moment', async (_, known) => {
    const log = newLog(20);
    if (known > 0) await send(log.segment({ to: known }));
    const replies = await Promise.all(Array.from({ length: 8 }, () => send(log.segment())));
    for (const { body } of replies) expect(body).toMatchObject(taken(log));
    expect(await held(log)).toEqual({ seq: 20, records: 20, counted: 20 });
  });

  it.each([
    ['from the first entry', { from: 1 }],
    ['from the middle', { from: 3 }],
    ['from the last entry held', { from: 4 }],
  ])('adds only what is new where it overlaps %s', async (_, cut) => {
    const log = newLog(6);
    await send(log.segment({ to: 4 }));
    expect((await send(log.segment(cut))).body).toMatchObject(taken(log));
    expect(await held(log)).toEqual({ seq: 6, records: 6, counted: 6 });
  });

  it('answers with the newest head where it is old news', async () => {
    const log = newLog(6);
    await send(log.segment());
    expect((await send(log.segment({ from: 2, to: 3 }))).body).toMatchObject(taken(log));
  });
});

describe('a frame with several segments of one log', () => {
  it('keeps the checkpoint of each, so that the next tier can cut there too', async () => {
    const log = newLog(5);
    const { body } = await send(
      log.segment({ to: 2 }),
      log.segment({ from: 3, to: 4 }),
      log.segment({ from: 5 }),
    );
    expect(body).toMatchObject(taken(log));
    expect(await held(log)).toEqual({ seq: 5, records: 5, counted: 5 });
    const signed = await test.query<{ seq: string }>(
      CITY,
      `SELECT l.seq FROM log_entry l JOIN origin o ON o.id = l.origin_id
       WHERE o.origin = $1 AND l.signature IS NOT NULL ORDER BY l.seq`,
      [log.origin],
    );
    expect(signed.map(({ seq }) => Number(seq))).toEqual([2, 4, 5]);
  });

  it('adds only what is new where the first of them are known', async () => {
    const log = newLog(6);
    await send(log.segment({ to: 3 }));
    const { body } = await send(
      log.segment({ to: 2 }),
      log.segment({ from: 3, to: 4 }),
      log.segment({ from: 5 }),
    );
    expect(body).toMatchObject(taken(log));
    expect(await held(log)).toEqual({ seq: 6, records: 6, counted: 6 });
  });

  it('takes them as far as they join', async () => {
    const log = newLog(6);
    const { body } = await send(log.segment({ to: 2 }), log.segment({ from: 4 }));
    expect(body).toMatchObject({ heads: [log.head(2)], refused: [refusal(log, 'frame_gap')] });
    expect(await held(log)).toEqual({ seq: 2, records: 2, counted: 2 });
  });

  it('never takes one entry twice, however they overlap', async () => {
    const log = newLog(6);
    await send(log.segment({ to: 4 }), log.segment({ from: 2, to: 5 }), log.segment({ from: 1 }));
    const { seq, records, counted } = await held(log);
    expect([records, counted]).toEqual([seq, seq]);
    expect((await send(log.segment())).body).toMatchObject(taken(log));
    expect(await held(log)).toEqual({ seq: 6, records: 6, counted: 6 });
  });
});

describe('a frame that leaves entries out', () => {
  it('is refused with the head from which to go on', async () => {
    const log = newLog(6);
    await send(log.segment({ to: 2 }));
    const { status, body } = await send(log.segment({ from: 4 }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ heads: [log.head(2)], refused: [refusal(log, 'frame_gap')] });
    expect(await held(log)).toEqual({ seq: 2, records: 2, counted: 2 });
    expect((await send(log.segment({ from: 3 }))).body).toMatchObject(taken(log));
  });

  it('of a log that is not there at all leaves no trace of it', async () => {
    const log = newLog(3);
    const { body } = await send(log.segment({ from: 2 }));
    expect(body).toMatchObject({ heads: [{ seq: 0, signer: null }], refused: [refusal(log, 'frame_gap')] });
    expect((await headsOf(test, CITY)).map(({ origin }) => origin)).not.toContain(log.origin);
  });
});

describe('a frame that tells the log in another way', () => {
  it.each([
    ['at the last entry', 3, { from: 3 }],
    ['in the middle', 1, { from: 2 }],
    ['from the first entry', 0, { from: 1 }],
    ['and is longer', 2, { from: 3, to: 5 }],
  ])('%s is refused and changes nothing', async (_, common, cut) => {
    const log = newLog(3);
    await send(log.segment());
    const other = log.forkAt(Math.min(common, 2)).add(...newOrgs(log.origin, 3));
    const { body } = await send(other.segment(cut));
    expect(body).toMatchObject({ heads: [log.head()], refused: [refusal(log, 'frame_fork')] });
    expect(await held(log)).toEqual({ seq: 3, records: 3, counted: 3 });
  });

  it('delays no other log of the same frame', async () => {
    const [log, other] = [newLog(2), newLog(2)];
    await send(log.segment());
    const fork = log.forkAt(1).add(newOrg(log.origin));
    const { body } = await send(fork.segment(), other.segment());
    expect(body.refused).toEqual([refusal(log, 'frame_fork')]);
    const sealed = { signer: expect.any(String), receipt: expect.any(Object) };
    expect(body.heads).toContainEqual({ ...other.head(), ...sealed });
    expect(await held(other)).toEqual({ seq: 2, records: 2, counted: 2 });
  });
});

describe('a record that changes', () => {
  it('counts with its newest version only, also within one frame', async () => {
    const log = newLog(0);
    const [corrected, withdrawn] = [randomUUID(), randomUUID()];
    log.add(newOrg(log.origin, { record: corrected }), newOrg(log.origin, { record: withdrawn }));
    log.add(newOrg(log.origin, { record: corrected, version: 2 }));
    log.add(newOrg(log.origin, { record: withdrawn, version: 2, op: 'delete' }));
    expect((await send(log.segment())).body).toMatchObject({ ...taken(log), quarantined: [] });
    expect(await held(log)).toEqual({ seq: 4, records: 2, counted: 1 });
  });
});

describe('all of it together', () => {
  it('leaves logs and figures that add up', () => expectSound(test));
});
