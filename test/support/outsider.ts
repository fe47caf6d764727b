import pg from 'pg';
import { until } from './until.js';

/** A connection of the test's own to a node's database: it holds locks that make the node wait. */
export class Outsider {
  private constructor(private readonly client: pg.Client) {}

  static async connect(url: string): Promise<Outsider> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new Outsider(client);
  }

  async run(statement: string, parameters: readonly unknown[] = []): Promise<pg.QueryResult> {
    return this.client.query(statement, [...parameters]);
  }

  /** Holds a lock on a table while `work` runs. */
  async whileLocked<T>(table: string, mode: string, work: () => Promise<T>): Promise<T> {
    await this.client.query('BEGIN');
    try {
      await this.client.query(`LOCK TABLE ${table} IN ${mode} MODE`);
      return await work();
    } finally {
      await this.client.query('ROLLBACK');
    }
  }

  /** Waits until so many transactions of the node wait for a lock; gives the ids of their processes. */
  waiting(count: number): Promise<number[]> {
    return until(
      async () => {
        // Within a transaction PostgreSQL would show the same picture again and again.
        await this.client.query('SELECT pg_stat_clear_snapshot()');
        const { rows } = await this.client.query<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        );
        return rows.length >= count && rows.map((row) => row.pid);
      },
      { deadlineMs: 5_000, what: `${count} transactions that wait for a lock` },
    );
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
