import fc from 'fast-check';
import { AuditTrail } from '#platform/audit';
import { searchTrail, trailOf, writtenBy } from '../support/audit-trail.js';
import type { Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { expectRefusal } from '../support/refusals.js';
import { COMMUNITY, NEIGHBOUR, person } from '../support/sample-records.js';

const DISTRICT = '140502';
const STREET = '140502001';
const OTHER_STREET = '140502003';

let node: TestNode;
let record: string;

beforeAll(async () => {
  node = await TestNode.start({
    unit: DISTRICT,
    callers: [`auditor:${STREET}`, `auditor:${OTHER_STREET}`, `clerk:${COMMUNITY}`],
  });
  ({ record } = (await node.as('clerk').create(person())).body);
  await node.as('clerk').read(record);
  await node.as('clerk', COMMUNITY).read(record);
  for (const unit of [COMMUNITY, NEIGHBOUR]) {
    await node.as('administrator').send('PATCH', `/api/v1/units/${unit}`, { kind: 'urban' });
  }
  await node.as('clerk').send('POST', '/api/v1/operations/audit');
});
afterAll(() => node?.close());

async function found(query: Readonly<Record<string, string | number>>, unit?: string): Promise<Body[]> {
  const { status, body } = await searchTrail(node, query, unit);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.entries;
}

describe('an auditor', () => {
  it('finds the newest first, with the action in words', async () => {
    const entries = await found({});
    expect(entries.map(({ action }) => action)).toEqual([
      'access.refused',
      'units.correct',
      'units.correct',
      'records.read',
      'records.read',
    ]);
    expect(entries.at(-1)).toMatchObject({
      ...{
        seq: 1,
        who: `clerk ${DISTRICT}`,
        roles: ['clerk'],
        outcome: 'done',
        code: null,
        address: '127.0.0.1',
      },
      words: { zh: '查看个人信息', en: 'Read personal data' },
      subject: { type: 'record', ids: [record] },
      details: { type: 'person', records: 1 },
    });
  });

  it.each<[string, Readonly<Record<string, string | number>>, number]>([
    ['who', { who: `clerk ${COMMUNITY}` }, 1],
    ['action', { action: 'units.correct' }, 2],
    ['subject', { subject: COMMUNITY }, 1],
    ['outcome', { outcome: 'refused' }, 1],
    ['unit', { unit: NEIGHBOUR }, 1],
    ['unit and action', { unit: STREET, action: 'units.correct' }, 2],
    ['a day before', { to: '2025-12-31' }, 0],
    ['a day behind', { from: '2999-12-31' }, 0],
  ])('finds by %s', async (_what, query, count) => {
    expect(await found(query)).toHaveLength(count);
  });

  it('finds what was seen of a record, whoever saw it', async () => {
    const seen = await found({ subject: record, action: 'records.read' });
    expect(seen.map(({ who }) => who)).toEqual([`clerk ${COMMUNITY}`, `clerk ${DISTRICT}`]);
  });

  it('turns pages without missing or doubling anything, while more is written', async () => {
    const all: number[] = [];
    const whole = (await trailOf(node)).map(({ seq }) => seq).reverse();
    let cursor: number | null = whole[0] + 1;
    // As many pages as there are entries: a cursor that stands still ends here.
    for (let page = 0; page <= whole.length && cursor !== null; page++) {
      const { body } = await searchTrail(node, { limit: 2, cursor });
      all.push(...body.entries.map(({ seq }: Body) => seq));
      ({ next: cursor } = body);
      await node
        .as('administrator')
        .send('PATCH', `/api/v1/units/${COMMUNITY}`, { kind: page % 2 ? 'rural' : 'urban' });
    }
    expect(all).toEqual(whole);
  });

  it('of a street sees what concerns the street, and no more', async () => {
    const entries = await found({}, STREET);
    expect(entries.length).toBeGreaterThan(0);
    for (const { unit } of entries) expect(unit.startsWith(STREET)).toBe(true);
    const others = await found({ action: 'units.correct' }, OTHER_STREET);
    expect(others).toEqual([]);
    for (const unit of [DISTRICT, OTHER_STREET, '1405']) {
      const { status } = await searchTrail(node, { unit }, STREET);
      expect(status).toBeGreaterThanOrEqual(403);
    }
  });

  it('is written down for reading it, the same search once a minute', async () => {
    const written = await writtenBy(node, async () => {
      for (let time = 0; time < 4; time++) await found({ who: 'nobody', outcome: 'refused' }, STREET);
    });
    expect(written).toEqual([
      expect.objectContaining({
        ...{ who: `auditor ${STREET}`, action: 'audit.read', unit: STREET, details: { outcome: 'refused' } },
      }),
    ]);
  });

  it('is told where the trail ends', async () => {
    const { body } = await searchTrail(node, { limit: 1, action: 'audit.read' });
    const [{ chain }] = await node.query(`SELECT chain FROM audit_entry WHERE seq = $1`, [body.head.seq]);
    expect(body.head.chain).toBe(chain);
  });
});

describe('nobody else', () => {
  it.each(['clerk', 'reviewer', 'administrator', 'operator'] as const)('%s reads it', async (role) => {
    await expectRefusal(node, () => node.as(role).get('/api/v1/audit'), 403, 'role_insufficient');
  });
});

describe('a hostile search', () => {
  it.each([
    ['limit=0', 'limit=201', 'limit=1e9', 'limit=x'],
    ['cursor=0', 'cursor=-1', 'cursor=9007199254740993', 'cursor=1.5', 'cursor=x'],
    ['from=2006-02-30', 'from=0000-01-01', 'to=9999-12-31', 'to=tomorrow', 'from=2026-05-02%26to=2026-05-01'],
    ['action=everything', 'action=__proto__', 'outcome=maybe', 'who=%00', 'subject=a%0Ab'],
    ['colour=red', 'unit[]=1405', 'who=a&who=b', `who=${'x'.repeat(300)}`],
  ])('is refused: %s', async (...queries) => {
    for (const query of queries) {
      const { status, body } = await node.as('auditor').get(`/api/v1/audit?${query}`);
      expect({ query, status, code: body.code }).toEqual({ query, status: 400, code: 'query_invalid' });
    }
  });

  it('with whatever text is answered or refused, and never breaks', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 150 });
    await fc.assert(
      fc.asyncProperty(text, text, async (who, subject) => {
        const query = new URLSearchParams({ who, subject }).toString();
        const { status, body } = await node.as('auditor').get(`/api/v1/audit?${query}`);
        expect([200, 400]).toContain(status);
        if (status === 200) expect(body.entries).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('that is SQL is a text like any other', async () => {
    for (const who of [`' OR 1=1 --`, `%`, `_`, `\\`, `$1`]) expect(await found({ who })).toEqual([]);
  });
});

it('what is written by a feature itself is found like all the rest', async () => {
  const trail = node.app.get(AuditTrail);
  const actor = { who: '王芳', roles: ['clerk'], unit: STREET };
  await trail.writeAlone({ actor, action: 'session.begin', address: '10.1.2.3' });
  expect(await found({ who: '王芳' })).toMatchObject([
    { unit: STREET, address: '10.1.2.3', action: 'session.begin' },
  ]);
});
