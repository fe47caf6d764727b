import { stat } from 'node:fs/promises';
import { run, type ServerUser } from './run.js';

const ACCOUNT = 'postgres';

/**
 * PostgreSQL refuses to run as root. A normal user runs it as themselves (undefined: nothing to switch to). Root runs
 * it as the owner of a data directory that is already there, so that a directory made without root stays usable
 * without root, and otherwise as the system user `postgres`, which is created where it is missing.
 */
export async function serverUserFor(dataDir: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await ownerOf(dataDir);
  if (owner && owner.uid !== 0) return owner;
  return (await lookUpAccount()) ?? (await createAccount());
}

async function ownerOf(path: string): Promise<ServerUser | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch {
    return undefined;
  }
}

async function lookUpAccount(): Promise<ServerUser | undefined> {
  const [uid, gid] = await Promise.all([
    run('id', ['-u', ACCOUNT], undefined),
    run('id', ['-g', ACCOUNT], undefined),
  ]);
  return uid.ok && gid.ok ? { uid: Number(uid.output), gid: Number(gid.output) } : undefined;
}

async function createAccount(): Promise<ServerUser> {
  const args = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ACCOUNT];
  const created = await run('useradd', args, undefined);
  // Another process may create the same account at the same moment: what counts is that it is there now.
  const user = await lookUpAccount();
  if (user) return user;
  throw new Error(
    `PostgreSQL does not run as root and the system user "${ACCOUNT}" could not be created ` +
      `(useradd: ${created.output}). Create that user, or start this program as a normal user.`,
  );
}

/** True where `user` may enter `directory`, which needs every directory above it to be open too. */
export async function canEnter(directory: string, user: ServerUser | undefined): Promise<boolean> {
  return (await run('/bin/sh', ['-c', 'test -x "$1"', 'sh', directory], user)).ok;
}
