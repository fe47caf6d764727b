import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Source text by path. */
export type Sources = Readonly<Record<string, string>>;

/** What decides how a tool judges a tree; the tree gets the real ones, so that the real rules are tried. */
const CONFIGURATION = [
  'package.json',
  'tsconfig.json',
  'tsconfig.depcruise.json',
  '.dependency-cruiser.cjs',
  'eslint.config.js',
];

export interface PlantedTree {
  readonly path: string;
  /** Runs a package's program in the tree; gives what it prints, whatever its exit code says. */
  run(program: string, ...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** A small tree of sources with this repository's configuration and packages, outside of the repository. */
export async function plantTree(sources: Sources): Promise<PlantedTree> {
  const repository = process.cwd();
  const path = await mkdtemp(join(tmpdir(), 'silian-planted-'));
  for (const file of CONFIGURATION) await copyFile(join(repository, file), join(path, file));
  await symlink(join(repository, 'node_modules'), join(path, 'node_modules'));
  for (const [file, text] of Object.entries(sources)) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), text);
  }
  return {
    path,
    run: (program, ...args) => output(join(repository, 'node_modules', program), args, path),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** The largest report here is a few hundred kilobytes. */
const OUTPUT_BYTES_MAX = 32 * 1024 * 1024;

function output(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd, maxBuffer: OUTPUT_BYTES_MAX },
      (_error, stdout, stderr) => resolve(stdout === '' ? stderr : stdout),
    );
  });
}
