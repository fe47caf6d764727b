import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import type { Body } from '../support/node-api.js';
import { blobOf, directiveLine, plantBlob, plantDirective } from '../support/down-log.js';
import { TestFleet } from '../support/fleet.js';
import { linkNodeOf } from '../support/link.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;

/** What was refused is asked for again after a quarter of a minute. */
const SOON = { deadlineMs: 60_000 };

const OF_CITY = `(SELECT id FROM down_log WHERE issuer = '${CITY}')`;

let test: TestFleet;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  await announce(CITY, '开始');
  await arrives(COMMUNITY, '开始');
});

afterAll(() => test?.stop());

const at = (unit: string) => test.fleet.node(unit).api;

async function announcedAt(unit: string): Promise<string[]> {
  const { announcements } = await at(unit).call<Body>('clerk', 'GET', '/api/v1/announcements');
  return announcements.map(({ title }: Body) => title);
}

const announce = (unit: string, title: string): Promise<Body> =>
  at(unit).call('administrator', 'POST', '/api/v1/announcements', {
    title,
    text: '全文',
    validFrom: '2006-06-01',
  });

const arrives = (unit: string, title: string): Promise<unknown> =>
  until(async () => (await announcedAt(unit)).includes(title), { ...SOON, what: `“${title}” at ${unit}` });

const downlinkOf = (unit: string): Promise<Body> =>
  at(unit).call('operator', 'GET', '/api/v1/operations/downlink');

async function sentenceAbout(issuer: string): Promise<string> {
  const { logs } = await downlinkOf(COMMUNITY);
  return logs.find((log: Body) => log.issuer === issuer)?.message.en ?? '';
}

/** The city speaks while the community is away, the street changes what it passes on, and the community comes back. */
async function passOn(titles: readonly string[], forge: () => Promise<unknown>): Promise<void> {
  const community = test.fleet.node(COMMUNITY);
  await community.stop();
  for (const title of titles) await announce(CITY, title);
  await arrives(STREET, titles.at(-1) ?? '');
  await test.query(STREET, `CREATE TABLE honest AS SELECT * FROM directive WHERE log_id = ${OF_CITY}`);
  await forge();
  await community.start();
}

/** The street passes on again what it got. */
async function becomeHonest(): Promise<void> {
  await test.query(STREET, `DELETE FROM directive WHERE log_id = ${OF_CITY}`);
  await test.query(
    STREET,
    `UPDATE down_log SET head_seq = (SELECT max(seq) FROM honest) WHERE id = ${OF_CITY}`,
  );
  await test.query(STREET, 'INSERT INTO directive SELECT * FROM honest');
  await test.query(STREET, 'DROP TABLE honest');
}

interface Forgery {
  readonly name: string;
  readonly titles: readonly string[];
  readonly forge: () => Promise<unknown>;
  /** What the community's operator reads. */
  readonly says: RegExp;
  readonly believed: readonly string[];
}

const LAST = `log_id = ${OF_CITY} AND seq = (SELECT head_seq FROM down_log WHERE issuer = '${CITY}')`;
const LAST_BUT_ONE = LAST.replace('head_seq FROM', 'head_seq - 1 FROM');

const FORGERIES: readonly Forgery[] = [
  {
    name: 'alters one',
    titles: ['甲一'],
    forge: () => test.query(STREET, `UPDATE directive SET line = replace(line, '甲', '乙') WHERE ${LAST}`),
    says: /was refused: it is not what the issuer has signed, and nothing behind it is in use$/,
    believed: [],
  },
  {
    name: 'drops one',
    titles: ['丙一', '丙二'],
    forge: () => test.query(STREET, `DELETE FROM directive WHERE ${LAST_BUT_ONE}`),
    says: /was refused: something before it is missing, and nothing behind it is in use$/,
    believed: [],
  },
  {
    name: 'exchanges two',
    titles: ['丁一', '丁二', '丁三'],
    forge: async () => {
      await test.query(STREET, `UPDATE directive SET seq = -seq WHERE ${LAST} OR ${LAST_BUT_ONE}`);
      await test.query(
        STREET,
        `UPDATE directive SET seq = d.head_seq * 2 - 1 + directive.seq
         FROM down_log d WHERE d.id = log_id AND directive.seq < 0`,
      );
    },
    says: /was refused: it is not what the issuer has signed, and nothing behind it is in use$/,
    believed: ['丁一'],
  },
  {
    name: 'invents one',
    titles: ['戊一'],
    forge: () => invent(CITY, directiveLine('announcement', { ...ANNOUNCED, title: '戊二' })),
    says: /was refused: its signer may not speak for the issuer, and nothing behind it is in use$/,
    believed: ['戊一'],
  },
];

const ANNOUNCED = { title: '', text: '全文', validFrom: '2006-06-01', validUntil: null };

/** Says something in the name of a unit, with the street's own key. */
async function invent(issuer: string, line: string): Promise<void> {
  await plantDirective(test, STREET, { issuer, line, signer: await linkNodeOf(test, STREET) });
}

describe.each(FORGERIES)('P3 a street that $name', ({ titles, forge, says, believed }) => {
  it('is not believed: nothing of it is in use, the operator is told, and others are heard', async () => {
    await passOn(titles, forge);
    await until(async () => says.test(await sentenceAbout(CITY)), {
      ...SOON,
      what: 'the operator of the community to be told',
    });
    const { message } = await downlinkOf(COMMUNITY);
    expect(message.en).toMatch(/last refused was number \d+ of 1405\/\d+\/1405: /);
    const here = await announcedAt(COMMUNITY);
    const heard = titles.filter((title) => here.includes(title));
    expect(heard).toEqual(believed);
    expect(here.filter((title) => /乙|戊二/.test(title))).toEqual([]);
    const other = `区通知 ${titles[0]}`;
    await announce(DISTRICT, other);
    await arrives(COMMUNITY, other);
    await becomeHonest();
    for (const title of titles) await arrives(COMMUNITY, title);
    await until(async () => (await sentenceAbout(CITY)).endsWith('all in force'), {
      ...SOON,
      what: 'nothing to be refused any more',
    });
    expect((await announcedAt(COMMUNITY)).filter((title) => /乙|戊二/.test(title))).toEqual([]);
  });
});

describe('P3 a street that puts a catalogue of its own in force below it', () => {
  it('says what only the city may say: it is marked, and the city’s catalogue stays', async () => {
    await announce(STREET, '街道通知');
    await arrives(COMMUNITY, '街道通知');
    const { catalogue } = (await at(COMMUNITY).status()) as Body;
    const text = '{"version":"forged"}';
    await plantBlob(test, STREET, text);
    await invent(STREET, directiveLine('catalogue', { blob: blobOf(text) }));
    await until(async () => (await sentenceAbout(STREET)).includes('cannot be acted by here'), {
      ...SOON,
      what: 'the operator of the community to be told',
    });
    const { logs } = await downlinkOf(COMMUNITY);
    expect(logs.find(({ issuer }: Body) => issuer === STREET).marked).toEqual([
      { seq: 2, kind: 'catalogue', fault: 'issuer_not_entitled' },
    ]);
    expect(((await at(COMMUNITY).status()) as Body).catalogue).toBe(catalogue);
  });
});
