import { registerDecorator, type ValidationArguments } from 'class-validator';

/** A variable that says the same as another one: where both are set, nobody knows which of them is meant. */
export function AbsentBeside(other: string): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'absentBeside',
      target: target.constructor,
      propertyName: String(property),
      options: { message: `must not be set beside ${other}: one of the two is enough` },
      validator: {
        validate: (_value: unknown, args?: ValidationArguments) =>
          (args?.object as Record<string, unknown>)[other] === undefined,
      },
    });
  };
}
