import { SilianError } from '#core/kernel';
import { readReorganisation } from './index.js';

const COMMUNITY = '140502001001';
const document = (...changes: unknown[]): object => ({ effectiveOn: '2027-01-01', title: '调整', changes });

const ALL_KINDS = document(
  { kind: 'create', code: '140502003', name: '新设街道' },
  { kind: 'rename', code: '140502', name: '城关区' },
  { kind: 'move', from: COMMUNITY, to: '140502002050' },
  { kind: 'move', from: '140502001002', to: '140502002051', name: '新名' },
  { kind: 'merge', from: ['140502001003', '140502001004'], into: '140502001050', name: '合并' },
  { kind: 'merge', from: ['140502001005'], into: '140502001006' },
  {
    kind: 'split',
    from: '140502001007',
    into: [{ code: '140502001051', name: '甲' }, { code: '140502001008' }],
    principal: '140502001051',
  },
  { kind: 'abolish', code: '140502001009' },
);

describe('a reorganisation', () => {
  it('is read as it was written, and nothing is added', () => {
    expect(readReorganisation(ALL_KINDS)).toEqual(ALL_KINDS);
  });

  it.each<[unknown, string, string]>([
    [null, 'document', 'expected an object'],
    [[], 'document', 'expected an object'],
    [{ ...ALL_KINDS, extra: 1 }, 'document', '“extra” is not known here'],
    [{ ...ALL_KINDS, effectiveOn: '2027-02-29' }, 'effectiveOn', 'expected a day that exists, YYYY-MM-DD'],
    [{ ...ALL_KINDS, title: ' ' }, 'title', 'expected a text'],
    [{ ...ALL_KINDS, title: 'a\nb' }, 'title', 'holds a control character'],
    [document(), 'changes', 'expected at least 1'],
    [{ ...ALL_KINDS, changes: Array(5_001).fill({}) }, 'changes', 'expected at most 5000'],
    [
      document({ kind: 'toString' }),
      'changes[0].kind',
      'expected one of create, rename, move, merge, split, abolish',
    ],
    [
      document({ kind: 'abolish', code: '1405' }),
      'changes[0].code',
      'the top of the tree can only be renamed',
    ],
    [
      document({ kind: 'abolish', code: '14050' }),
      'changes[0].code',
      'expected a unit code: 4, 6, 9 or 12 digits',
    ],
    [document({ kind: 'create', code: COMMUNITY }), 'changes[0].name', 'name is not a text'],
    [
      document({ kind: 'rename', code: COMMUNITY, name: 'a\\N' }),
      'changes[0].name',
      'name holds a control character or a backslash',
    ],
    [
      document({ kind: 'move', from: COMMUNITY, to: '140502002' }),
      'changes[0].to',
      'a unit goes on at its own level, community',
    ],
    [
      document({ kind: 'move', from: COMMUNITY, to: COMMUNITY }),
      'changes[0].to',
      'a unit that moves gets another code',
    ],
    [
      document({ kind: 'merge', from: ['140502001002', COMMUNITY], into: COMMUNITY }),
      'changes[0].from[1]',
      'leave the unit out that the others go on with',
    ],
    [document({ kind: 'merge', from: [], into: COMMUNITY }), 'changes[0].from', 'expected at least 1'],
    [
      document({
        kind: 'split',
        from: COMMUNITY,
        into: [{ code: '140502001002' }],
        principal: '140502001002',
      }),
      'changes[0].into',
      'expected at least 2',
    ],
    [
      document({
        kind: 'split',
        from: COMMUNITY,
        into: [{ code: '140502001002' }, { code: '140502001003' }],
        principal: COMMUNITY,
      }),
      'changes[0].principal',
      'expected one of the units that it is split into',
    ],
    [
      document({ kind: 'abolish', code: COMMUNITY, successor: '140502001002' }),
      'changes[0]',
      '“successor” is not known here',
    ],
  ])('that is broken says where and why: %j', (value, path, rule) => {
    const read = (): unknown => readReorganisation(value);
    expect(read).toThrow(SilianError);
    expect(read).toThrow(
      expect.objectContaining({ code: 'reorganisation_invalid', params: { path, rule } }) as Error,
    );
  });
});
