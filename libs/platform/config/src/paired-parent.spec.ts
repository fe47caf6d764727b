import { Files, read, streetVariables } from './testing/variables.js';
import { nodeFiles, writePairedParent } from './paired-parent.js';

const PAIRED = { parentUrl: 'http://paired.example:8400', trustRootKey: 'p'.repeat(43) };

let files: Files;
beforeEach(() => {
  files = new Files();
});
afterEach(() => files.remove());

/** What a paired street's node is configured with: no parent, no certificate, no root. */
const variables = () => ({
  ...streetVariables(files),
  DATA_DIR: files.directory,
  ...{ PARENT_URL: '', NODE_CERTIFICATE_FILE: undefined, TRUST_ROOT_KEY: undefined },
});

it('what pairing has left is found in the data directory', () => {
  writePairedParent(files.directory, PAIRED);
  files.write('node.key.certificate.json', '[]');
  const { keyFile, certificateFile } = nodeFiles(files.directory);
  expect(read(variables())).toMatchObject({
    parentUrl: PAIRED.parentUrl,
    identity: { keyFile, certificateFile, trustRootKey: PAIRED.trustRootKey },
  });
});

it('a variable that is set rules', () => {
  writePairedParent(files.directory, PAIRED);
  files.write('node.key.certificate.json', '[]');
  expect(read({ ...variables(), ...streetVariables(files) })).toMatchObject({
    parentUrl: 'http://district.example:8400',
    identity: { certificateFile: '/etc/silian/certificate.json', trustRootKey: 'k'.repeat(43) },
  });
});

it.each(['', '{', '{}', '[]', 'null', '{"parentUrl":1,"trustRootKey":"x"}'])(
  'a file of %j is as good as none: the variables are asked for',
  (content) => {
    files.write('parent.json', content);
    expect(read(variables())).toHaveLength(3);
  },
);

it('a root that is none is refused like one from a variable', () => {
  writePairedParent(files.directory, { ...PAIRED, trustRootKey: 'short' });
  files.write('node.key.certificate.json', '[]');
  expect(read(variables())).toEqual([expect.stringMatching(/^TRUST_ROOT_KEY must/)]);
});
