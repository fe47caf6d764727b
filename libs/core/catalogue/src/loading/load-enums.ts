import type { EnumValue } from '../model.js';
import { CODE, ENUM_CODE, readLabels } from './names.js';
import { uniqueBy, type Place } from './place.js';

export function loadEnums(place: Place): ReadonlyMap<string, readonly EnumValue[]> {
  const enums = new Map<string, readonly EnumValue[]>();
  for (const [code, list] of place.entries()) {
    if (!ENUM_CODE.test(code)) throw list.invalid(`“${code}” is not a name of the form ${ENUM_CODE.source}`);
    const values = uniqueBy(list.items(), loadValue, (item) => item.value);
    if (values.size === 0) throw list.invalid('expected at least one value');
    enums.set(code, [...values.values()]);
  }
  return enums;
}

function loadValue(place: Place): EnumValue {
  return { value: place.get('value').code(CODE), ...readLabels(place) };
}
