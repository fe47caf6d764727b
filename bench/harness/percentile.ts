/** The smallest sample that at least this many per cent of all samples do not exceed. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = [...samples].sort((left, right) => left - right);
  const place = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  const found = sorted[place - 1];
  if (found === undefined) throw new RangeError('no samples');
  return found;
}
