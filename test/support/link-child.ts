import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unitLevel } from '#core/kernel';
import { privateKeyPem, publicKeyText } from '#core/protocol';
import { NodeProcess } from '../../apps/demo/src/fleet/index.js';
import type { TestFleet } from './fleet.js';
import { certify, linkNodeOf } from './link.js';

/** A real node below the top of a fleet that has another node alone, with whatever the test puts in its parent's place. */
export async function childOf(
  test: TestFleet,
  child: { readonly unit: string; readonly databaseUrl: string; readonly parentUrl: string },
): Promise<NodeProcess> {
  const { unit, databaseUrl, parentUrl } = child;
  const top = await linkNodeOf(test, test.units[0] ?? '');
  const { key, chain } = certify(top, unit);
  const directory = join(test.directory, 'keys', unit);
  await mkdir(directory, { recursive: true });
  const tokens = { clerk: newToken(), administrator: newToken(), operator: newToken() };
  const file = (name: string): string => join(directory, name);
  await writeFile(file('node.key'), privateKeyPem(key), { mode: 0o600 });
  await writeFile(file('certificate.json'), JSON.stringify(chain));
  const list = Object.entries(tokens).map(([role, token]) => ({ role, unit, token }));
  await writeFile(file('tokens.json'), JSON.stringify(list), { mode: 0o600 });
  return new NodeProcess(
    { unit, level: unitLevel(unit) ?? 'city', parent: top.unit, children: [] },
    {
      databaseUrl,
      parentUrl,
      queueUrl: undefined,
      trustRootKey: publicKeyText(top.key),
      credentials: {
        keyFile: file('node.key'),
        certificateFile: file('certificate.json'),
        tokensFile: file('tokens.json'),
        tokens,
      },
      dataDir: join(test.directory, 'data', unit),
      logFile: join(test.directory, 'logs', `${unit}.log`),
      extra: { TEST_RUN: process.env['TEST_RUN'] ?? '' },
    },
  );
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}
