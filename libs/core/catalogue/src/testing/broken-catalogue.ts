import { SilianError } from '#core/kernel';
import { loadCatalogue } from '../index.js';
import { jinchengDocument, type CatalogueDocument } from './jincheng.js';

export interface Refusal {
  readonly path: string;
  readonly rule: string;
}

/** Changes (or, with undefined, removes) one value of the delivered document; what the loader says about it. */
export function broken(path: string, value: unknown): Refusal {
  const document = jinchengDocument();
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop() ?? '';
  let parent: Record<string, unknown> = { ...document };
  for (const step of steps) parent = parent[step] as Record<string, unknown>;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return refusal(steps.length === 0 ? { ...document, [last]: value } : document);
}

/** What the loader says about a document that it has to refuse. */
export function refusal(document: unknown): Refusal {
  try {
    loadCatalogue(document);
  } catch (error) {
    if (!(error instanceof SilianError) || error.code !== 'catalogue_invalid') throw error;
    return { path: String(error.params['path']), rule: String(error.params['rule']) };
  }
  throw new Error('the catalogue was accepted');
}

/** The path of the item of a list that has a code, such as `types[3]`. */
export function place(list: 'types' | 'measures' | 'indicators', code: string): string {
  return `${list}[${jinchengDocument()[list].findIndex((item) => item['code'] === code)}]`;
}

/** The item of a document's list that has a code. */
export function item(
  document: CatalogueDocument,
  list: 'types' | 'measures' | 'indicators',
  code: string,
): Record<string, unknown> {
  const found = document[list].find((each) => each['code'] === code);
  if (!found) throw new Error(`no ${code} in ${list}`);
  return found;
}
