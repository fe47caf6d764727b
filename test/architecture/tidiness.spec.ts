import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXEMPTIONS, TIDINESS_RULES, untidyLines } from './tidiness.js';

const ROOTS = ['apps', 'libs', 'test', 'bench', 'scripts'];
const SOURCE = /\.(?:ts|js|mjs|cjs|vue)$/;
const GENERATED = /(?:^|\/)(?:node_modules|dist)\//;

async function sources(): Promise<string[]> {
  const entries = await Promise.all(
    ROOTS.map((root) => readdir(root, { withFileTypes: true, recursive: true }).catch(() => [])),
  );
  return entries
    .flat()
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !GENERATED.test(path));
}

const isExempt = (file: string, rule: string): boolean =>
  EXEMPTIONS.some((exemption) => exemption.file === file && exemption.rule === rule);

it('holds in every source file', async () => {
  const found: string[] = [];
  for (const file of await sources()) {
    for (const { rule, line } of untidyLines(file, await readFile(file, 'utf8'))) {
      if (!isExempt(file, rule.name)) found.push(`${file}:${line} ${rule.name}: ${rule.cure}`);
    }
  }
  expect(found).toEqual([]);
});

it('exempts only what would break a rule, and says why', async () => {
  for (const { file, rule, reason } of EXEMPTIONS) {
    const broken = untidyLines(file, await readFile(file, 'utf8')).map((finding) => finding.rule.name);
    expect({ file, broken }).toEqual({ file, broken: expect.arrayContaining([rule]) });
    expect(reason).not.toBe('');
  }
});

const PLANTS: Readonly<Record<string, string>> = {
  'long-file': 'const line = 1;\n'.repeat(401),
  'left-for-later': '// TODO: one day\n',
  'schema-by-synchronize': 'new DataSource({ synchronize: true });\n',
  'focused-test': "it.only('runs alone', () => undefined);\n",
  'skipped-test': "it.skip('never runs', () => undefined);\n",
  'sleeping-test': 'await new Promise((done) => setTimeout(done, 500));\n',
};

it.each(TIDINESS_RULES)('reports a planted $name', (rule) => {
  const file = `${rule.roots[0]}planted.ts`;
  expect(untidyLines(file, PLANTS[rule.name] ?? '').map((finding) => finding.rule.name)).toEqual([rule.name]);
});

it('accepts a file of exactly the longest length', () => {
  expect(untidyLines('libs/planted.ts', 'const line = 1;\n'.repeat(400))).toEqual([]);
});
