/**
 * `npm run sbom`: writes what a production install consists of, as CycloneDX. npm's own --omit=dev leaves out whatever a package
 * of the tests needs as well, so all are asked for, and those that are marked as for development only are taken out.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const FILE = process.argv[2] ?? 'dist/sbom.cdx.json';
const DEVELOPMENT = 'cdx:npm:package:development';

/** Beyond all that a thousand packages can say of themselves. */
const BYTES_MAX = 64 * 1024 * 1024;

const format = ['--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
const whole = JSON.parse(
  execFileSync('npm', ['sbom', ...format], { encoding: 'utf8', maxBuffer: BYTES_MAX }),
);

const isForProduction = ({ properties = [] }) => !properties.some(({ name }) => name === DEVELOPMENT);
const components = whole.components.filter(isForProduction);
const product = { ...whole.metadata.component, name: JSON.parse(readFileSync('package.json', 'utf8')).name };
const kept = new Set([product, ...components].map((component) => component['bom-ref']));
const dependencies = whole.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));

const metadata = { ...whole.metadata, component: product };
mkdirSync(dirname(FILE), { recursive: true });
writeFileSync(FILE, `${JSON.stringify({ ...whole, metadata, components, dependencies }, null, 2)}\n`);
console.log(`${FILE}: ${components.length} packages`);
