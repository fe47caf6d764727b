import { LRUCache } from 'lru-cache';
import { tokenDigest } from '#platform/config';
import { GOOD_MAX } from './limits.js';

/** Counts those who are not known by what they show. */
interface Strikes {
  /** Throws where there were enough. */
  take(): void;
  /** Counts one, however many there were. */
  add(): void;
  giveBack(): void;
}

/**
 * Slows down guessing. A credential counts as a wrong guess before it is judged, until it has proved right, so that a thousand
 * at once are not all judged. One that was right before is no guess: it is judged at any time, so that nobody is kept out
 * who shares an address with whoever guesses.
 */
export class Guesses {
  private readonly good = new LRUCache<string, true>({ max: GOOD_MAX });
  private readonly beingJudged = new Set<string>();

  async judge<T>(
    credential: string,
    strikes: Strikes,
    judge: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const digest = tokenDigest(credential);
    if (this.good.has(digest)) return this.judgeAgain(digest, strikes, judge);
    // A page that loads asks for ten things at once: what is judged already is one guess, however often it is asked.
    if (this.beingJudged.has(digest)) return judge();
    strikes.take();
    this.beingJudged.add(digest);
    try {
      const found = await judge();
      if (found === undefined) return undefined;
      this.good.set(digest, true);
      strikes.giveBack();
      return found;
    } catch (error) {
      // Somebody was known and told something else, or nothing could be found out.
      strikes.giveBack();
      throw error;
    } finally {
      this.beingJudged.delete(digest);
    }
  }

  private async judgeAgain<T>(
    digest: string,
    strikes: Strikes,
    judge: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const found = await judge();
    if (found !== undefined) return found;
    this.good.delete(digest);
    strikes.add();
    return undefined;
  }
}
