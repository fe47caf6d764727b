import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sql } from './database.js';

type Act = (tx: Sql) => Promise<void>;

/** Goes with the transactions of a piece of work, whoever begins them. */
export interface Companion {
  /** The last thing before the transaction is committed. */
  beforeCommit(tx: Sql): Promise<void>;
  /** Nothing of the transaction has come to be. */
  undone(tx: Sql): void;
}

const companions = new AsyncLocalStorage<Companion | undefined>();
const lastActs = new WeakMap<Sql, Act[]>();

/** Runs `work`; the companion goes with every transaction that is begun meanwhile. */
export function accompanied<T>(companion: Companion, work: () => T): T {
  return companions.run(companion, work);
}

/** Runs `work` without one: for what is written beside a deed, and stays also where nothing comes of the deed. */
export function unaccompanied<T>(work: () => T): T {
  return companions.run(undefined, work);
}

/**
 * Has something done as the last thing of a transaction, so that a lock which others wait for is held for a moment only and is
 * never waited for by somebody who holds it. Outside of a transaction of `Database` it is done at once.
 */
export async function doLast(tx: Sql, act: Act): Promise<void> {
  const acts = lastActs.get(tx);
  if (acts) acts.push(act);
  else await act(tx);
}

/** True where the transaction has changed anything, or locked a row. */
export async function hasWritten(tx: Sql): Promise<boolean> {
  const [row]: { writing: boolean }[] = await tx.query(
    'SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS writing',
  );
  return row?.writing ?? false;
}

/** Runs `work` in a transaction that `begin` begins, and what has to be last behind it. */
export async function inTransaction<T>(
  begin: (run: (tx: Sql) => Promise<T>) => Promise<T>,
  work: (tx: Sql) => Promise<T>,
): Promise<T> {
  const companion = companions.getStore();
  let begun: Sql | undefined;
  try {
    return await begin(async (tx) => {
      begun = tx;
      const acts: Act[] = [];
      lastActs.set(tx, acts);
      const outcome = await work(tx);
      await companion?.beforeCommit(tx);
      // What is asked for from here on is done at once: it is among the last already.
      lastActs.delete(tx);
      for (const act of acts) await act(tx);
      return outcome;
    });
  } catch (error) {
    if (begun) companion?.undone(begun);
    throw error;
  }
}
