import { registerDecorator, type ValidationArguments } from 'class-validator';
import type { Level } from '#core/kernel';

/** The unit's code must be of the node's level: a street's code on a district node is a configuration mistake. */
export function MatchesLevel(levelOf: (code: string) => Level | undefined): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'matchesLevel',
      target: target.constructor,
      propertyName: String(property),
      options: {
        message:
          'must be a code of the level in NODE_LEVEL (city 4 digits, district 6, street 9, community 12)',
      },
      validator: {
        validate: (value: unknown, args?: ValidationArguments) =>
          typeof value === 'string' && levelOf(value) === (args?.object as { NODE_LEVEL?: Level }).NODE_LEVEL,
      },
    });
  };
}
