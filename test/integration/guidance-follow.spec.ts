import { readFile } from 'node:fs/promises';
import { canonicalJson, type Json } from '#core/kernel';
import { productFile } from '#platform/config';
import { blobOf, directiveLine, plantBlob, plantDirective } from '../support/down-log.js';
import { TestFleet } from '../support/fleet.js';
import { certify, linkNodeOf, sendJson, type LinkNode } from '../support/link.js';
import type { Body } from '../support/node-api.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const STREET = '140502001';

const ARRIVAL = { deadlineMs: 30_000 };
const ANNOUNCED = { text: '全文', validFrom: '2006-06-01', validUntil: null };

let test: TestFleet;
let city: LinkNode;

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
  city = await linkNodeOf(test, CITY);
});

afterAll(() => test?.stop());

const at = (unit: string) => test.fleet.node(unit).api;

/** Says something in the city's name, whatever it is. */
const say = (line: string): Promise<number> =>
  plantDirective(test, CITY, { issuer: CITY, line, signer: city });

const announce = (title: string): Promise<number> =>
  say(directiveLine('announcement', { ...ANNOUNCED, title }));

async function titles(): Promise<string[]> {
  const { announcements } = await at(DISTRICT).call<Body>('clerk', 'GET', '/api/v1/announcements');
  return announcements.map(({ title }: Body) => title);
}

const arrives = (title: string): Promise<unknown> =>
  until(async () => (await titles()).includes(title), { ...ARRIVAL, what: `“${title}”` });

async function logOfCity(): Promise<Body> {
  const { logs } = await at(DISTRICT).call<Body>('operator', 'GET', '/api/v1/operations/downlink');
  return logs.find(({ issuer }: Body) => issuer === CITY);
}

const stateOf = async (seq: number): Promise<Body> =>
  (await test.query<Body>(DISTRICT, 'SELECT state, fault FROM directive WHERE seq = $1', [seq]))[0];

const becomes = (seq: number, state: string): Promise<unknown> =>
  until(async () => (await stateOf(seq))?.state === state, { ...ARRIVAL, what: `${seq} to be ${state}` });

const catalogueHere = async (): Promise<string> => ((await at(DISTRICT).status()) as Body).catalogue;

describe('P9 a kind that only a newer node knows', () => {
  const text = 'for those who know better';
  let seq: number;

  it('is stored, marked and said to the operator, and holds nothing up', async () => {
    await plantBlob(test, CITY, text);
    seq = await say(directiveLine('budget', { amount: 3, blob: blobOf(text) }));
    await announce('behind the unknown one');
    await arrives('behind the unknown one');
    expect(await stateOf(seq)).toEqual({ state: 'marked', fault: 'kind_unknown' });
    const { marked, message } = await logOfCity();
    expect(marked).toEqual([{ seq, kind: 'budget', fault: 'kind_unknown' }]);
    expect(message.en).toContain('1 of them cannot be acted by here: they are kept and passed on');
  });

  it('is passed on word for word, with its document', async () => {
    const street = certify(await linkNodeOf(test, DISTRICT), STREET);
    const { url } = test.fleet.node(DISTRICT);
    const question = { feed: null, cursor: 0, waitMs: 0, held: [] };
    const { body } = await sendJson(url, street, '/sync/v1/down', question);
    const [said] = await test.query<Body>(CITY, 'SELECT line, signature FROM directive WHERE seq = $1', [
      seq,
    ]);
    expect(body.directives.find((row: Body) => row.seq === seq)).toMatchObject(said);
    await until(async () => (await test.query(DISTRICT, 'SELECT 1 FROM blob WHERE whole')).length === 1, {
      ...ARRIVAL,
      what: 'the document at the district',
    });
  });

  it('is looked at again after a start, when an upgrade may have taught the node', async () => {
    const known = await announce('as if it had been unknown');
    await arrives('as if it had been unknown');
    await test.query(
      DISTRICT,
      `UPDATE directive SET state = 'marked', fault = 'kind_unknown' WHERE seq = $1`,
      [known],
    );
    expect(await titles()).not.toContain('as if it had been unknown');
    await test.fleet.node(DISTRICT).stop();
    await test.fleet.node(DISTRICT).start();
    await arrives('as if it had been unknown');
    expect(await stateOf(seq)).toEqual({ state: 'marked', fault: 'kind_unknown' });
  });
});

describe('P5 a directive that cannot be acted by', () => {
  it.each<[string, () => string, string]>([
    ['that is no directive', () => '{"x":1}', 'unreadable'],
    ['that is no JSON', () => '{x}', 'unreadable'],
    [
      'with a member that nobody reads',
      () => directiveLine('announcement', { ...ANNOUNCED, title: 'more', colour: 'red' }),
      'body_invalid:body',
    ],
    [
      'with a character that no database holds',
      () => directiveLine('announcement', { ...ANNOUNCED, title: 'nul', text: '\u0000' }),
      'body_invalid:text',
    ],
    [
      'that ends before it begins',
      () => directiveLine('announcement', { ...ANNOUNCED, title: 'end', validUntil: '2005-01-01' }),
      'body_invalid:validUntil',
    ],
    [
      'that names no document',
      () => directiveLine('catalogue', { blob: { digest: 'x', bytes: 1 } }),
      'body_invalid:blob',
    ],
    [
      'about a record of its own',
      () =>
        directiveLine('return', {
          ...{ record: '0f8fad5b-d9cb-469f-a165-70867728950e', version: 1 },
          ...{ reason: '有误', deadline: '2006-07-31' },
        }),
      'issuer_not_entitled',
    ],
  ])('%s is marked, and the next one is in use', async (name, line, fault) => {
    const seq = await say(line());
    await announce(`after one ${name}`);
    await arrives(`after one ${name}`);
    expect(await stateOf(seq)).toEqual({ state: 'marked', fault });
  });
});

describe('a catalogue from above', () => {
  let document: Record<string, Json>;
  beforeAll(async () => {
    document = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  });

  const textOf = (version: string, more: Record<string, Json> = {}): string =>
    canonicalJson({ ...document, version, ...more });

  const sayCatalogue = (text: string): Promise<number> =>
    say(directiveLine('catalogue', { blob: blobOf(text) }));

  it('that cannot be read is marked, and the one before stays in force', async () => {
    const before = await catalogueHere();
    const broken = textOf('broken', { types: 'none' });
    await plantBlob(test, CITY, broken);
    const seq = await sayCatalogue(broken);
    await becomes(seq, 'marked');
    expect((await stateOf(seq)).fault).toMatch(/^catalogue_invalid:/);
    await plantBlob(test, CITY, 'no json');
    await becomes(await sayCatalogue('no json'), 'marked');
    expect(await catalogueHere()).toBe(before);
  });

  it('whose document is away holds nothing up, and is passed over when a newer one is in force', async () => {
    const lacking = await sayCatalogue(textOf('lacking'));
    await announce('behind the lacking one');
    await arrives('behind the lacking one');
    expect(await stateOf(lacking)).toEqual({ state: 'waiting', fault: null });
    expect((await logOfCity()).message.en).toMatch(/cannot be acted by|wait for their document/);
    const newer = textOf('newer');
    await plantBlob(test, CITY, newer);
    const seq = await sayCatalogue(newer);
    await becomes(seq, 'applied');
    await becomes(lacking, 'superseded');
    expect(await catalogueHere()).toBe('newer');
  });

  it('that is another one than was named is thrown away, and taken when it is the right one', async () => {
    const named = textOf('named');
    const other = named.replace('named', 'other');
    await test.query(CITY, 'INSERT INTO blob VALUES ($1, $2, $3, true)', [
      blobOf(named).digest,
      blobOf(named).bytes,
      Buffer.from(other),
    ]);
    const seq = await sayCatalogue(named);
    await announce('behind the other one');
    await arrives('behind the other one');
    await until(
      async () => {
        const [row] = await test.query<Body>(DISTRICT, 'SELECT whole FROM blob WHERE digest = $1', [
          blobOf(named).digest,
        ]);
        return row === undefined && (await refusedDocuments()) > 0;
      },
      { ...ARRIVAL, everyMs: 20, what: 'the other document to be thrown away' },
    );
    expect(await stateOf(seq)).toEqual({ state: 'waiting', fault: null });
    expect(await catalogueHere()).toBe('newer');
    await test.query(CITY, 'UPDATE blob SET content = $2 WHERE digest = $1', [
      blobOf(named).digest,
      Buffer.from(named),
    ]);
    await becomes(seq, 'applied');
    expect(await catalogueHere()).toBe('named');
  });

  async function refusedDocuments(): Promise<number> {
    const log = await readFile(`${test.directory}/logs/${DISTRICT}.log`, 'utf8');
    return log.split('document not believed').length - 1;
  }
});

describe('a reorganisation from above', () => {
  const sayReorganisation = async (document: Json): Promise<number> => {
    const text = canonicalJson(document);
    await plantBlob(test, CITY, text);
    return say(directiveLine('reorganisation', { blob: blobOf(text) }));
  };
  const rename = (code: string): Json => ({
    effectiveOn: '2006-01-01',
    title: '更名',
    changes: [{ kind: 'rename', code, name: '新名' }],
  });

  it('that does not fit the tree is marked, and the next one is applied', async () => {
    const misfit = await sayReorganisation(rename('140599'));
    const fitting = await sayReorganisation(rename('140502001002'));
    await becomes(fitting, 'applied');
    expect((await stateOf(misfit)).state).toBe('marked');
    expect((await stateOf(misfit)).fault).toMatch(/^reorganisation_conflict:/);
    const applied = await at(DISTRICT).call<Body[]>('administrator', 'GET', '/api/v1/units/reorganisations');
    expect(applied.map(({ document }) => document.title)).toEqual(['更名']);
  });
});
