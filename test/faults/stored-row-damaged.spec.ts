import { entryHash, nextChain, type Sections } from '#core/protocol';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [TOP, STREET, COMMUNITY] = ['1405', '140502001', '140502001001'] as const;

/** Written by the street's own node. */
const HOSTED = '140502001002';

/** A pass of the audit, a heartbeat and its answer, on a busy machine. */
const HEALED_MS_MAX = 60_000;

interface Repair {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
  readonly source: string;
  readonly kinds: readonly string[];
  readonly rows: readonly {
    readonly seq?: number;
    readonly before?: object | null;
    readonly gone?: readonly string[];
  }[];
}

let test: TestFleet;
let clerk: Clerk;
/** A corrected record: its second entry has a reason in the street's section. */
let corrected: { readonly record: string; readonly seq: number };
let reasoned: number;

beforeAll(async () => {
  test = await TestFleet.start([TOP, STREET, COMMUNITY]);
  clerk = new Clerk(test.fleet);
  for (const unit of [COMMUNITY, HOSTED]) {
    const [first = ''] = await clerk.enter(unit, 40);
    for (let index = 0; index < 4; index++) await clerk.enter(unit, 1);
    await clerk.correct(first);
    await clerk.enter(unit, 5);
    if (unit === COMMUNITY) corrected = { record: first, seq: 45 };
  }
  reasoned = corrected.seq;
  await settled(test);
});

afterAll(() => test?.stop());

const logOf = (origin: string): string => `origin_id = (SELECT id FROM origin WHERE origin = '${origin}')`;

async function repairsAt(unit: string): Promise<Repair[]> {
  const { api } = test.fleet.node(unit);
  return (await api.call<{ repairs: Repair[] }>('operator', 'GET', '/api/v1/operations/repairs')).repairs;
}

/** Damages a node's rows behind its back, and waits until it has found and mended that by itself. */
async function healed(unit: string, damage: string | (() => Promise<unknown>)): Promise<Repair[]> {
  const before = (await repairsAt(unit)).length;
  const heads = await headsOf(test, unit);
  if (typeof damage === 'string') await test.query(unit, damage);
  else await damage();
  await until(
    async () => {
      const { chainOk } = await test.fleet.node(unit).api.audit();
      const open = await test.query(unit, 'SELECT * FROM damage');
      if (open.length > 0) throw new Error(JSON.stringify(open));
      return chainOk && (await repairsAt(unit)).length > before;
    },
    { deadlineMs: HEALED_MS_MAX, everyMs: 500, what: `${unit} to mend itself` },
  );
  expect(await headsOf(test, unit)).toEqual(heads);
  const repairs = await repairsAt(unit);
  return repairs.slice(0, repairs.length - before);
}

type Damage = readonly [what: string, statement: string, kind: string];

const inLog = (origin: string): readonly Damage[] => [
  [
    'a byte of a section',
    `UPDATE log_entry SET city = replace(city, 'party', 'Party') WHERE ${logOf(origin)} AND seq = 7`,
    'section_city',
  ],
  [
    'a byte of a header',
    `UPDATE log_entry SET header = replace(header, '"put"', '"Put"') WHERE ${logOf(origin)} AND seq = 8`,
    'header',
  ],
  ['a chain', `UPDATE log_entry SET chain = reverse(chain) WHERE ${logOf(origin)} AND seq = 9`, 'chain'],
  [
    'a chain that is signed',
    `UPDATE log_entry SET chain = reverse(chain) WHERE ${logOf(origin)} AND seq = 40`,
    'chain',
  ],
  [
    'a row that is gone from the middle',
    `DELETE FROM log_entry WHERE ${logOf(origin)} AND seq = 10`,
    'missing',
  ],
  [
    'rows that are gone with their signature',
    `DELETE FROM log_entry WHERE ${logOf(origin)} AND seq BETWEEN 38 AND 42`,
    'missing',
  ],
  ['the last rows', `DELETE FROM log_entry WHERE ${logOf(origin)} AND seq > 46`, 'missing'],
  [
    'a head that says too little',
    `UPDATE origin SET head_seq = head_seq - 3 WHERE origin = '${origin}'`,
    'head',
  ],
  [
    'a head that says too much',
    `UPDATE origin SET head_seq = head_seq + 3 WHERE origin = '${origin}'`,
    'head',
  ],
  [
    'a head of another chain',
    `UPDATE origin SET head_chain = reverse(head_chain) WHERE origin = '${origin}'`,
    'head',
  ],
  ['a column of the index', `UPDATE log_entry SET version = 7 WHERE ${logOf(origin)} AND seq = 11`, 'index'],
];

/** The signature that proves the end of the log. */
const unsigned = (origin: string): Damage => [
  'the last signature',
  `UPDATE log_entry SET signature = reverse(signature) WHERE ${logOf(origin)} AND seq = 50`,
  'signature',
];

describe('P1 P6 P8 a street heals by itself, with evidence, in a log that it holds from below:', () => {
  it.each([...inLog(COMMUNITY), unsigned(COMMUNITY)])('%s', async (_what, statement, kind) => {
    const repairs = await healed(STREET, statement);
    expect(repairs.flatMap(({ kinds }) => kinds)).toContain(kind);
    expect(repairs.every(({ origin }) => origin === COMMUNITY)).toBe(true);
  });

  it('loses nothing by all that', () => expectNothingLost(test, clerk));
});

describe.each([
  ['the top, in a log that it holds from below', TOP, COMMUNITY],
  ['a street, in a log that it writes itself', STREET, HOSTED],
  ['a community, in the log that it writes', COMMUNITY, COMMUNITY],
])('P1 P6 P8 %s', (_, unit, origin) => {
  it('heals by itself from all damage at once, with evidence, and nothing is lost', async () => {
    const damage = inLog(origin);
    const repairs = await healed(unit, damage.map(([, statement]) => statement).join('; '));
    expect(new Set(repairs.flatMap(({ kinds }) => kinds))).toEqual(new Set(damage.map(([, , kind]) => kind)));
    await expectNothingLost(test, clerk);
  });
});

interface RawRow {
  readonly seq: string;
  readonly header: string;
  readonly city: string;
  readonly district: string;
  readonly street: string;
  readonly community: string;
  readonly chain: string;
}

/** Exchanges an entry so that every chain from there on follows from it, and leaves no signature that would tell. */
async function replaceFrom(unit: string, origin: string, from: number): Promise<void> {
  const rows = await test.query<RawRow>(unit, `SELECT * FROM log_entry WHERE ${logOf(origin)} ORDER BY seq`);
  let chain = rows[from - 2]?.chain ?? '';
  for (const { seq, header, city, district, street, community } of rows.slice(from - 1)) {
    const forged = Number(seq) === from ? city.replace('party', 'Party') : city;
    const sections: Sections = [forged, district, street, community];
    chain = nextChain(chain, entryHash({ header, sections }));
    await test.query(
      unit,
      `UPDATE log_entry SET city = $2, chain = $3, signer = NULL, signature = NULL WHERE ${logOf(origin)} AND seq = $1`,
      [seq, forged, chain],
    );
  }
  await test.query(unit, `UPDATE origin SET head_chain = $1 WHERE origin = $2`, [chain, origin]);
}

describe('a log whose rest was replaced, with chains that follow from each other', () => {
  it.each([
    ['the top', TOP, COMMUNITY],
    ['a street, of the log that it writes', STREET, HOSTED],
    ['a community, of the log that it writes', COMMUNITY, COMMUNITY],
  ])('is found by its signatures, gone down to and healed at %s', async (_, unit, origin) => {
    const rows = `SELECT seq, header, city, street, chain, signature FROM log_entry WHERE ${logOf(origin)} ORDER BY seq`;
    const before = await test.query<{ seq: string; signature: string | null }>(unit, rows);
    const repairs = await healed(unit, () => replaceFrom(unit, origin, 23));
    expect(repairs.some(({ from, to }) => from === 23 && to === 50)).toBe(true);
    const after = await test.query<{ seq: string; signature: string | null }>(unit, rows);
    // Who brings the entries may have no checkpoint where this node had one.
    const unsigned = (list: typeof after): object[] => list.map((row) => ({ ...row, signature: null }));
    expect(unsigned(after)).toEqual(unsigned(before));
    expect(after.at(-1)).toEqual(before.at(-1));
    await expectNothingLost(test, clerk);
  });
});

describe('work that goes on over damaged rows', () => {
  it('is counted once: a record is corrected while its first version is lost at the top', async () => {
    // The last row is not the one that is lost: the correction would be refused until it is back.
    const [record = ''] = await clerk.enter(COMMUNITY, 2);
    await settled(test);
    const [entry] = await test.query<{ seq: string }>(TOP, 'SELECT seq FROM record WHERE record = $1', [
      record,
    ]);
    await test.query(TOP, `DELETE FROM log_entry WHERE ${logOf(COMMUNITY)} AND seq = $1`, [entry?.seq]);
    await clerk.correct(record);
    await until(
      async () =>
        (await test.query(TOP, 'SELECT 1 FROM damage')).length === 0 &&
        (await repairsAt(TOP))[0]?.from === Number(entry?.seq),
      {
        deadlineMs: HEALED_MS_MAX,
        everyMs: 200,
        what: 'the lost entry to be back',
      },
    );
    await expectNothingLost(test, clerk);
  });

  it('waits at the writer whose head lies, and goes on by itself', async () => {
    await test.query(
      COMMUNITY,
      `UPDATE origin SET head_chain = reverse(head_chain) WHERE origin = '${COMMUNITY}'`,
    );
    const seen: string[] = [];
    await until(
      () =>
        clerk.enter(COMMUNITY, 1).catch((error: unknown) => {
          seen.push(String(error));
          throw error;
        }),
      { deadlineMs: HEALED_MS_MAX, everyMs: 100, what: 'the writer to go on' },
    );
    expect(seen.length === 0 || seen.every((error) => error.includes('log_damaged'))).toBe(true);
    await expectNothingLost(test, clerk);
  });
});

describe('text that only this tier may hold', () => {
  const reason = (origin: string): string =>
    `UPDATE log_entry SET street = replace(street, '_reason', '_Reason') WHERE ${logOf(origin)} AND seq = ${reasoned}`;

  it('comes back from below', async () => {
    const before = await test.query(
      STREET,
      `SELECT street FROM log_entry WHERE ${logOf(COMMUNITY)} ORDER BY seq`,
    );
    const [repair] = await healed(STREET, reason(COMMUNITY));
    expect(repair).toMatchObject({ source: COMMUNITY, kinds: ['section_street'] });
    expect(
      await test.query(STREET, `SELECT street FROM log_entry WHERE ${logOf(COMMUNITY)} ORDER BY seq`),
    ).toEqual(before);
  });

  it('is not given up for a copy without it: the node below is waited for', async () => {
    const street = `SELECT street FROM log_entry WHERE ${logOf(COMMUNITY)} AND seq = ${reasoned}`;
    const before = await test.query(STREET, street);
    const below = test.fleet.node(COMMUNITY);
    await below.stop();
    await test.query(STREET, reason(COMMUNITY));
    await until(
      async () => (await test.query(STREET, 'SELECT 1 FROM damage WHERE attempts > 0')).length > 0,
      {
        deadlineMs: HEALED_MS_MAX,
        what: 'the parent to be asked in vain',
      },
    );
    await below.start();
    await until(async () => (await test.query(STREET, 'SELECT 1 FROM damage')).length === 0, {
      deadlineMs: HEALED_MS_MAX,
      what: 'the text to come back',
    });
    expect(await test.query(STREET, street)).toEqual(before);
    await expectNothingLost(test, clerk);
  });

  it('is said to be gone where nobody above ever had it, and the damaged text is kept', async () => {
    const [repair] = await healed(STREET, reason(HOSTED));
    expect(repair).toMatchObject({ source: TOP, kinds: ['section_street'] });
    expect(repair?.rows).toMatchObject([{ seq: reasoned, gone: ['street'] }]);
    const [kept] = await test.query<{ text: string }>(
      STREET,
      `SELECT rows->0->'row'->>'street' AS text FROM repair ORDER BY id DESC LIMIT 1`,
    );
    expect(kept?.text).toContain('_Reason');
    await expectNothingLost(test, clerk);
  });
});
