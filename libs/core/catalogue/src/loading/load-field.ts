import { LEVELS, levelRank, type Level } from '#core/kernel';
import { FIELD_TYPES, type EnumValue, type Field, type FieldType } from '../model.js';
import { readLabels, readName } from './names.js';
import type { Place } from './place.js';

export interface FieldContext {
  readonly enums: ReadonlyMap<string, readonly EnumValue[]>;
  readonly typeCodes: ReadonlySet<string>;
  readonly typeTravel: Level;
  readonly isReport: boolean;
}

const NUMERIC: ReadonlySet<FieldType> = new Set<FieldType>(['integer', 'decimal', 'money']);

export function isNumeric(type: FieldType): boolean {
  return NUMERIC.has(type);
}

export function loadField(place: Place, context: FieldContext): Field {
  const type = place.get('type').oneOf(FIELD_TYPES);
  const required = place.get('required').flag();
  const derived = place.get('derived').flag();
  if (required && derived) throw place.get('required').invalid('a derived field cannot be required');
  const unit = place.get('unit').optionalText();
  return {
    name: readName(place.get('name')),
    type,
    ...readLabels(place),
    required,
    ...(unit === undefined ? {} : { unit }),
    ...loadLists(place, type, context),
    ...loadBounds(place, type),
    personal: place.get('personal').flag(),
    travel: effectiveHeight(place.get('travel'), context.typeTravel),
    derived,
    ...loadTime(place.get('time'), context),
  };
}

/** A field never travels above its type. */
function effectiveHeight(place: Place, typeTravel: Level): Level {
  if (place.isAbsent) return typeTravel;
  const own = place.oneOf(LEVELS);
  return levelRank(own) > levelRank(typeTravel) ? own : typeTravel;
}

function loadLists(place: Place, type: FieldType, context: FieldContext): Pick<Field, 'enum' | 'ref'> {
  const list = place.get('enum');
  const target = place.get('ref');
  if (type !== 'enum' && !list.isAbsent) throw list.invalid(`a ${type} has no code list`);
  if (type !== 'reference' && !target.isAbsent) throw target.invalid(`a ${type} points to no type`);
  if (type === 'enum') {
    const code = list.text();
    if (!context.enums.has(code)) throw list.invalid(`unknown code list “${code}”`);
    return { enum: code };
  }
  if (type !== 'reference') return {};
  const code = target.text();
  if (!context.typeCodes.has(code)) throw target.invalid(`unknown record type “${code}”`);
  return { ref: code };
}

function loadBounds(place: Place, type: FieldType): Pick<Field, 'min' | 'max'> {
  const min = place.get('min').optionalNumber();
  const max = place.get('max').optionalNumber();
  if (!isNumeric(type)) {
    if (min !== undefined) throw place.get('min').invalid(`a ${type} has no bounds`);
    if (max !== undefined) throw place.get('max').invalid(`a ${type} has no bounds`);
  }
  if (min !== undefined && max !== undefined && min > max) {
    throw place.get('max').invalid('the upper bound lies below the lower one');
  }
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function loadTime(place: Place, context: FieldContext): Pick<Field, 'time'> {
  if (place.isAbsent) return {};
  if (!context.isReport) throw place.invalid('only fields of reports are stocks or flows');
  return { time: place.oneOf(['last', 'sum'] as const) };
}
