import fc from 'fast-check';
import type { Fields, RecordType } from '#core/catalogue';
import { identitiesOf, identityText, LIKE_MAX, likeWarning, normalised } from './index.js';
import { jincheng, typeOf } from './testing/jincheng.js';

function marks(type: RecordType, fields: Fields): string[] {
  return identitiesOf(type).flatMap((identity) => identityText(type, identity, fields) ?? []);
}

const alike = (type: RecordType, left: Fields, right: Fields): boolean => {
  const others = new Set(marks(type, right));
  return marks(type, left).some((mark) => others.has(mark));
};

const PERSON = {
  person_key: 'p-1',
  name: '李四',
  id_no: '14050219500101001X',
  phone: '13800000000',
  address: '泽州路 12 号',
  category: 'elderly',
};

it('normalises once and for all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(normalised(normalised(text))).toBe(normalised(text));
      expect(normalised(` ${text}·`)).toBe(normalised(text));
    }),
    { numRuns: 1_000 },
  );
  expect(normalised('晋城市 第一中学(东校区)')).toBe('晋城市第一中学东校区');
  // What stands beside each other when a space has gone.
  expect(normalised(normalised('𝚼᾽'))).toBe(normalised('𝚼᾽'));
  expect(normalised('ABC-12')).toBe(normalised('abc 12'));
});

it('is the same from either side, and every record is like itself', () => {
  const names = fc.constantFrom('李四', '李 四', '王五', '——');
  const phones = fc.constantFrom('13800000000', '+86 138-0000-0000', '13900000000', '');
  const person = fc.record(
    {
      name: names,
      phone: phones,
      id_no: fc.constantFrom('1', '2'),
      category: fc.constantFrom('elderly', 'disabled'),
      person_key: fc.constantFrom('a', 'b', 'A'),
    },
    { requiredKeys: [] },
  );
  const type = typeOf('person');
  let likes = 0;
  fc.assert(
    fc.property(person, person, (left, right) => {
      expect(alike(type, left, right)).toBe(alike(type, right, left));
      expect(alike(type, left, left)).toBe(marks(type, left).length > 0);
      if (alike(type, left, right)) likes += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(likes).toBeGreaterThan(50);
});

it.each<[string, Fields, boolean]>([
  ['the same key', { person_key: 'P-1' }, true],
  ['the same number', { person_key: 'x', id_no: '14050219500101001x' }, true],
  ['the same name and telephone', { person_key: 'x', id_no: 'x', phone: '+86 138 0000 0000' }, true],
  ['the same name and address', { person_key: 'x', id_no: 'x', phone: '1', address: '泽州路12号' }, true],
  ['the same name alone', { person_key: 'x', id_no: 'x', phone: '1', address: '别处' }, false],
  ['the same person in another category', { category: 'disabled' }, false],
])('knows a person by %s', (_, other, expected) => {
  expect(alike(typeOf('person'), PERSON, { ...PERSON, ...other })).toBe(expected);
});

it('has an identity for every type but reports, and none that is empty', () => {
  for (const type of jincheng.types.values()) {
    const identities = identitiesOf(type);
    expect([type.code, identities.length > 0]).toEqual([type.code, type.lifecycle !== 'report']);
    for (const { fields } of identities) expect(fields.length).toBeGreaterThan(0);
  }
  expect(identitiesOf(typeOf('election')).every(({ across }) => !across)).toBe(true);
  expect(identitiesOf(typeOf('unit')).map(({ fields }) => fields.map(({ name }) => name))).toEqual([
    ['name'],
    ['uscc'],
  ]);
});

describe('a hint', () => {
  const [name, uscc] = identitiesOf(typeOf('unit'));
  const elsewhere = { where: 'elsewhere' } as const;

  it('names no unit that the reader may not see', () => {
    const known = { where: 'known', unit: '140502001002' } as const;
    expect(uscc && likeWarning(uscc, [elsewhere])?.message.zh).toBe(
      '其他单位已有“统一社会信用代码”等相同的记录,可能重复登记',
    );
    expect(uscc && likeWarning(uscc, [elsewhere, known])?.message.en).toContain('Unit 140502001002');
  });

  it('is not given for a name that many have, but always for a number', () => {
    const many = Array.from({ length: LIKE_MAX + 1 }, () => elsewhere);
    expect(name && likeWarning(name, many)).toBeUndefined();
    expect(name && likeWarning(name, many.slice(1))?.severity).toBe('notice');
    expect(name && likeWarning(name, [...many, { where: 'own' }])?.severity).toBe('check');
    expect(uscc && likeWarning(uscc, many)?.severity).toBe('check');
  });
});
