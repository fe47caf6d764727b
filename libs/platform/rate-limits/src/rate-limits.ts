import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { addressKey } from './address-key.js';
import { Guesses } from './guesses.js';
import { WINDOW_MS } from './limits.js';
import type { Standing } from './request-counts.js';
import { SharedCounts } from './shared-counts.js';

/** As much of a reply as tells a caller how many requests are left. */
export interface RateReply {
  header(name: string, value: string): unknown;
}

/** How credentials come. Guesses are counted by kind: a program with an old token keeps nobody from signing in by a page. */
export type CredentialKind = 'token' | 'cookie';

/** How many requests people and programs may send. Whatever is too much is refused by `rate_limited`. */
@Injectable()
export class RateLimits {
  private readonly guesses = new Guesses();
  private readonly rates: NodeConfig['rates'];

  constructor(
    @Inject(NODE_CONFIG) config: NodeConfig,
    @Inject(SharedCounts) private readonly counts: SharedCounts,
  ) {
    this.rates = config.rates;
  }

  /** Before anything of a request is read but where it goes. */
  admitAddress(address: string): void {
    if (this.rates.addressMax === undefined) return;
    demand(this.counts.take(`address ${addressKey(address)}`, this.rates.addressMax));
  }

  /** As soon as it is known who asks. The answer says how many requests are left (draft-ietf-httpapi-ratelimit-headers). */
  admitCaller(caller: string, reply: RateReply): void {
    const { callerMax } = this.rates;
    if (callerMax === undefined) return;
    const standing = this.counts.take(`caller ${caller}`, callerMax);
    reply.header('ratelimit-policy', `"caller";q=${callerMax};w=${WINDOW_MS / 1_000}`);
    reply.header('ratelimit', `"caller";r=${standing.left};t=${secondsOf(standing)}`);
    demand(standing);
  }

  /** Finds out by `judge` whose credential it is; undefined where it is nobody's. */
  async identify<T>(
    {
      kind,
      text,
      address,
    }: { readonly kind: CredentialKind; readonly text: string; readonly address: string },
    judge: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const { unknownMax } = this.rates;
    if (unknownMax === undefined) return judge();
    const key = `unknown ${kind} ${addressKey(address)}`;
    const take = (): Standing => this.counts.take(key, unknownMax);
    const strikes = {
      take: () => demand(take()),
      add: () => void take(),
      giveBack: () => this.counts.giveBack(key),
    };
    return this.guesses.judge(`${kind} ${text}`, strikes, judge);
  }
}

function demand(standing: Standing): void {
  if (!standing.admitted) throw new SilianError('rate_limited', { seconds: secondsOf(standing) });
}

/** Rounded up, so that who comes again after so many is not refused once more. */
function secondsOf({ endsInMs }: Standing): number {
  return Math.max(1, Math.ceil(endsInMs / 1_000));
}
