import { readFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost } from '../support/fleet-proof.js';
import type { Body } from '../support/node-api.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, , STREET, COMMUNITY] = ONE_BRANCH;

const ARRIVAL = { deadlineMs: 60_000 };

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { linked: true });
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

const at = (unit: string) => test.fleet.node(unit).api;

async function announcedAt(unit: string): Promise<string[]> {
  const { announcements } = await at(unit).call<Body>('clerk', 'GET', '/api/v1/announcements');
  return announcements.map(({ title }: Body) => title);
}

const announce = (title: string): Promise<Body> =>
  at(CITY).call('administrator', 'POST', '/api/v1/announcements', {
    title,
    text: '全文',
    validFrom: '2006-06-01',
  });

async function issueCatalogue(version: string): Promise<void> {
  const shipped = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  await at(CITY).call('administrator', 'POST', '/api/v1/catalogues', { ...shipped, version });
}

const arrives = (title: string): Promise<unknown> =>
  until(async () => (await announcedAt(COMMUNITY)).includes(title), { ...ARRIVAL, what: `“${title}”` });

const inForce = (version: string): Promise<unknown> =>
  until(async () => ((await at(COMMUNITY).status()) as Body).catalogue === version, {
    ...ARRIVAL,
    what: `the catalogue ${version} at the community`,
  });

const returnsOf = async (record: string): Promise<Body[]> =>
  (await at(COMMUNITY).call<Body>('clerk', 'GET', `/api/v1/records/${record}`)).returns;

describe('P7 a community whose parent is away', () => {
  let record = '';

  it('goes on with what it was last told, also after a start of its own', async () => {
    [record = ''] = await clerk.enter(COMMUNITY, 1);
    await expectNothingLost(test, clerk);
    const wrong = { record, version: 1, reason: '成立日期有误', deadline: '2006-07-31' };
    await at(STREET).call('clerk', 'POST', '/api/v1/returns', wrong);
    await issueCatalogue('jincheng-2006');
    await announce('汛期值班');
    await arrives('汛期值班');
    await inForce('jincheng-2006');
    await until(async () => (await returnsOf(record)).length === 1, { ...ARRIVAL, what: 'the return' });

    await test.fleet.node(STREET).stop();
    await test.fleet.node(COMMUNITY).stop();
    await test.fleet.node(COMMUNITY).start();

    expect(await announcedAt(COMMUNITY)).toEqual(['汛期值班']);
    expect(((await at(COMMUNITY).status()) as Body).catalogue).toBe('jincheng-2006');
    await clerk.enter(COMMUNITY, 2);
    expect(await returnsOf(record)).toMatchObject([{ issuer: STREET, version: 1, open: true }]);
    await clerk.correct(record);
    expect(await returnsOf(record)).toMatchObject([{ open: false }]);
    const { message } = await at(COMMUNITY).call<Body>('operator', 'GET', '/api/v1/operations/downlink');
    expect(message.en).toMatch(/^The parent last answered at .*; what is held stays in force$/);
  });

  it('catches up when the parent is back, and nobody has lost anything', async () => {
    await issueCatalogue('jincheng-2007');
    for (const title of ['通知一', '通知二', '通知三']) await announce(title);
    await test.fleet.node(STREET).start();
    await arrives('通知三');
    expect(await announcedAt(COMMUNITY)).toEqual(['通知三', '通知二', '通知一', '汛期值班']);
    await inForce('jincheng-2007');
    await expectNothingLost(test, clerk);
  });
});

describe('P7 a link that breaks while a catalogue comes down', () => {
  it('lets the document go on where it had stopped, also after a start of the node', async () => {
    const link = test.link(COMMUNITY);
    const offsets: string[] = [];
    const noting = (request: Buffer): Buffer => {
      const [, offset] = /^GET \/sync\/v1\/blobs\/\S+offset=(\d+)/.exec(request.toString('latin1')) ?? [];
      if (offset !== undefined) offsets.push(offset);
      return request;
    };
    // The beginning is asked for more than once where the parent is still fetching the document itself.
    const hasBegun = (): boolean => offsets.includes('65536');
    link.become({
      changeRequest: (request) => {
        noting(request);
        if (hasBegun()) {
          link.become({ requests: 'hold' });
          link.reset();
        }
        return request;
      },
    });
    await issueCatalogue('jincheng-2008');
    await until(() => Promise.resolve(hasBegun()), { ...ARRIVAL, what: 'a part of the catalogue' });
    await test.fleet.node(COMMUNITY).stop();
    await test.fleet.node(COMMUNITY).start();
    link.become({ changeRequest: noting });
    await inForce('jincheng-2008');
    const afterBeginning = offsets.slice(offsets.indexOf('65536'));
    expect(afterBeginning.slice(0, 2)).toEqual(['65536', '65536']);
    expect(afterBeginning).not.toContain('0');
    await expectNothingLost(test, clerk);
  });
});
