import { readFileSync } from 'node:fs';
import { productFile } from './product-files.js';
import { PRODUCT_VERSION } from './version.js';

it('the version is the one of the package', () => {
  const { version } = JSON.parse(readFileSync(productFile('package.json'), 'utf8')) as { version: string };
  expect(PRODUCT_VERSION).toBe(version);
});
