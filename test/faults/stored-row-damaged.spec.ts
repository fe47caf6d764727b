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
async function healed(unit: string, statement: string): Promise<Repair[]> {
  const before = (await repairsAt(unit)).length;
  const heads = await headsOf(test, unit);
  await test.query(unit, statement);
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
