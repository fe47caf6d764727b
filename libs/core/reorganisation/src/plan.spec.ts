import { planReorganisation, type Change, type ReorganisationPlan, type StoredUnit } from './index.js';
import { SMALL_CITY } from './testing/tree.js';

const DAY = '2027-01-01';

function plan(changes: readonly Change[], units: readonly StoredUnit[] = SMALL_CITY): ReorganisationPlan {
  return planReorganisation({ effectiveOn: DAY, title: '调整', changes }, units, '1405');
}

const succession = ({ closed }: ReorganisationPlan): Record<string, string> =>
  Object.fromEntries(closed.map(({ code, successor }) => [code, successor]));

describe('a reorganisation over a tree', () => {
  it('moves a community alone', () => {
    expect(plan([{ kind: 'move', from: '140502001001', to: '140502002050' }])).toEqual({
      effectiveOn: DAY,
      opened: [{ code: '140502002050', name: '单位140502001001', moved: '140502001001' }],
      closed: [{ code: '140502001001', name: '单位140502001001', successor: '140502002050', alone: true }],
      renamed: [],
    });
  });

  it('carries along what lies below, but for what a change names', () => {
    const outcome = plan([
      { kind: 'move', from: '140502', to: '140503' },
      { kind: 'move', from: '140502001', to: '140503009' },
      { kind: 'move', from: '140502001002', to: '140503002077' },
      { kind: 'abolish', code: '140502002001' },
    ]);
    expect(succession(outcome)).toEqual({
      '140502': '140503',
      '140502001': '140503009',
      '140502001001': '140503009001',
      '140502001002': '140503002077',
      '140502002': '140503002',
      '140502002001': '140503002',
      '140502002002': '140503002002',
    });
    expect(outcome.closed.filter(({ alone }) => !alone).map(({ code }) => code)).toEqual(['140502002001']);
    expect(outcome.opened).toHaveLength(6);
  });

  it('merges into a new unit, or into one that is there; neither goes on alone', () => {
    const fresh: Change = {
      kind: 'merge',
      from: ['140502001001', '140502001002'],
      into: '140502001050',
      name: '合并',
    };
    const present: Change = { kind: 'merge', from: ['140502002001'], into: '140502002002' };
    const outcome = plan([fresh, present]);
    expect(outcome.closed.map(({ alone }) => alone)).toEqual([false, false, false]);
    expect(outcome.opened).toEqual([{ code: '140502001050', name: '合并', moved: null }]);
  });

  it('splits: the records go on with the principal', () => {
    const outcome = plan([
      {
        kind: 'split',
        from: '140502001001',
        into: [
          { code: '140502001050', name: '甲' },
          { code: '140502001051', name: '乙' },
        ],
        principal: '140502001051',
      },
    ]);
    expect(succession(outcome)).toEqual({ '140502001001': '140502001051' });
    expect(outcome.opened.map(({ code }) => code)).toEqual(['140502001050', '140502001051']);
  });

  it('lets a later change of the list open what an earlier one goes on with', () => {
    const outcome = plan([
      { kind: 'merge', from: ['140502001001'], into: '140502003001' },
      { kind: 'create', code: '140502003', name: '新街道' },
      { kind: 'create', code: '140502003001', name: '新社区' },
    ]);
    expect(outcome.opened).toHaveLength(2);
  });

  const closed: StoredUnit = {
    code: '140502001009',
    name: '旧',
    validFrom: '2000-01-01',
    validTo: '2026-01-01',
  };
  const later: StoredUnit = { code: '140502001008', name: '新', validFrom: '2028-01-01', validTo: null };

  it.each<[string, Change[], string, RegExp]>([
    ['unknown', [{ kind: 'abolish', code: '140502001777' }], 'changes[0].code', /is not known/],
    [
      'closed before',
      [{ kind: 'rename', code: closed.code, name: '新' }],
      'changes[0].code',
      /closed from 2026-01-01/,
    ],
    [
      'not there yet',
      [{ kind: 'abolish', code: later.code }],
      'changes[0].code',
      /begins or changes on 2028-01-01/,
    ],
    [
      'used twice',
      [{ kind: 'move', from: '140502001001', to: closed.code }],
      'changes[0].to',
      /has been used: a unit that begins gets a new one/,
    ],
    [
      'closed twice',
      [
        { kind: 'abolish', code: '140502001001' },
        { kind: 'move', from: '140502001001', to: '140502002050' },
      ],
      'changes[1].from',
      /is closed at changes\[0\]\.code already/,
    ],
    [
      'opened twice',
      [
        { kind: 'create', code: '140502002050', name: '一' },
        { kind: 'move', from: '140502001001', to: '140502002050' },
      ],
      'changes[1].to',
      /begins at changes\[0\]\.code already/,
    ],
    [
      'without a parent',
      [{ kind: 'move', from: '140502001001', to: '140502009001' }],
      'changes[0].to',
      /the unit 140502009 above 140502009001 is not there/,
    ],
    ['outside', [{ kind: 'create', code: '140602', name: '外' }], 'changes[0].code', /is not within 1405/],
    [
      'with units that stay behind',
      [{ kind: 'merge', from: ['140502001'], into: '140502002' }],
      'changes[0].from[0]',
      /unit 14050200100\d below 140502001 stays behind/,
    ],
    [
      'going on with what is closed',
      [
        { kind: 'merge', from: ['140502001001'], into: '140502001002' },
        { kind: 'abolish', code: '140502001002' },
      ],
      'changes[0].from[0]',
      /unit 140502001002 is closed at changes\[1\]\.code/,
    ],
    [
      'going on with what nobody knows',
      [{ kind: 'merge', from: ['140502001001'], into: '140502001050' }],
      'changes[0].from[0]',
      /is not known; give a name where it begins/,
    ],
    [
      'renamed while it is carried along',
      [
        { kind: 'move', from: '140502001', to: '140502009' },
        { kind: 'rename', code: '140502001001', name: '新' },
      ],
      'changes[0]',
      /give it its new name by a move of its own/,
    ],
  ])('that is %s is refused', (_why, changes, path, rule) => {
    expect(() => plan(changes, [...SMALL_CITY, closed, later])).toThrow(
      expect.objectContaining({
        code: 'reorganisation_conflict',
        params: { path, rule: expect.stringMatching(rule) as string },
      }) as Error,
    );
  });
});
