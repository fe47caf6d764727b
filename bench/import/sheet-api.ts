import { readFileSync } from 'node:fs';
import { pause, type NodeProcess } from '../../apps/demo/src/fleet/index.js';

const LOOK_EVERY_MS = 100;

export interface Progress {
  readonly id: string;
  readonly state: string;
  readonly rows: number;
  readonly new: number;
  readonly unchanged: number;
  readonly wrong: number;
}

/** Sends a file, or asks for one, as the node's clerk. */
export async function sheet(node: NodeProcess, path: string, body?: Uint8Array): Promise<Buffer> {
  const response = await fetch(node.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${node.api.tokens.clerk}`,
      ...(body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${path}: ${response.status} ${bytes.toString().slice(0, 500)}`);
  return bytes;
}

/** Begins a pass through a sheet and waits for its end. */
export async function pass(node: NodeProcess, id: string, step: 'check' | 'commit'): Promise<Progress> {
  const path = `/api/v1/imports/${id}`;
  await node.api.call('clerk', 'POST', `${path}/${step}`, {});
  for (;;) {
    const progress = await node.api.call<Progress>('clerk', 'GET', path);
    if (progress.state !== 'checking' && progress.state !== 'writing') return progress;
    await pause(LOOK_EVERY_MS);
  }
}

/** Memory that the node's process has, or had at most, in MB. */
export function memoryOf(node: NodeProcess, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${node.pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024);
}
