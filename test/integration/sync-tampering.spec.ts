import { fingerprint, type Segment } from '#core/protocol';
import { expectSound, storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { communitiesOf, Log, newOrg, newOrgs } from '../support/link-log.js';
import { certify, days, foreignRoot, linkNodeOf, sendSegments, type LinkNode } from '../support/link.js';

const CITY = '1405';
const DISTRICT = '140502';
const SIBLING = '140581';

let test: TestFleet;
let city: LinkNode;
let district: LinkNode;
let url: string;
const units = communitiesOf(DISTRICT);

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  url = test.fleet.node(CITY).url;
  city = await linkNodeOf(test, CITY);
  district = certify(city, DISTRICT);
  await sendSegments(url, district, [new Log(DISTRICT, district).add(newOrg(DISTRICT)).segment()]);
});

afterAll(() => test?.stop());

/** A log that no other test uses, signed by a new node of its own unit unless another signer is given. */
function newLog(signer?: LinkNode): Log {
  const unit = units.pop() ?? '';
  return new Log(unit, signer ?? certify(district, unit)).add(...newOrgs(unit, 2));
}

/** Another character in the place of one of the text's. */
function changed(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`;
}

/** Sends a bad segment beside a good one: only the good one may leave a trace. */
async function expectRefused(bad: Segment, code: string, rule?: string): Promise<void> {
  const good = newLog(district);
  await sendSegments(url, district, [good.segment({ to: 1 })]);
  const before = await storedIn(test, CITY);
  const { status, body } = await sendSegments(url, district, [bad, good.segment({ from: 2 })]);
  expect(status).toBe(200);
  expect(body.refused).toEqual([
    { origin: bad.origin, epoch: bad.epoch, code, message: expect.stringContaining(rule ?? '') },
  ]);
  const one = (name: string): string => String(Number(before[name]) + 1);
  const after = {
    heads: one('heads'),
    entries: one('entries'),
    records: one('records'),
    counted: one('counted'),
  };
  expect(await storedIn(test, CITY)).toEqual({ ...before, ...after });
}

/** Certificates that were taken for good ones. */
const knownSigners = (): Promise<object[]> => test.query(CITY, 'SELECT fingerprint FROM certificate');

describe('an entry that was changed on its way', () => {
  const withEntry = (
    segment: Segment,
    index: number,
    line: number,
    text: (line: string) => string,
  ): Segment => {
    const entries = segment.entries.map((entry, place) => {
      if (place !== index) return entry;
      const [header, ...sections] = [entry.header, ...entry.sections].map((old, at) => {
        return at === line ? text(old) : old;
      });
      return { header: header ?? '', sections: sections as unknown as typeof entry.sections };
    });
    return { ...segment, entries };
  };

  it.each([
    ['the header', 0, 20],
    ['the salt', 1, 5],
    ['the content', 1, 60],
    ['a section of another level', 2, 5],
  ])('in one character of %s', async (_, line, at) => {
    for (const index of [0, 1]) {
      const bad = withEntry(newLog().segment(), index, line, (text) => changed(text, at));
      await expectRefused(bad, 'signature_invalid');
    }
  });

  it('by withholding it too early is the same entry still', async () => {
    const log = newLog();
    const bad = withEntry(log.segment(), 0, 2, () => '-');
    await expectRefused(bad, 'signature_invalid');
  });

  it.each([
    ['dropped', (segment: Segment) => segment.entries.slice(0, 1)],
    ['swapped', (segment: Segment) => segment.entries.slice().reverse()],
    ['doubled', (segment: Segment) => [...segment.entries, ...segment.entries.slice(1)]],
    ['added', (segment: Segment) => [...segment.entries, newOrg(segment.origin)]],
  ])('by being %s', async (_, change) => {
    const segment = newLog().segment();
    await expectRefused({ ...segment, entries: change(segment) }, 'signature_invalid');
  });

  it('by being put into another log', async () => {
    const [log, other] = [newLog(district), newLog(district)];
    await expectRefused({ ...log.segment(), origin: other.origin }, 'signature_invalid');
  });
});

describe('a checkpoint that does not hold', () => {
  it('because one character of the signature is another', async () => {
    const segment = newLog().segment();
    const signature = changed(segment.checkpoint.signature, 40);
    await expectRefused(
      { ...segment, checkpoint: { ...segment.checkpoint, signature } },
      'signature_invalid',
    );
  });

  it('because it is said to be somebody else’s', async () => {
    const segment = newLog(district).segment();
    const { checkpoint, certificates } = newLog(certify(district, segment.origin)).segment();
    const signed = {
      ...segment,
      checkpoint: { ...segment.checkpoint, signer: checkpoint.signer },
      certificates,
    };
    await expectRefused(signed as Segment, 'signature_invalid');
  });

  it('because it was made for another epoch', async () => {
    await expectRefused({ ...newLog().segment(), epoch: 2 }, 'signature_invalid');
  });
});

describe('a log from outside', () => {
  it('of a unit of the sender’s sibling', async () => {
    const sibling = certify(city, SIBLING);
    await expectRefused(new Log(SIBLING, sibling).add(newOrg(SIBLING)).segment(), 'origin_outside');
  });

  it('of the receiver itself', async () => {
    await expectRefused(new Log(CITY, city).add(newOrg(CITY)).segment(), 'origin_outside');
  });

  it('of a unit that the signer does not stand for', async () => {
    const neighbour = certify(district, units.pop() ?? '');
    await expectRefused(newLog(neighbour).segment(), 'certificate_invalid', 'scope');
  });
});

describe('a certificate that does not lead to the root', () => {
  const cases: [string, string, () => Segment][] = [
    ['it has ended', 'period', () => newLogSignedBy((unit) => certify(district, unit, days(-9, -1)))],
    ['it has not begun', 'period', () => newLogSignedBy((unit) => certify(district, unit, days(1, 9)))],
    ['its issuer’s has ended', 'period', () => newLogSignedBy((unit) => certify(ended(), unit))],
    ['nobody trusts its root', 'root', () => newLogSignedBy((unit) => certify(foreignRoot(CITY), unit))],
    ['it signs itself', 'root', () => newLogSignedBy((unit) => foreignRoot(unit))],
    ['a neighbour issued it', 'scope', () => newLogSignedBy((unit) => certify(certify(city, SIBLING), unit))],
    ['its issuer is left out', 'root', () => newLogSignedBy((unit) => cut(certify(district, unit), 1))],
    ['its claims were changed', 'mismatch', () => withClaims(newLog().segment(), 0)],
    ['its issuer’s claims were changed', 'issuer', () => withClaims(newLog().segment(), 1)],
    ['its signature was changed', 'signature', () => withSignature(newLog().segment())],
  ];

  it.each(cases)('because %s', async (_, rule, segment) => {
    const bad = segment();
    await expectRefused(bad, 'certificate_invalid', rule);
    expect(await knownSigners()).not.toContainEqual({ fingerprint: bad.checkpoint.signer });
  });

  it('is asked for where it is missing, and the log goes on once it has come', async () => {
    const log = newLog();
    await expectRefused(log.segment({ bare: true }), 'certificate_needed');
    expect((await sendSegments(url, district, [log.segment()])).body.refused).toEqual([]);
  });

  function newLogSignedBy(signer: (unit: string) => LinkNode): Segment {
    const unit = units.pop() ?? '';
    return new Log(unit, signer(unit)).add(newOrg(unit)).segment();
  }

  const ended = (): LinkNode => certify(city, DISTRICT, days(-9, -1));

  const cut = (node: LinkNode, length: number): LinkNode => ({ ...node, chain: node.chain.slice(0, length) });

  function withClaims(segment: Segment, index: number): Segment {
    const chain = (segment.certificates ?? []).map((certificate, place) => {
      if (place !== index) return certificate;
      return { ...certificate, claims: certificate.claims.replace(/"notAfter":"20/, '"notAfter":"21') };
    });
    return { ...segment, certificates: chain };
  }

  function withSignature(segment: Segment): Segment {
    const [own, ...above] = segment.certificates ?? [];
    if (!own) throw new TypeError('the segment brings certificates');
    return { ...segment, certificates: [{ ...own, signature: changed(own.signature, 9) }, ...above] };
  }
});

describe('a unit that signs for itself', () => {
  it('is no longer signed for by its host', async () => {
    const log = newLog();
    await sendSegments(url, district, [log.segment()]);
    const hosted = log.add(newOrg(log.origin)).segment({ from: 3, signer: district });
    await expectRefused(hosted, 'signer_downgraded');
  });

  it('may begin to, and what its host had signed may still be repeated', async () => {
    const log = newLog(district);
    const own = certify(district, log.origin);
    await sendSegments(url, district, [log.segment()]);
    log.add(...newOrgs(log.origin, 2));
    const { body } = await sendSegments(url, district, [log.segment({ from: 3, signer: own })]);
    expect(body).toMatchObject({
      refused: [],
      heads: [{ seq: 4, signer: fingerprint(own.chain[0] as never) }],
    });
    const repeated = await sendSegments(url, district, [log.segment({ to: 2 })]);
    expect(repeated.body).toMatchObject({ refused: [], heads: [{ seq: 4 }] });
  });
});

describe('all of it together', () => {
  it('leaves logs and figures that add up', () => expectSound(test));
});
