/**
 * Every kind of background work, with its bounds. A job carries no input but its name: it is a signal to look, and
 * the worker reads what there is to do from PostgreSQL. So a lost job costs a moment and never a record.
 */
export const JOBS = {
  /** Sends the backlog of the link to the parent: the ordinary lane. */
  uplink: {
    /** The look that happens without any signal: repairs a lost wake-up, also after the queues were flushed. */
    everyMs: 2_000,
    /** A worker that stops renewing for this long is taken for dead, and another takes over. */
    lockMs: 10_000,
  },
  /** The same for the urgent lane, which waits for nothing but the line. */
  urgent: { everyMs: 2_000, lockMs: 10_000 },
  /** Tells the parent that this node is there, and compares with it. */
  heartbeat: { everyMs: 5_000, lockMs: 30_000 },
  /** Renews the node's own certificate when it is time. */
  certificate: { everyMs: 30_000, lockMs: 60_000 },
  /** Ends codes that nobody used and forgets tokens that nobody can use again. */
  'trust-upkeep': { everyMs: 30_000, lockMs: 30_000 },
  /** Asks the parent how far the records have got at the tiers above; the parent holds the question for a while. */
  receipts: { everyMs: 2_000, lockMs: 15_000 },
  /** Looks through stored logs for damage, a part at a time, and mends what it finds. */
  audit: { everyMs: 2_000, lockMs: 60_000 },
  /** Asks the parent for what the units above say; the parent holds the question for a while. */
  downlink: { everyMs: 2_000, lockMs: 15_000 },
  /** Works out the figures whose records stay at this level or below, and sends the parent what it lacks of them. */
  partials: { everyMs: 2_000, lockMs: 30_000 },
  /** Checks and writes the rows of uploaded sheets, batch by batch, and forgets old sheets. */
  imports: { everyMs: 2_000, lockMs: 10_000 },
  /** Counts what a new catalogue has brought, a page of records at a time. */
  recount: { everyMs: 2_000, lockMs: 30_000 },
  /** Marks records by what identifies them, so that like ones meet. */
  likeness: { everyMs: 2_000, lockMs: 30_000 },
} as const;

export type JobName = keyof typeof JOBS;
