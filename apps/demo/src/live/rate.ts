/** Shorter, and the rate jumps with every batch; longer, and it lags behind what is seen. */
const WINDOW_MS = 5_000;

/** How fast a count has grown lately. */
export class Rate {
  private readonly samples: { readonly at: number; readonly count: number }[] = [];

  /** Takes the count of now; gives the growth per second over the last few seconds. */
  perSecond(count: number, now: number): number {
    this.samples.push({ at: now, count });
    while (this.samples.length > 2 && now - (this.samples[1]?.at ?? now) >= WINDOW_MS) this.samples.shift();
    const first = this.samples[0];
    if (!first || now === first.at) return 0;
    return Math.max(0, ((count - first.count) * 1_000) / (now - first.at));
  }
}
