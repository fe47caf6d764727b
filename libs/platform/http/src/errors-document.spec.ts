import { readFile, writeFile } from 'node:fs/promises';
import { FIELD_ERRORS, FIELD_WARNINGS } from '#core/catalogue';
import { ERRORS, type Bilingual } from '#core/kernel';
import { productFile } from '#platform/config';

const FILE = productFile('docs', 'errors.md');

const HEAD = `# Errors

Every error answer of the API has one shape: \`{ "code", "message": { "zh", "en" }, "params", "details"? }\`.
A code is part of the API: it is never renamed and never given a new meaning. \`{name}\` in a message is filled from
\`params\`. Answers with status 429 and 503 say in \`Retry-After\` when to try again; those with status 500 carry a reference that
stands in the node's log, too.

This file is generated from the registries in \`libs/core\`. To write it anew: \`UPDATE=1 npm test -- unit errors-document\`
`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function wordsOf(texts: Readonly<Record<string, Bilingual>>): string {
  const rows = Object.entries(texts).map(([code, { zh, en }]) => [`\`${code}\``, zh, en]);
  return table(['code', '中文', 'English'], rows);
}

function errorsDocument(): string {
  const answers = Object.entries(ERRORS).map(([code, { status, zh, en }]) => [
    `\`${code}\``,
    String(status),
    zh,
    en,
  ]);
  return [
    HEAD,
    '## Answers\n',
    table(['code', 'status', '中文', 'English'], answers),
    '\n## Faults of a record, in the `details` of `record_invalid`\n',
    wordsOf(FIELD_ERRORS),
    '\n## Warnings that come with a saved record\n',
    `${wordsOf(FIELD_WARNINGS)}\n`,
  ].join('\n');
}

it('docs/errors.md lists every code as it is', async () => {
  if (process.env['UPDATE']) await writeFile(FILE, errorsDocument());
  expect(await readFile(FILE, 'utf8')).toBe(errorsDocument());
});

describe('the registry', () => {
  it.each(Object.entries(ERRORS))('has words for %s, with the same gaps in both languages', (code, entry) => {
    const gaps = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(entry.status).toBeGreaterThanOrEqual(400);
    expect(entry.status).toBeLessThan(600);
    expect(entry.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(entry.en).toMatch(/^[A-Z]/);
    expect(gaps(entry.zh)).toEqual(gaps(entry.en));
  });
});
