import { openDatabase } from '#platform/storage';
import { pause } from '../../../demo/src/fleet/index.js';
import { CONNECTIONS_MAX } from '../servers/index.js';
import type { Fault } from './fault.js';

/** Faults of a tier's database. */
export const POSTGRES_FAULTS: readonly Fault[] = [
  {
    name: 'postgres-kill-9',
    needs: 'node',
    happen: async ({ tier: { postgres }, outageMs }) => {
      await postgres.kill();
      await pause(outageMs);
      await postgres.start();
      return true;
    },
  },
  {
    name: 'postgres-stopped',
    needs: 'node',
    happen: async ({ tier: { postgres }, outageMs }) => {
      await postgres.stop();
      await pause(2 * outageMs);
      await postgres.start();
      return true;
    },
  },
  {
    name: 'connections-cut',
    needs: 'node',
    happen: async ({ tier: { postgres } }) => {
      await postgres.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      );
      return true;
    },
  },
  {
    // With a parent that answers when the node starts again: what was lost lies there.
    name: 'old-copy-restored',
    needs: 'link',
    touchesParent: true,
    happen: async ({ tier: { node, postgres }, outageMs }) => {
      await node.stop();
      const copy = await postgres.backUp();
      await node.start();
      await pause(outageMs);
      await node.stop();
      const [ahead] = await postgres.query(
        `SELECT 1 FROM origin LEFT JOIN link_head ON origin_id = id WHERE local AND head_seq > coalesce(acked_seq, 0)`,
      );
      // What nobody else has would be lost with the disk, whoever wrote the program.
      await (ahead ? copy.discard() : copy.restore());
      await node.start();
      return ahead === undefined;
    },
  },
  {
    name: 'transaction-left-open',
    needs: 'node',
    happen: async ({ tier: { postgres }, outageMs }) => {
      const database = await openDatabase(postgres.url);
      try {
        await database.transaction(async (tx) => {
          // Every writer needs the row of its log.
          await tx.query('SELECT 1 FROM origin FOR UPDATE');
          await pause(outageMs);
        });
      } finally {
        await database.close();
      }
      return true;
    },
  },
  {
    name: 'connections-exhausted',
    needs: 'node',
    happen: async ({ tier: { postgres }, outageMs }) => {
      const database = await openDatabase(postgres.url, CONNECTIONS_MAX);
      try {
        const sleep = (): Promise<unknown> => database.sql.query('SELECT pg_sleep($1)', [outageMs / 1_000]);
        // More than are free: the last ones are refused.
        await Promise.allSettled(Array.from({ length: CONNECTIONS_MAX }, sleep));
      } finally {
        await database.close();
      }
      return true;
    },
  },
];
