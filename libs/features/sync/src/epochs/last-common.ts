/**
 * The last place up to `limit` at which two logs agree; 0 where they part at once. `agree` says of some places, in their
 * order, at which they do: `places` of them at the most. Two logs that differ once differ for ever, so each answer narrows
 * the search down by that factor.
 */
export async function lastCommonPlace(
  limit: number,
  places: number,
  agree: (seqs: readonly number[]) => Promise<readonly boolean[]>,
): Promise<number> {
  let [common, differing] = [0, limit + 1];
  while (differing - common > 1) {
    const seqs = between(common, differing, places);
    const answers = await agree(seqs);
    const first = seqs.findIndex((_, index) => !answers[index]);
    if (first < 0) common = seqs.at(-1) ?? common;
    else [common, differing] = [seqs[first - 1] ?? common, seqs[first] ?? differing];
  }
  return common;
}

/** So many places at the most, spread evenly between two that are left out. */
function between(low: number, high: number, places: number): number[] {
  const count = Math.min(places, high - low - 1);
  return Array.from(
    { length: count },
    (_, index) => low + Math.ceil(((index + 1) * (high - low)) / (count + 1)),
  );
}
