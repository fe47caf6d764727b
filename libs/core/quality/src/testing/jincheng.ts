import { readFileSync } from 'node:fs';
import { loadCatalogue, type RecordType } from '#core/catalogue';

const FILE = new URL('../../../../../data/catalogue/jincheng-2005.json', import.meta.url);

export const jincheng = loadCatalogue(JSON.parse(readFileSync(FILE, 'utf8')));

export function typeOf(code: string): RecordType {
  const type = jincheng.types.get(code);
  if (!type) throw new Error(`no type ${code}`);
  return type;
}
