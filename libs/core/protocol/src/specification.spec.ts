import { readdirSync, readFileSync } from 'node:fs';
import { ERRORS } from '#core/kernel';
import type { Continuity } from './continuity.js';
import * as limits from './limits.js';
import { RECEIVER_STATES, SENDER_STATES, type SenderEvent } from './states.js';

const SENDER = ['following', 'introducing', 'stopped'] as const;
const RECEIVER = ['absent', 'held', 'local', 'frozen'] as const;

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
  it('holds the tables of states that both sides act by', () => {
    const cells = rowsUnder('States').map((row) => row.map((cell) => cell.replaceAll('`', '')));
    const sender = Object.keys(SENDER_STATES.following).map((event) => [
      event,
      ...SENDER.map((state) => SENDER_STATES[state][event as SenderEvent]),
    ]);
    const receiver = Object.keys(RECEIVER_STATES.held).map((kind) => [
      kind,
      ...RECEIVER.map((state) => RECEIVER_STATES[state][kind as Continuity['kind']]),
    ]);
    const inSpec = (width: number, names: readonly string[][]) =>
      cells
        .filter((row) => row.length === width && names.some(([name]) => name === row[0]))
        .map(([name = '', ...rest]) => [name, ...rest.slice(rest.length - (names[0]?.length ?? 1) + 1)]);
    expect(inSpec(SENDER.length + 2, sender)).toEqual(sender);
    expect(inSpec(RECEIVER.length + 1, receiver)).toEqual(receiver);
  });
  it('names for every promise files that hold it, and that are there', () => {
    const tiers = ['faults', 'integration'].map((tier) => here(`../../../../test/${tier}/`));
    const files = new Set(tiers.flatMap((tier) => readdirSync(tier)));
    const promises = rowsUnder('Promises').filter(([id]) => /^P\d$/.test(id ?? ''));
    expect(promises).toHaveLength(9);
    for (const [id, , named = ''] of promises) {
      const names = [...named.matchAll(/`([^`]+)`/g)].map(([, name]) => `${name}.spec.ts`);
      expect({ id, missing: names.filter((name) => !files.has(name)) }).toEqual({ id, missing: [] });
      expect(names.length).toBeGreaterThan(0);
    }
  });
  it('is tested by every vector file', () => {
    const tests = SPEC_FILES.filter((file) => file.endsWith('vectors.spec.ts'))
      .map(testNames)
      .join('');
    for (const file of readdirSync(here('../vectors'))) expect(tests).toContain(`'${file}'`);
  });
});
