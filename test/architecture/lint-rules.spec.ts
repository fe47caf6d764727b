import { plantTree, type Sources } from './planted-tree.js';

const CLEAN: Sources = {
  'libs/platform/config/src/index.ts': `export const port = Number(process.env['HTTP_PORT']);\n`,
  'scripts/run.mjs': `console.log(process.env.CI);\n`,
  'libs/features/records/src/service.ts': `export class Service {}\n`,
  // An import that only looks like a type: Nest injects by it, so the rule must leave it as it is.
  'libs/features/records/src/injected.ts': `
import { Service } from './service.js';
declare const Injectable: () => ClassDecorator;
@Injectable()
export class Controller {
  constructor(readonly service: Service) {}
}
`,
};

/** Source text and the rule that must report it. */
const PLANTS: Readonly<Record<string, readonly [text: string, rule: string]>> = {
  'libs/core/kernel/src/environment.ts': [
    `export const home = process.env['HOME'];`,
    'no-restricted-properties',
  ],
  'apps/node/src/environment.ts': [`export const { env } = process;`, 'no-restricted-properties'],
  'libs/platform/queues/src/environment.ts': [`export { env } from 'node:process';`, 'no-restricted-imports'],
  'libs/features/sync/src/floating.ts': [
    `export function start(): void { Promise.resolve(1); }`,
    '@typescript-eslint/no-floating-promises',
  ],
  'libs/features/sync/src/misused.ts': [
    `export const late = (list: number[]): void => list.forEach(async (n) => { await Promise.resolve(n); });`,
    '@typescript-eslint/no-misused-promises',
  ],
  'libs/features/sync/src/any.ts': [`export const anything: any = 1;`, '@typescript-eslint/no-explicit-any'],
  'libs/features/sync/src/type-import.ts': [
    `import { Service } from '../../records/src/service.js'; export type Same = Service;`,
    '@typescript-eslint/consistent-type-imports',
  ],
};

type FileReport = { filePath: string; messages: { ruleId: string | null; message: string }[] };

async function reports(sources: Sources): Promise<string[]> {
  const tree = await plantTree(sources);
  try {
    const files = JSON.parse(await tree.run('eslint/bin/eslint.js', '-f', 'json', '.')) as FileReport[];
    return files
      .flatMap(({ filePath, messages }) =>
        messages.map(
          ({ ruleId, message }) => `${filePath.slice(tree.path.length + 1)}: ${ruleId ?? message}`,
        ),
      )
      .sort();
  } finally {
    await tree.remove();
  }
}

it('reports every planted violation by its rule, and nothing else', async () => {
  const planted = Object.fromEntries(Object.entries(PLANTS).map(([file, [text]]) => [file, `${text}\n`]));
  const expected = Object.entries(PLANTS).map(([file, [, rule]]) => `${file}: ${rule}`);
  expect(await reports({ ...CLEAN, ...planted })).toEqual(expected.sort());
});
