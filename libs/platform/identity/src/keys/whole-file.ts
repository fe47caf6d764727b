import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fchownSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A write takes milliseconds: what is older was left by a process that died in between. */
const ABANDONED_AFTER_MS = 60_000;

const PART = '.part';

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Makes a file, all of it on disk when this returns. Throws where one is there. */
export function writeThrough(file: string, content: Buffer | string, mode: number, owner?: Owner): void {
  const handle = openSync(file, 'wx', mode);
  try {
    if (owner) fchownSync(handle, owner.uid, owner.gid);
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Puts other content in the place of a file's, whole or not at all, readable for its owner only. The file that a link points to is
 * replaced, not the link, and who does this as root leaves it to the user whose it was.
 */
export function replaceFile(file: string, content: Buffer): void {
  const target = realpathSync(file);
  // Of a name of its own, because two processes of one node may do this at once.
  const part = `${target}.${randomUUID()}${PART}`;
  try {
    writeThrough(part, content, 0o600, otherOwnerOf(target));
    renameSync(part, target);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

/** Removes what processes that were killed in `replaceFile` have left beside a file. */
export function sweepParts(file: string, now: Date): void {
  const target = realpathSync(file);
  const name = basename(target);
  for (const other of namesIn(dirname(target))) {
    if (!other.startsWith(`${name}.`) || !other.endsWith(PART)) continue;
    const part = join(dirname(target), other);
    const written = statSync(part, { throwIfNoEntry: false })?.mtimeMs ?? now.getTime();
    if (now.getTime() - written > ABANDONED_AFTER_MS) rmSync(part, { force: true });
  }
}

/** A folder that may not be listed is a mounted one, where no node writes. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function otherOwnerOf(file: string): Owner | undefined {
  const { uid, gid } = statSync(file);
  return uid === process.geteuid?.() ? undefined : { uid, gid };
}

/** The rename itself is on disk only then. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
