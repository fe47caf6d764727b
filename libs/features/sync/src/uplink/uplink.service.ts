import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import { Database } from '#platform/storage';
import { ParentContact } from '#features/nodes';
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
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(FrameSender) private readonly sender: FrameSender,
    @Inject(ReceiptBook) private readonly book: ReceiptBook,
    @Inject(ParentContact) private readonly contact: ParentContact,
  ) {}

  onModuleInit(): void {
    const { profile, roles, uplinkPace } = this.config;
    if (!profile.parent) return;
    const { database, queues, sender, book, contact } = this;
    const parts = { database, queues, sender, book, contact };
    const timeOfDay = () => this.clock.timeOfDay();
    const ordinary = new LaneUplink(parts, 'uplink', undefined, new Pace(uplinkPace, timeOfDay));
    const urgent = new LaneUplink(parts, 'urgent', 'urgent', new Pace(UNPACED, timeOfDay));
    this.lanes = [ordinary, urgent];
    if (!roles.has('worker')) return;
    queues.handle('uplink', () => ordinary.drain());
    queues.handle('urgent', () => urgent.drain());
  }

  /** Sends for some seconds what the parent lacks, also where no worker runs. */
  async drain(): Promise<void> {
    for (const lane of this.lanes) await lane.drain();
  }

  /** Before the queues wait for the jobs in hand: they end with the frames that are on their way. */
  onModuleDestroy(): void {
    for (const lane of this.lanes) lane.stop();
    this.sender.stop();
  }
}
