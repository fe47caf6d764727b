import { Inject, Injectable } from '@nestjs/common';
import { issuersOf, NODE_IDENTITY, type Issuer, type NodeIdentity } from '#platform/identity';

/** The tiers above this node. Asked anew each time: its certificate is renewed, and its parent may be another one. */
@Injectable()
export class Tiers {
  constructor(@Inject(NODE_IDENTITY) private readonly identity: NodeIdentity) {}

  get above(): readonly Issuer[] {
    return issuersOf(this.identity.chain);
  }

  /** The unit at the top of the tree; this one where nothing is above it. */
  get top(): string {
    return this.above.at(-1)?.unit ?? this.identity.unit;
  }
}
