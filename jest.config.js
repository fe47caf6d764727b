/**
 * Tests with real processes that need the machine for themselves: they measure time or memory, or empty the Redis that all
 * tests share. The others run two at a time, for much of what they do is wait.
 */
const ALONE = [
  'children-return-at-once',
  'drill',
  'four-nodes',
  'import-large',
  'link-flapping',
  'one-huge-origin',
  'queues-flushed',
  'slow-link',
  'transaction-left-open',
];

/** One runner for all tiers: a tier is a folder, chosen on the command line. */
const common = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^#(core|platform|features)/(.*)$': '<rootDir>/libs/$1/$2/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

export default {
  reporters: ['default', '<rootDir>/scripts/support/overdue-files.mjs'],
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,apps}/**/*.spec.ts'],
      setupFiles: ['<rootDir>/test/support/bounded-properties.ts'],
    },
    { ...common, displayName: 'architecture', testMatch: ['<rootDir>/test/architecture/**/*.spec.ts'] },
    {
      ...common,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/{integration,security/walk,security/fuzz}/**/*.spec.ts'],
    },
    {
      ...common,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/{e2e,faults,security/marks}/**/*.spec.ts'],
      testPathIgnorePatterns: ALONE.map((name) => `/${name}\\.spec\\.ts$`),
    },
    {
      ...common,
      displayName: 'e2e-alone',
      testMatch: ALONE.map((name) => `<rootDir>/test/{e2e,faults}/${name}.spec.ts`),
    },
  ],
};
