import { isWithin, SilianError, type Day } from '#core/kernel';

/** From `effectiveOn` on, the records of `code` go on with `successor`. */
export interface SuccessionLink {
  readonly code: string;
  readonly effectiveOn: Day;
  readonly successor: string;
  /** True where the successor began on that day with this unit's records and nobody else's: a share is not the whole. */
  readonly alone: boolean;
}

/** From this day on (null: ever since) what belongs to a unit counts in `unit`. */
export interface SuccessionStep {
  readonly from: Day | null;
  readonly unit: string;
}

/** Which unit goes on for which, by day. A code that was closed is never used again, so it has one link at most. */
export class Succession {
  private readonly links = new Map<string, SuccessionLink>();
  private readonly predecessors = new Map<string, string[]>();
  /** How units began that go on alone for another one. */
  private readonly origins = new Map<string, SuccessionLink>();

  /** Throws `reorganisation_conflict` where a code is closed twice or goes on as itself after some steps. */
  constructor(links: readonly SuccessionLink[]) {
    for (const link of links) {
      if (this.links.has(link.code)) throw conflict(link.code, 'is closed twice');
      this.links.set(link.code, link);
      if (link.alone) this.origins.set(link.successor, link);
      const earlier = this.predecessors.get(link.successor);
      if (earlier) earlier.push(link.code);
      else this.predecessors.set(link.successor, [link.code]);
    }
    this.refuseCycles();
  }

  get isEmpty(): boolean {
    return this.links.size === 0;
  }

  /** The units whose records count in more than one unit over the days: all that end, and all that began as others. */
  get codes(): Iterable<string> {
    return new Set([...this.links.keys(), ...this.origins.keys()]);
  }

  /** The unit that goes on for `code` on a day: `code` itself before it is closed, and where nobody knows it. */
  successorOn(code: string, day: Day): string {
    let current = code;
    for (let link = this.inForce(code, day); link; link = this.inForce(current, day))
      current = link.successor;
    return current;
  }

  /** The unit in which the records that `code` has of a day count. */
  placeOn(code: string, day: Day): string {
    return this.stepsOf(code).findLast(({ from }) => from === null || from <= day)?.unit ?? code;
  }

  /**
   * In which unit the records of `code` count, in the order of the days: in those that go on for it, and before it began
   * in the one that went on alone as it. An old shop that is registered late counts where it stood at the time.
   */
  stepsOf(code: string): readonly SuccessionStep[] {
    const before: SuccessionLink[] = [];
    for (let link = this.origins.get(code); link; link = this.origins.get(link.code)) before.unshift(link);
    const steps: SuccessionStep[] = [{ from: null, unit: before[0]?.code ?? code }];
    let from: Day = '';
    for (const link of [...before, ...this.linksFrom(code)]) {
      // Two links of one day are one step: nobody was the unit in between.
      if (link.effectiveOn <= from) steps.pop();
      else from = link.effectiveOn;
      steps.push({ from, unit: link.successor });
    }
    return steps;
  }

  /**
   * True where `code` has belonged to `ancestor` by a day: by its code or that of a unit that goes on for it, under the
   * ancestor's own code or one as which it goes on alone. Who was merged is not all that came of it. What has been signed
   * rightly stays so, whatever becomes of the units later.
   */
  covers(ancestor: string, code: string, day: Day): boolean {
    if (isWithin(code, ancestor)) return true;
    if (this.isEmpty) return false;
    const names = [ancestor];
    for (let link = this.inForce(ancestor, day); link?.alone; link = this.inForce(link.successor, day)) {
      names.push(link.successor);
    }
    for (
      let place: string | undefined = code;
      place !== undefined;
      place = this.inForce(place, day)?.successor
    ) {
      if (names.some((name) => isWithin(place ?? '', name))) return true;
    }
    return false;
  }

  /**
   * True where `sender` may pass the log of `code` on: it covers the unit, or was above it at some time. What comes from
   * below must not be stuck with the old parent until the community's node has been told of the new one.
   */
  relays(sender: string, code: string, day: Day): boolean {
    return this.covers(sender, code, day) || this.lineageOf(code).some((unit) => isWithin(unit, sender));
  }

  /** The unit as which `code` goes on whole: itself while it is there, undefined where it was merged into another. */
  heirOn(code: string, day: Day): string | undefined {
    let current = code;
    for (let link = this.inForce(code, day); link; link = this.inForce(current, day)) {
      if (!link.alone) return undefined;
      current = link.successor;
    }
    return current;
  }

  private lineageOf(code: string): readonly string[] {
    const lineage = [code];
    for (let link = this.links.get(code); link; link = this.links.get(link.successor))
      lineage.push(link.successor);
    const pending = [code];
    for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) {
      const earlier = this.predecessors.get(unit) ?? [];
      lineage.push(...earlier);
      pending.push(...earlier);
    }
    return lineage;
  }

  private linksFrom(code: string): readonly SuccessionLink[] {
    const links: SuccessionLink[] = [];
    for (let link = this.links.get(code); link; link = this.links.get(link.successor)) links.push(link);
    return links;
  }

  private inForce(code: string, day: Day): SuccessionLink | undefined {
    const link = this.links.get(code);
    return link && link.effectiveOn <= day ? link : undefined;
  }

  private refuseCycles(): void {
    const ended = new Set<string>();
    for (const start of this.links.keys()) {
      const walked = new Set<string>();
      for (let code = start; !ended.has(code);) {
        if (walked.has(code)) throw conflict(code, 'goes on as itself');
        walked.add(code);
        const link = this.links.get(code);
        if (!link) break;
        code = link.successor;
      }
      for (const code of walked) ended.add(code);
    }
  }
}

function conflict(code: string, rule: string): SilianError {
  return new SilianError('reorganisation_conflict', { path: code, rule });
}
