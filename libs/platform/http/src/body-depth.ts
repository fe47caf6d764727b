import { SilianError } from '#core/kernel';
import { BODY_DEPTH_MAX } from './limits.js';

/** Throws `body_too_deep` where a parsed body is nested too deep. Walks without recursion, so depth cannot hurt it. */
export function assertDepth(body: unknown): void {
  let layer = [body];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > BODY_DEPTH_MAX) throw new SilianError('body_too_deep', { limit: BODY_DEPTH_MAX });
    const next: unknown[] = [];
    for (const value of layer) {
      if (typeof value !== 'object' || value === null) continue;
      for (const child of Object.values(value))
        if (typeof child === 'object' && child !== null) next.push(child);
    }
    layer = next;
  }
}
