import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { SilianError } from '#core/kernel';

/** argon2id as OWASP asks for it: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** More at once would take the processors from everything else that a node does. */
const AT_ONCE_MAX = 2;

/** Who comes behind these is told that the node is busy: waiting would only make the line longer. */
const WAITING_MAX = 20;

/** Makes and judges hashes of passwords, a few at a time. */
@Injectable()
export class PasswordHashes {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly nobodys: Promise<string> = hash('nobody signs in with this', COST);

  make(password: string): Promise<string> {
    return this.inTurn(() => hash(password, COST));
  }

  /** Takes as long where there is no hash: how long it took must not tell whether there is an account. */
  check(held: string | null | undefined, password: string): Promise<boolean> {
    return this.inTurn(async () => (await verify(held ?? (await this.nobodys), password)) && held != null);
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE_MAX) {
      if (this.waiting.length >= WAITING_MAX) throw new SilianError('busy');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes the place over: it is never free in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
