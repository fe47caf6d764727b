import { randomBytes } from 'node:crypto';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

/** What npm's install script of the binary package reads: links that a package archive cannot carry. */
const LINK_LIST = 'pg-symlinks.json';

/**
 * True where `copy` holds every file of `source` with its size. Sizes are compared at every start because cleaners of
 * temporary directories delete single files; the owner, because anybody may create a directory in /tmp.
 */
export async function isCompleteCopy(source: string, copy: string): Promise<boolean> {
  const top = await lstat(copy).catch(() => undefined);
  if (!top) return false;
  if (!top.isDirectory() || top.uid !== process.getuid?.() || (top.mode & 0o022) !== 0) {
    throw new Error('the directory belongs to somebody else');
  }
  for (const path of await filesBelow(source)) {
    const [original, copied] = await Promise.all([
      lstat(join(source, path)),
      lstat(join(copy, path)).catch(() => undefined),
    ]);
    if (copied?.size !== original.size) return false;
  }
  return true;
}

/**
 * Copies the tree readable for everybody. It appears under its name only when it is whole, so that a process that is
 * killed half-way, or one that copies at the same time, leaves no half copy to be used.
 */
export async function copyTree(source: string, copy: string): Promise<void> {
  const suffix = randomBytes(6).toString('hex');
  const partial = `${copy}.partial-${suffix}`;
  const discarded = `${copy}.discarded-${suffix}`;
  try {
    await copyDirectory(source, partial);
    await makeLinks(source, partial);
    await rename(copy, discarded).catch(ignoreMissing);
    await rename(partial, copy).catch(ignoreExisting);
  } finally {
    await rm(partial, { recursive: true, force: true });
    await rm(discarded, { recursive: true, force: true });
  }
}

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(relative(root, entry.parentPath), entry.name));
}

async function copyDirectory(source: string, target: string): Promise<void> {
  await mkdir(target);
  await chmod(target, 0o755);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    const to = join(target, entry.name);
    if (entry.isDirectory()) await copyDirectory(from, to);
    else if (entry.isSymbolicLink()) await symlink(await readlink(from), to);
    else {
      await copyFile(from, to);
      await chmod(to, dirname(from).endsWith('/bin') ? 0o755 : 0o644);
    }
  }
}

async function makeLinks(source: string, target: string): Promise<void> {
  const list = await readFile(join(source, LINK_LIST), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    // Both paths start with the package's folder "native/", which is the tree's root here.
    const at = resolve(target, relative('native', link.target));
    const to = resolve(target, relative('native', link.source));
    await symlink(relative(dirname(at), to), at).catch(ignoreExisting);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
}
