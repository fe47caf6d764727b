import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { NAMED_PROBLEMS_MAX } from './limits.js';

/** Which parts of a body or query break which rule; values are left out. */
function problemsOf(errors: readonly ValidationError[], path = ''): { field: string; rules: string[] }[] {
  return errors.flatMap((error) => {
    const field = path ? `${path}.${error.property}` : error.property;
    // Decorators are applied from the last to the first; the rules read better as they are written.
    const own = error.constraints ? [{ field, rules: Object.values(error.constraints).reverse() }] : [];
    return [...own, ...problemsOf(error.children ?? [], field)];
  });
}

/** Checks DTOs by their class-validator rules and refuses what they do not name. */
export function createValidationPipe(): ValidationPipe {
  return new CheckedInput({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    exceptionFactory: (errors) => new BrokenRules(problemsOf(errors).slice(0, NAMED_PROBLEMS_MAX)),
  });
}

class BrokenRules extends Error {
  constructor(readonly problems: ReturnType<typeof problemsOf>) {
    super('input that breaks rules');
  }
}

/** Says of which part of the request the rules are broken. */
class CheckedInput extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (Buffer.isBuffer(value)) throw new SilianError('media_type_unsupported');
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      if (!(error instanceof BrokenRules)) throw error;
      throw new SilianError(metadata.type === 'query' ? 'query_invalid' : 'body_invalid', {}, error.problems);
    }
  }
}
