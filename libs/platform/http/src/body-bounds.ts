import { SilianError } from '#core/kernel';
import { BODY_DEPTH_MAX, BODY_VALUES_MAX } from './limits.js';

/**
 * Throws where a parsed body is nested too deep or holds too many values. Walks without recursion, so neither can
 * hurt it; what comes after may then work on the body as it likes.
 */
export function assertBounds(body: unknown): void {
  let layer = [body];
  let values = 0;
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > BODY_DEPTH_MAX) throw new SilianError('body_too_deep', { limit: BODY_DEPTH_MAX });
    const next: unknown[] = [];
    for (const value of layer) {
      if (typeof value !== 'object' || value === null) continue;
      const children = Object.values(value);
      values += children.length;
      if (values > BODY_VALUES_MAX) throw tooManyValues();
      for (const child of children) if (typeof child === 'object' && child !== null) next.push(child);
    }
    layer = next;
  }
}

function tooManyValues(): SilianError {
  return new SilianError('body_invalid', {}, [
    { field: '', rules: [`at most ${BODY_VALUES_MAX} values in one body`] },
  ]);
}
