import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { expectSound, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { Log, newEntry } from '../support/link-log.js';
import { linkNodeOf, sendSegments } from '../support/link.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const TIERS = [CITY, DISTRICT, STREET, COMMUNITY];
/** Without a node of their own, so that whoever is above them may sign for them. */
const HOSTED = { [DISTRICT]: '140502001002', [CITY]: '140502001003' };

/** A text that stands nowhere else; its name says how high it may travel. */
const mark = (height: string, field: string): string => `mark-${height}-${field}-${randomUUID().slice(0, 8)}`;

/** Every personal text of the two types that hold most of them, with the height that the catalogue gives it. */
const PERSON = {
  person_key: mark('district', 'person_key'),
  name: mark('community', 'name'),
  id_no: mark('community', 'id_no'),
  phone: mark('community', 'phone'),
  address: mark('community', 'address'),
  note: mark('community', 'note'),
};
const ASSISTANCE = {
  person_key: mark('district', 'assisted'),
  name: mark('community', 'assisted'),
};
const REASON = mark('street', 'reason');
const MARKS = [...Object.values(PERSON), ...Object.values(ASSISTANCE), REASON];

/** Values that are no texts: found by their JSON. They may travel to the street. */
const BIRTH_YEAR = '"birth_year":1931';

const person = {
  ...PERSON,
  birth_year: 1931,
  category: 'elderly',
  registered_on: '2005-05-05',
  served: true,
};
const assistance = {
  ...ASSISTANCE,
  target: 'other',
  kind: 'temporary',
  persons: 1,
  amount: 100,
  source: 'own',
  paid_on: '2006-01-01',
};

let test: TestFleet;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
});

afterAll(() => test?.stop());

/** Everything that the database of a node holds, in every schema, as text. */
async function dump(unit: string): Promise<string> {
  const tables = await test.query<{ name: string }>(
    unit,
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) => test.query<{ text: string }>(unit, `SELECT t::text AS text FROM ${name} t`)),
  );
  return texts
    .flatMap((rows) => rows.map(({ text }) => text))
    .join('\n')
    .replaceAll('""', '"');
}

/** 0 for the city … 3 for the community. */
const tierOf = (unit: string): number => TIERS.findIndex((tier) => tier === unit);

function mayBeAt(unit: string, text: string): boolean {
  const [, height = ''] = text.split('-');
  return tierOf(unit) >= ['city', 'district', 'street', 'community'].indexOf(height);
}

function expectOnlyWhatMayBe(unit: string, text: string): void {
  for (const one of MARKS)
    expect({ one, found: text.includes(one) }).toEqual({ one, found: mayBeAt(unit, one) });
  expect(text.includes(BIRTH_YEAR)).toBe(tierOf(unit) >= tierOf(STREET));
}

describe('personal data that is entered at the bottom', () => {
  beforeAll(async () => {
    const { api } = test.fleet.node(COMMUNITY);
    const { saved, rejected } = await api.enter([
      { type: 'person', unit: COMMUNITY, fields: person },
      { type: 'person', unit: COMMUNITY, fields: { ...person, person_key: `${PERSON.person_key}-2` } },
      { type: 'assistance', unit: COMMUNITY, fields: assistance },
    ]);
    expect(rejected).toEqual([]);
    const [corrected, withdrawn] = saved;
    const body = { expectedVersion: 1, reason: REASON, fields: { ...person, served: false } };
    await api.call('clerk', 'PUT', `/api/v1/records/${corrected?.record}`, body);
    const query = `expectedVersion=1&reason=${REASON}`;
    await api.call('clerk', 'DELETE', `/api/v1/records/${withdrawn?.record}?${query}`);
    await settled(test);
  });

  it.each(TIERS)('is held at %s no further up than it may travel', async (unit) => {
    expectOnlyWhatMayBe(unit, await dump(unit));
  });

  it.each(TIERS)('is not in the log file of %s', async (unit) => {
    const text = await readFile(join(test.directory, 'logs', `${unit}.log`), 'utf8');
    for (const one of MARKS) expect(text).not.toContain(one);
  });

  it('is proven and counted on every tier, also where it is withheld', () => expectSound(test));
});

describe('a sender that withholds nothing', () => {
  it.each([DISTRICT, CITY])('leaves nothing at %s that may not be there', async (unit) => {
    const sender = await linkNodeOf(test, unit === CITY ? DISTRICT : STREET);
    const before = await dump(unit);
    const hosted = HOSTED[unit] ?? '';
    const log = new Log(hosted, sender);
    const name = mark('community', 'leaked');
    const key = mark('district', 'leaked');
    log.add(newEntry('person', hosted, { ...person, name, person_key: key }));
    const { body } = await sendSegments(test.fleet.node(unit).url, sender, [log.segment()]);
    expect(body).toMatchObject({ heads: [log.head()], refused: [], quarantined: [] });
    const after = await dump(unit);
    expect(after.length).toBeGreaterThan(before.length);
    expect(after).not.toContain(name);
    expect(after.includes(key)).toBe(unit === DISTRICT);
  });
});
