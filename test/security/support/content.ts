import type { TestNode } from '../../support/node-app.js';

/**
 * What changes without a caller having changed anything: queues that open themselves at the first look at them, and the trail, in which
 * whoever is refused is written down.
 */
const LEFT_OUT = new Set(['bullmq.meta', 'public.audit_entry', 'public.audit_head']);

/** Every row of every table of a node, in one number each: tells whether anything at all was written. */
export async function contentOf(node: TestNode): Promise<Record<string, string>> {
  const tables = await node.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const content: Record<string, string> = {};
  for (const { name } of tables.filter((table) => !LEFT_OUT.has(table.name))) {
    const [row] = await node.query<{ content: string }>(
      `SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS content FROM ${name} t`,
    );
    content[name] = row?.content ?? '';
  }
  return content;
}
