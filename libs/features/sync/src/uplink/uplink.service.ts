import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isLevel, type Level } from '#core/kernel';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Queues } from '#platform/queues';
import { Database } from '#platform/storage';
import { ReceiptBook } from '../receipts/receipt-book.js';
import { FrameSender } from './frame-sender.js';
import { LaneUplink } from './lane-uplink.js';
import { Pace, UNPACED } from './pace.js';

/** The link to the parent: a job for each lane. */
@Injectable()
export class Uplink implements OnModuleInit, OnModuleDestroy {
  private lanes: LaneUplink[] = [];

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(FrameSender) private readonly sender: FrameSender,
    @Inject(ReceiptBook) private readonly book: ReceiptBook,
  ) {}

  onModuleInit(): void {
    const { profile, roles, uplinkPace } = this.config;
    if (!profile.parent || !roles.has('worker')) return;
    const { database, queues, sender, book } = this;
    const parts = { database, queues, sender, book, parentLevel: this.parentLevel(profile.parent) };
    const timeOfDay = () => this.clock.timeOfDay();
    const ordinary = new LaneUplink(parts, 'uplink', undefined, new Pace(uplinkPace, timeOfDay));
    const urgent = new LaneUplink(parts, 'urgent', 'urgent', new Pace(UNPACED, timeOfDay));
    this.lanes = [ordinary, urgent];
    queues.handle('uplink', () => ordinary.drain());
    queues.handle('urgent', () => urgent.drain());
  }

  /**
   * What the parent may see is the business of its level, and where a tier is skipped that is not the one right above:
   * the parent is the node that issued this node's certificate.
   */
  private parentLevel(above: Level): Level {
    const issuer = this.identity.chain[1];
    const level = issuer && (JSON.parse(issuer.claims) as { level?: unknown }).level;
    return isLevel(level) ? level : above;
  }

  /** Before the queues wait for the jobs in hand: they end with the frames that are on their way. */
  onModuleDestroy(): void {
    for (const lane of this.lanes) lane.stop();
    this.sender.stop();
  }
}
