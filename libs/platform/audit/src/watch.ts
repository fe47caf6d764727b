import { AsyncLocalStorage } from 'node:async_hooks';
import { commonUnit } from './common-unit.js';

/** A record of which personal data was shown. */
interface Shown {
  readonly record: string;
  readonly type: string;
  readonly unit: string;
}

/** Records of which one request has shown personal data. */
export class Looks {
  private readonly shown = new Map<string, Shown>();
  /** What the deed was done to, where that is known only while it is done. */
  subject: { readonly type: string; readonly ids: readonly string[] } | undefined;

  private over = false;

  add(one: Shown): void {
    if (!this.over) this.shown.set(one.record, one);
  }

  /** The entry is made: what a file that is still being sent shows is not gathered, however long it is. */
  close(): void {
    this.over = true;
  }

  get count(): number {
    return this.shown.size;
  }

  get records(): string[] {
    return [...this.shown.keys()];
  }

  /** The types, where they are few enough to name. */
  get types(): string {
    return [...new Set([...this.shown.values()].map(({ type }) => type))].sort().join(' ');
  }

  /** The smallest unit that all of them belong to. */
  get unit(): string | undefined {
    return commonUnit([...this.shown.values()].map(({ unit }) => unit));
  }
}

const looks = new AsyncLocalStorage<Looks>();

export function watching<T>(watched: Looks, work: () => T): T {
  return looks.run(watched, work);
}

/**
 * Says that personal data of a record is shown to whoever asks at the moment. Called where fields become an answer, so that no route
 * can forget it; where nobody asks, as in background work, it does nothing.
 */
export function noteShown(one: Shown): void {
  looks.getStore()?.add(one);
}

/** Says what a deed is done to, where the request cannot say it: something that is only now made. Said before the transaction ends. */
export function noteSubject(type: string, id: string): void {
  const running = looks.getStore();
  if (running) running.subject = { type, ids: [id] };
}
