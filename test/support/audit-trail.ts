import type { Role } from '#core/access';
import type { Body } from './node-api.js';
import type { TestNode } from './node-app.js';

/** What was written down, the oldest first, as the table has it. */
export function trailOf(node: TestNode, after = 0): Promise<Body[]> {
  return node.query(
    `SELECT seq::int, who, roles, caller_unit, action, subject_type, subject_ids, unit, purpose, outcome, code, address,
       details::json AS details, signature IS NOT NULL AS signed
     FROM audit_entry WHERE seq > $1 ORDER BY seq`,
    [after],
  );
}

/** What one piece of work has left in the trail. */
export async function writtenBy(node: TestNode, work: () => Promise<unknown>): Promise<Body[]> {
  const [head] = await node.query<{ seq: string }>('SELECT seq FROM audit_head');
  await work();
  return trailOf(node, Number(head?.seq));
}

/** The trail as an auditor is shown it. */
export async function searchTrail(
  node: TestNode,
  query: Readonly<Record<string, string | number>>,
  unit = node.unit,
  role: Role = 'auditor',
): Promise<{ status: number; body: Body }> {
  const parameters = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return node.as(role, unit).get(`/api/v1/audit?${parameters.toString()}`);
}
