import fc from 'fast-check';
import {
  accountName,
  isPermitted,
  passwordFault,
  PERMISSION_CODES,
  permissionsOf,
  rolesWith,
  ROLES,
  waitAfter,
} from './index.js';

describe('permissions', () => {
  it('are given to somebody, in words', () => {
    for (const code of PERMISSION_CODES) expect(rolesWith(code).length).toBeGreaterThan(0);
  });

  it('of several roles are those of each', () => {
    fc.assert(
      fc.property(fc.subarray([...ROLES]), (roles) => {
        const each = roles.flatMap((role) => permissionsOf([role]));
        expect([...permissionsOf(roles)].sort()).toEqual([...new Set(each)].sort());
        for (const code of PERMISSION_CODES) expect(isPermitted(roles, code)).toBe(each.includes(code));
      }),
    );
  });

  it('keep those who look apart from those who act', () => {
    const changing = PERMISSION_CODES.filter((code) => !/\.(read|trace|own)$/.test(code));
    expect(permissionsOf(['auditor']).filter((code) => changing.includes(code))).toEqual([]);
  });
});

describe('the wait after wrong answers', () => {
  it.each([
    [0, 0],
    [4, 0],
    [5, 5_000],
    [6, 10_000],
    [7, 20_000],
    [12, 640_000],
    [13, 900_000],
    [1_000_000, 900_000],
  ])('%i failures: %i ms', (failures, ms) => {
    expect(waitAfter(failures)).toBe(ms);
  });
});

describe('a password', () => {
  it.each([
    ['山高水长 2026!x', []],
    ['correct horse battery', ['li.na']],
  ])('%s will do', (password, names) => {
    expect(passwordFault(password, names)).toBeNull();
  });

  it.each([
    ['short', [], /characters$/],
    ['x'.repeat(201), [], /characters$/],
    ['ababababab', [], /different/],
    ['my1234567890', [], /first/],
    ['Li.Na-2026-x', ['li.na'], /name/],
  ])('%s is none', (password, names, why) => {
    expect(passwordFault(password, names)?.en).toMatch(why);
  });
});

describe('the name of an account', () => {
  it.each([
    ['Li.Na', 'li.na'],
    [' 王芳 ', '王芳'],
    ['ＡＢ12', 'ab12'],
  ])('%s is kept as %s', (text, name) => {
    expect(accountName(text)).toBe(name);
  });

  it.each(['', 'x', '.ab', 'ab-', 'a b', 'a/b', 'x'.repeat(33), 'a\u0000b'])('%j is none', (text) => {
    expect(accountName(text)).toBeUndefined();
  });

  it('is the name of itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const name = accountName(text);
        fc.pre(name !== undefined);
        expect(accountName(name ?? '')).toBe(name);
      }),
    );
  });
});
