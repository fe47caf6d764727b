import type { Catalogue } from '../model.js';
import { compileType } from '../records/compiled-type.js';
import { deepFreeze } from './deep-freeze.js';
import { loadEnums } from './load-enums.js';
import { loadIndicators } from './load-indicators.js';
import { loadMeasures } from './load-measures.js';
import { loadParams, paramKinds } from './load-params.js';
import { loadType } from './load-type.js';
import { CODE, VERSION } from './names.js';
import { Place, uniqueBy } from './place.js';

/**
 * Reads a catalogue document and checks that everything it names exists and fits together. Throws
 * `catalogue_invalid` with the first place that does not.
 */
export function loadCatalogue(document: unknown): Catalogue {
  const root = new Place(document, '');
  const version = root.get('version').code(VERSION);
  const enums = loadEnums(root.get('enums'));
  const typeCodes = new Set(
    root
      .get('types')
      .items()
      .map((item) => item.get('code').code(CODE)),
  );
  const types = uniqueBy(
    root.get('types').items(),
    (item) => loadType(item, { enums, typeCodes }),
    (type) => type.code,
  );
  const params = loadParams(root.get('params'));
  const context = { types, enums, paramKinds: paramKinds(params, root.get('params')) };
  const measures = loadMeasures(root.get('measures'), context);
  const indicators = loadIndicators(root.get('indicators'), { ...context, measures });
  for (const type of types.values()) compileType(type, enums);
  return deepFreeze({ version, types, enums, params, measures, indicators });
}
