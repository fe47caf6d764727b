import { readdirSync, readFileSync } from 'node:fs';
import { ERRORS } from '#core/kernel';
import * as limits from './limits.js';

const here = (path: string): URL => new URL(path, import.meta.url);
const SPEC = readFileSync(here('../SPEC.md'), 'utf8');

/** The cells of every table row under a heading, up to the next heading of the same rank. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = SPEC.split(`\n## ${heading}\n`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return lines.map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}

const SPEC_FILES = readdirSync(here('.'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.spec.ts'),
);
const testNames = (file: string): string => readFileSync(here(file), 'utf8');

describe('SPEC.md and the code', () => {
  it('names every bound with its value, and no other', () => {
    const named = rowsUnder('Bounds').filter(([name]) => name?.startsWith('`'));
    expect(named.map(([name, value]) => `${name} = ${value}`).sort()).toEqual(
      Object.entries(limits)
        .map(([name, value]) => `\`${name}\` = ${value}`)
        .sort(),
    );
  });
  it('says of every bound what it prevents', () => {
    for (const [name, , failure] of rowsUnder('Bounds')) expect(`${name}: ${failure}`).toMatch(/: .{10,}/);
  });
  it.each(rowsUnder('Invariants').filter(([id]) => /^I\d/.test(id ?? '')))(
    'has a test for %s in each file that it names',
    (id = '', _, promises = '', files = '') => {
      const named = [...files.matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? '');
      expect(named.length).toBeGreaterThan(0);
      for (const file of named) expect(testNames(file)).toMatch(new RegExp(`['"\`]${id} `));
      for (const promise of promises.split(', ')) {
        expect(rowsUnder('Promises').map(([defined]) => defined)).toContain(promise);
      }
    },
  );
  it('knows every invariant that a test names', () => {
    const defined = new Set(rowsUnder('Invariants').map(([id]) => id));
    for (const file of SPEC_FILES) {
      for (const [, id] of testNames(file).matchAll(/(?:it|describe|each\([^)]*\))\(\s*'(I\d+) /g)) {
        expect(defined).toContain(id);
      }
    }
  });
  it('answers only with codes of the registry, and with their status where the frame is refused', () => {
    const answers = rowsUnder('Events').map(([, answer = '']) => answer);
    const codes = answers.flatMap((answer) => [...answer.matchAll(/`(\w+)`/g)].map(([, code]) => code));
    expect(codes.length).toBeGreaterThan(10);
    for (const code of codes) expect(Object.keys(ERRORS)).toContain(code);
    for (const answer of answers) {
      const [, status, code = ''] = /^([45]\d\d) `(\w+)`/.exec(answer) ?? [];
      if (status) expect(String(ERRORS[code as keyof typeof ERRORS].status)).toBe(status);
    }
  });
  it('is tested by every vector file', () => {
    const tests = SPEC_FILES.filter((file) => file.endsWith('vectors.spec.ts'))
      .map(testNames)
      .join('');
    for (const file of readdirSync(here('../vectors'))) expect(tests).toContain(`'${file}'`);
  });
});
