/** Where a message can be caught on its way. */
export type Place = 'request' | 'answer';

/** A message that stands still until it is decided what becomes of it. */
export interface Caught {
  readonly bytes: Buffer;
  /** Lets it arrive, also where its sender is gone. */
  pass(): void;
  /** It never arrives, and its connection is reset. */
  drop(): void;
}

interface Trap {
  readonly place: Place;
  readonly wants: (request: Buffer) => boolean;
  readonly catch: (caught: Caught) => void;
}

/** Which message is caught, and until when. */
export interface Wanted {
  /** Told by the request, also where its answer is caught. */
  readonly wants?: (request: Buffer) => boolean;
  readonly signal?: AbortSignal;
}

/** Catches messages of a link at chosen places, so that something can happen exactly there. */
export class Traps {
  private traps: Trap[] = [];

  /** The next message at this place; undefined where none comes in time, or before the signal. */
  next(place: Place, msMax: number, { wants = () => true, signal }: Wanted): Promise<Caught | undefined> {
    return new Promise((resolve) => {
      const trap: Trap = { place, wants, catch: (caught) => (clearTimeout(overdue), resolve(caught)) };
      const giveUp = (): void => {
        clearTimeout(overdue);
        this.traps = this.traps.filter((other) => other !== trap);
        resolve(undefined);
      };
      const overdue = setTimeout(giveUp, msMax);
      this.traps.push(trap);
      if (signal?.aborted) giveUp();
      else signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Waits where a trap is set; gives undefined where there was none, else whether the message may pass. */
  async stand(place: Place, bytes: Buffer, request: Buffer): Promise<boolean | undefined> {
    const trap = this.traps.find((other) => other.place === place && other.wants(request));
    if (!trap) return undefined;
    this.traps = this.traps.filter((other) => other !== trap);
    return new Promise((resolve) => {
      trap.catch({ bytes, pass: () => resolve(true), drop: () => resolve(false) });
    });
  }
}
