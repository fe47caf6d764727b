/** One habit that a reader of the code can rely on. */
export interface TidinessRule {
  readonly name: string;
  /** What to do instead. */
  readonly cure: string;
  /** Where the rule holds, as the start of a path. */
  readonly roots: readonly string[];
  /** The line numbers (from 1) that break the rule. */
  readonly find: (lines: readonly string[]) => number[];
}

export interface Exemption {
  readonly rule: string;
  readonly file: string;
  readonly reason: string;
}

const FILE_LINES_MAX = 400;
const PRODUCT = ['libs/', 'apps/'];
const ALL = [...PRODUCT, 'test/', 'bench/', 'scripts/'];

const matching =
  (pattern: RegExp) =>
  (lines: readonly string[]): number[] =>
    lines.flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));

export const TIDINESS_RULES: readonly TidinessRule[] = [
  {
    name: 'long-file',
    cure: `a file has one reason to change: split what is longer than ${FILE_LINES_MAX} lines`,
    roots: PRODUCT,
    find: (lines) => (lines.length > FILE_LINES_MAX ? [FILE_LINES_MAX + 1] : []),
  },
  {
    name: 'left-for-later',
    cure: 'do it now, or write it into the backlog where somebody looks for it',
    roots: ALL,
    find: matching(/\b(?:TODO|FIXME|XXX)\b/),
  },
  {
    name: 'schema-by-synchronize',
    cure: 'write a migration: synchronize drops columns, and the data in them',
    roots: ALL,
    find: matching(/\bsynchronize\s*:\s*true\b/),
  },
  {
    name: 'focused-test',
    cure: 'remove it: the other tests of the file would not run',
    roots: ALL,
    find: matching(/\b(?:it|test|describe)\.only\(|\bf(?:it|describe)\(/),
  },
  {
    name: 'skipped-test',
    cure: 'make the test pass or delete it',
    roots: ALL,
    find: matching(/\b(?:it|test|describe)\.(?:skip|todo)\b|\bx(?:it|describe)\(/),
  },
  {
    name: 'sleeping-test',
    cure: 'wait for what must happen with until() of test/support/until.ts',
    roots: ['test/'],
    find: matching(/timers\/promises|\bsetTimeout\(/),
  },
];

/** Every exemption from a rule, with the reason why it is one. */
export const EXEMPTIONS: readonly Exemption[] = [
  {
    rule: 'skipped-test',
    file: 'test/integration/embedded-postgres.spec.ts',
    reason: 'only root can become another user, so these tests need root',
  },
  {
    rule: 'left-for-later',
    file: 'test/architecture/tidiness.ts',
    reason: 'names what the rule looks for',
  },
  ...['left-for-later', 'schema-by-synchronize', 'focused-test', 'skipped-test', 'sleeping-test'].map(
    (rule) => ({
      rule,
      file: 'test/architecture/tidiness.spec.ts',
      reason: 'plants what the rule looks for',
    }),
  ),
];

/** Every line of a file that breaks a rule; exemptions are for the caller to apply. */
export function untidyLines(file: string, text: string): { rule: TidinessRule; line: number }[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return TIDINESS_RULES.filter(({ roots }) => roots.some((root) => file.startsWith(root))).flatMap((rule) =>
    rule.find(lines).map((line) => ({ rule, line })),
  );
}
