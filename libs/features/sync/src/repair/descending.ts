import { isFound, narrow, splitPoints, type ChainAt, type Narrowed, type Span } from '#core/protocol';

/** Chains at places of one log, as one side holds them. */
export type ChainsAt = (at: readonly number[]) => Promise<readonly ChainAt[]>;

/** More steps than a log of 2⁵³ entries takes: the descent ends also where the other side answers nonsense. */
const STEPS_MAX = 16;

/**
 * Goes down to the first entry of a span at which two copies of a log differ, a few chains at a time; gives what is left of
 * the span. Where the chains are equal throughout, it is the signatures that are not: then it is all of the span.
 */
export async function descend(span: Span, own: ChainsAt, theirs: ChainsAt): Promise<Span> {
  let range: Narrowed = { equal: span.from - 1, differs: span.to };
  for (let step = 0; step < STEPS_MAX; step++) {
    const at = splitPoints(range);
    const narrowed = narrow(range, await own(at), await theirs(at));
    if (!narrowed) return span;
    range = narrowed;
    if (isFound(range)) break;
  }
  return { ...span, from: range.equal + 1 };
}

/** Narrows the spans that do not say themselves where the damage lies. */
export async function pinpoint(spans: readonly Span[], own: ChainsAt, theirs: ChainsAt): Promise<Span[]> {
  const found: Span[] = [];
  for (const span of spans) found.push(span.kind === 'replaced' ? await descend(span, own, theirs) : span);
  return found;
}
