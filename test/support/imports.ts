import type { ApiAnswer, Body, NodeApi } from './node-api.js';
import { until } from './until.js';

const CSV = 'text/csv';
const AT_REST = ['mapping', 'checked', 'done', 'cancelled'];
const PATIENCE_MS = 60_000;

/** Uploads a file and answers what came of it. */
export function upload(
  clerk: NodeApi,
  type: string,
  file: string | Uint8Array,
  query: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  return clerk.sendRaw(
    'POST',
    `/api/v1/imports?${new URLSearchParams({ type, ...query }).toString()}`,
    file,
    CSV,
  );
}

/** The import when nothing goes on with it any more. */
export async function atRest(clerk: NodeApi, id: string, patienceMs = PATIENCE_MS): Promise<Body> {
  return until(
    async () => {
      const { body } = await clerk.get(`/api/v1/imports/${id}`);
      return AT_REST.includes(body.state) && body;
    },
    { deadlineMs: patienceMs, what: 'the end of the import' },
  );
}

async function pass(clerk: NodeApi, id: string, step: 'check' | 'commit', body: object): Promise<Body> {
  const begun = await clerk.send('POST', `/api/v1/imports/${id}/${step}`, body);
  if (begun.status !== 202) throw new Error(`${step}: ${JSON.stringify(begun.body)}`);
  return atRest(clerk, id);
}

export const check = (clerk: NodeApi, id: string): Promise<Body> => pass(clerk, id, 'check', {});
export const commit = (clerk: NodeApi, id: string): Promise<Body> => pass(clerk, id, 'commit', {});

/** Uploads a file and writes its rows by the mapping that is proposed. */
export async function importSheet(
  clerk: NodeApi,
  type: string,
  file: string | Uint8Array,
  query: Readonly<Record<string, string>> = {},
): Promise<Body> {
  const uploaded = await upload(clerk, type, file, query);
  if (uploaded.status !== 201) throw new Error(`upload: ${JSON.stringify(uploaded.body)}`);
  return commit(clerk, uploaded.body.id);
}

/** The numbers of an import that tell what came of its rows. */
export const tally = ({ state, rows, done, new: fresh, changed, unchanged, wrong }: Body) => ({
  state,
  rows,
  done,
  fresh,
  changed,
  unchanged,
  wrong,
});
