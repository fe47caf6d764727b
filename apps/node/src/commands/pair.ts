import { existsSync } from 'node:fs';
import { keyFingerprint, newPrivateKey, publicKeyText } from '#core/protocol';
import { nodeFiles, writePairedParent } from '#platform/config';
import { readKeyFile, replacePair, writePrivateKey, type KeyStore } from '#platform/identity';
import { pairWithParent } from '#features/nodes';

export interface PairOptions {
  readonly parentUrl: string;
  readonly code: string;
  readonly unit: string;
  readonly dataDir: string;
  readonly keys: KeyStore;
  readonly follow: boolean;
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Pairs this machine with the node above, and leaves in the data directory what `serve` needs. */
export async function pair({ parentUrl, code, unit, dataDir, keys, follow }: PairOptions): Promise<void> {
  const { keyFile, certificateFile } = nodeFiles(dataDir);
  if (!existsSync(keyFile)) writePrivateKey(keys, keyFile, newPrivateKey());
  // Read in any case: with a wrong passphrase the command ends before anybody above has approved anything.
  const present = readKeyFile(keys, keyFile);
  // A node that was let in before comes back with another key: the old one may be in other hands.
  const key = existsSync(certificateFile) ? newPrivateKey() : present;
  say(`本节点密钥指纹 key fingerprint: ${keyFingerprint(publicKeyText(key))}`);
  const paired = await pairWithParent({
    ...{ parentUrl, code, unit, key, follow },
    onRedirect: ({ parent, url }) =>
      say(`${unit} 的上级是 ${parent}:${url} / the parent of ${unit} is the node of ${parent}: ${url}`),
    onWaiting: () => say('等待上级操作员批准 waiting for the operator above to approve'),
  });
  replacePair(keys, { keyFile, certificateFile }, key, paired.chain);
  writePairedParent(dataDir, { parentUrl: paired.parentUrl, trustRootKey: paired.rootKey });
  say(`已配对 paired: ${unit} → ${paired.parentUrl}`);
}
