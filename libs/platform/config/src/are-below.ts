import { registerDecorator, type ValidationArguments } from 'class-validator';
import { isWithin, unitLevel } from '#core/kernel';

/** A comma-separated list of unit codes, each below the unit that another variable names. */
export function AreBelow(above: string): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'areBelow',
      target: target.constructor,
      propertyName: String(property),
      options: { message: `must be codes of units below ${above}, separated by commas` },
      validator: {
        validate: (value: unknown, args?: ValidationArguments) => {
          if (value === '') return true;
          const top = (args?.object as Record<string, unknown>)[above];
          if (typeof value !== 'string' || typeof top !== 'string') return false;
          return value.split(',').every((code) => isBelow(code, top));
        },
      },
    });
  };
}

function isBelow(code: string, top: string): boolean {
  return unitLevel(code) !== undefined && code !== top && isWithin(code, top);
}
