/** Children that wait at once; one more is answered as things stand, so that looks never crowd out the frames. */
const WAITING_MAX = 200;

/** Questions of one child that wait at once: one that asks again and again must not take the places of the others. */
const WAITING_OF_ONE_MAX = 2;

/** Where questions wait for news. */
export class WaitingRoom {
  private readonly waiting = new Map<string, number>();

  /** Runs `wait` with the time that there is for it: none where the room is full. */
  async enter<T>(unit: string, waitMs: number, wait: (ms: number) => Promise<T>): Promise<T> {
    const own = this.waiting.get(unit) ?? 0;
    const mayWait = own < WAITING_OF_ONE_MAX && this.waiting.size < WAITING_MAX;
    this.waiting.set(unit, own + 1);
    try {
      return await wait(mayWait ? waitMs : 0);
    } finally {
      const left = (this.waiting.get(unit) ?? 1) - 1;
      if (left > 0) this.waiting.set(unit, left);
      else this.waiting.delete(unit);
    }
  }
}
