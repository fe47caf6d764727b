import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';

/** Of the pool's connections, frames leave as many to people as they take. */
const SHARE_OF_POOL = 0.5;

/**
 * Frames that wait for their turn. Each is up to a megabyte in memory: with more, hundreds of children that come back
 * at the same moment would fill it, and the last of them would have given up before its turn came.
 */
const WAITING_MAX = 64;

/** Lets a few frames in at a time, so that whoever works at this node finds a free connection whatever comes from below. */
@Injectable()
export class FrameGate {
  private readonly atOnceMax: number;
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(@Inject(NODE_CONFIG) config: Pick<NodeConfig, 'database'>) {
    this.atOnceMax = Math.max(1, Math.floor(config.database.poolMax * SHARE_OF_POOL));
  }

  /** Runs the work in its turn; throws `busy` where too many wait already. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.inside < this.atOnceMax) {
      this.inside += 1;
      return;
    }
    if (this.waiting.length >= WAITING_MAX) throw new SilianError('busy');
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** The place goes to the one that has waited longest. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.inside -= 1;
  }
}
