import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { publicKeyText } from '#core/protocol';
import { NodeProcess } from '../../apps/demo/src/fleet/index.js';
import type { TestFleet } from './fleet.js';
import { linkNodeOf } from './link.js';

/** A second process of a node of the fleet, which only works in the background: same unit, key and database. */
export async function replicaOf(test: TestFleet, unit: string): Promise<NodeProcess> {
  const { plan, api } = test.fleet.node(unit);
  const keys = join(test.directory, 'keys', unit);
  const dataDir = join(test.directory, 'data', `${unit}-replica`);
  mkdirSync(dataDir, { recursive: true });
  const [root] = test.units;
  const logFile = join(test.directory, 'logs', `${unit}-replica.log`);
  return new NodeProcess(plan, {
    databaseUrl: test.databaseUrl(unit),
    queueUrl: undefined,
    parentUrl: plan.parent === undefined ? undefined : test.fleet.node(plan.parent).url,
    trustRootKey: publicKeyText((await linkNodeOf(test, root ?? '')).key),
    credentials: {
      keyFile: join(keys, 'node.key'),
      certificateFile: join(keys, 'certificate.json'),
      tokensFile: join(keys, 'tokens.json'),
      tokens: api.tokens,
    },
    dataDir,
    logFile,
    extra: { TEST_RUN: process.env['TEST_RUN'] ?? '', NODE_ROLES: 'worker' },
  });
}
