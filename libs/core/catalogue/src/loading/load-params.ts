import { isDay, unitLevel, type StreetKind } from '#core/kernel';
import type { ValueKind } from '../language/kinds.js';
import type { Param, ParamScope } from '../model.js';
import { PARAM_CODE, readDay } from './names.js';
import { uniqueBy, type Place } from './place.js';

export const STREET_KINDS = ['street', 'town', 'township', 'quasi'] as const satisfies readonly StreetKind[];

export function loadParams(place: Place): readonly Param[] {
  const params = uniqueBy(
    place.items(),
    loadParam,
    ({ code, from, where }) => `${code} from ${from} for ${JSON.stringify(where)}`,
  );
  return [...params.values()];
}

function loadParam(place: Place): Param {
  const note = place.get('note').optionalText();
  return {
    code: place.get('code').code(PARAM_CODE),
    value: loadValue(place.get('value')),
    from: readDay(place.get('from')),
    where: loadScope(place.get('where')),
    ...(note === undefined ? {} : { note }),
  };
}

function loadValue(place: Place): number | string | null {
  if (place.value === null) return null;
  return typeof place.value === 'string' ? place.text() : place.number();
}

function loadScope(place: Place): ParamScope {
  const streetKind = place.get('streetKind');
  const seat = place.get('seat');
  return {
    region: readUnitCode(place.get('region')),
    ...(streetKind.isAbsent ? {} : { streetKind: streetKind.oneOf(STREET_KINDS) }),
    ...(seat.isAbsent ? {} : { seat: seat.flag() }),
  };
}

export function readUnitCode(place: Place): string {
  const code = place.text();
  if (!unitLevel(code)) throw place.invalid(`“${code}” is not a unit code`);
  return code;
}

/** The kind of a parameter's values by its code. A parameter that is nowhere set yet is taken for a number. */
export function paramKinds(params: readonly Param[], place: Place): ReadonlyMap<string, ValueKind> {
  const kinds = new Map<string, ValueKind>();
  const unset = new Set<string>();
  for (const { code, value } of params) {
    if (value === null) {
      unset.add(code);
      continue;
    }
    const kind = typeof value === 'number' ? 'number' : isDay(value) ? 'date' : 'text';
    if ((kinds.get(code) ?? kind) !== kind) {
      throw place.invalid(`“${code}” is a number in one row and a text in another`);
    }
    kinds.set(code, kind);
  }
  for (const code of unset) if (!kinds.has(code)) kinds.set(code, 'number');
  return kinds;
}
