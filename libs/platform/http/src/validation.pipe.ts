import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { SilianError } from '#core/kernel';

/** Which parts of a body or query break which rule; values are left out. */
function problemsOf(errors: readonly ValidationError[], path = ''): { field: string; rules: string[] }[] {
  return errors.flatMap((error) => {
    const field = path ? `${path}.${error.property}` : error.property;
    const own = error.constraints ? [{ field, rules: Object.values(error.constraints) }] : [];
    return [...own, ...problemsOf(error.children ?? [], field)];
  });
}

/** Checks DTOs by their class-validator rules and refuses what they do not name. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => new SilianError('body_invalid', {}, problemsOf(errors)),
  });
}
