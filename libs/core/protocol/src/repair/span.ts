/**
 * missing   the rows are not there
 * altered   the rows, or the chains there, are not what leads on
 * replaced  somewhere in it rows were exchanged together with their chains: the rows themselves do not say where
 */
export type DamageKind = 'missing' | 'altered' | 'replaced';

/** Entries of one log, from and to included. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly kind: DamageKind;
}

/** Adds a span behind the others; it becomes part of the last one where it joins it. */
export function addSpan(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last?.kind !== span.kind || last.to + 1 !== span.from) spans.push(span);
  else spans[spans.length - 1] = { ...last, to: span.to };
}

/** The first of these spans, so many entries of them at the most. */
export function firstOf(spans: readonly Span[], entriesMax: number): Span[] {
  const taken: Span[] = [];
  let left = entriesMax;
  for (const span of spans) {
    if (left === 0) break;
    const to = Math.min(span.to, span.from + left - 1);
    taken.push({ ...span, to });
    left -= to - span.from + 1;
  }
  return taken;
}
