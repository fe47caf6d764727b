import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { logKey, type LogId } from '#core/protocol';
import { Clock } from '#platform/config';
import { NODE_IDENTITY, type Caller, type NodeIdentity } from '#platform/identity';
import { Queues } from '#platform/queues';
import {
  advanceHeads,
  Collision,
  createOrigins,
  enteredBelow,
  Database,
  findOrigins,
  findRecords,
  HOSTED_ABOVE,
  isCollision,
  lockOrigins,
  newestOrigins,
  RECOVERING,
  RETURNING,
  suspectLogs,
  unsoundHeads,
  type OriginRow,
  type Sql,
} from '#platform/storage';
import { CurrentCatalogue, Ledger } from '#features/ledger';
import { EntryRules } from '#features/obligations';
import { EntryWarnings } from '#features/quality';
import { subjectOf, type Draft } from './draft.js';
import { Drafter, type KnownRecord } from './drafter.js';
import { LogWriter, sealDraft } from './log-writer.js';
import type { TrialOutcome, WriteOperation, WriteOutcome, WrittenRecord } from './operation.js';
import { PersonCompletion } from './person-completion.js';
import { checkAgainstStored, readStored, type StoredPicture } from './stored-picture.js';

/** A log that was never restored. */
const FIRST_EPOCH = 1;

/** How the ledger holds back what would touch a record that came in since the drafts were compared with it. */
const OVERTAKEN: ReadonlySet<string> = new Set(['record_id_taken', 'version_stale']);

/** Every attempt meets at least one more record that it did not know: more attempts than this mean a busy node. */
const ATTEMPTS_MAX = 5;

/**
 * Writes records of the units that this node enters for. A whole batch is one transaction: what is sound is saved,
 * what is not gets its error, and nothing is saved half.
 */
@Injectable()
export class RecordWriter {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(Drafter) private readonly drafter: Drafter,
    @Inject(PersonCompletion) private readonly persons: PersonCompletion,
    @Inject(EntryRules) private readonly rules: EntryRules,
    @Inject(EntryWarnings) private readonly quality: EntryWarnings,
  ) {}

  /**
   * One outcome for each operation, in the same order. What `also` does is done in the same transaction, and once;
   * where it throws nothing is written.
   */
  async write(
    caller: Caller,
    operations: readonly WriteOperation[],
    also?: (tx: Sql, outcomes: readonly WriteOutcome[]) => Promise<void>,
  ): Promise<WriteOutcome[]> {
    const drafts = await this.draft(caller, operations);
    const sound = drafts.filter(isSound);
    if (sound.length === 0 && !also) return drafts as WriteOutcome[];
    const outcomes = await this.repeatedly(async (tx) => {
      const written = sound.length === 0 ? new Map() : await this.append(tx, sound);
      const all = drafts.map((draft) => (isSound(draft) ? (written.get(draft) as WriteOutcome) : draft));
      await also?.(tx, all);
      return all;
    });
    for (const lane of new Set(sound.map((draft) => draft.lane))) this.queues.wake(lane ?? 'uplink');
    // Whoever has something done beside the writing has taken the outcomes already.
    return also ? outcomes : this.withWarnings(caller, drafts, outcomes);
  }

  /** One operation by itself; throws its error. */
  async writeOne(caller: Caller, operation: WriteOperation): Promise<WrittenRecord> {
    const [outcome] = await this.write(caller, [operation]);
    if (!outcome) throw new TypeError('an operation has an outcome');
    if ('error' in outcome) throw outcome.error;
    return outcome;
  }

  /** What `write` would answer now, as far as it can be known without the logs' locks. Changes nothing. */
  async tryOut(caller: Caller, operations: readonly WriteOperation[]): Promise<TrialOutcome[]> {
    const drafts = await this.draft(caller, operations);
    const picture = await readStored(this.database.sql, drafts.filter(isSound));
    const outcomes = drafts.map((draft) =>
      settle((): TrialOutcome => {
        if (!isSound(draft)) return draft;
        const { repeated, warnings } = checkAgainstStored(draft, picture);
        if (!repeated) picture.note(draft);
        const version = repeated?.version ?? draft.base + 1;
        return { record: draft.record, version, repeated: repeated !== undefined, warnings };
      }),
    );
    return this.withWarnings(caller, drafts, outcomes);
  }

  /** Adds what is worth a second look among other records. After the commit: what is saved waits for nothing. */
  private async withWarnings<Outcome extends TrialOutcome>(
    caller: Caller,
    drafts: readonly (Draft | { error: SilianError })[],
    outcomes: readonly Outcome[],
  ): Promise<Outcome[]> {
    const subjects = drafts.flatMap((draft, index) => {
      const outcome = outcomes[index];
      const put = isSound(draft) && draft.op !== 'delete' && outcome && !('error' in outcome);
      return put ? [subjectOf(draft)] : [];
    });
    const found = await this.quality.of(caller, subjects);
    return outcomes.map((outcome) => {
      const more = 'error' in outcome ? undefined : found.get(outcome.record);
      if ('error' in outcome || !more) return outcome;
      const notices = more.map(({ field, code, message, severity }) => ({ field, code, message, severity }));
      return { ...outcome, warnings: [...outcome.warnings, ...notices] };
    });
  }

  private async draft(
    caller: Caller,
    operations: readonly WriteOperation[],
  ): Promise<(Draft | { error: SilianError })[]> {
    const known = await this.knownRecords(operations);
    const completed = await this.persons.complete(operations, known);
    return completed.map((operation) =>
      'error' in operation ? operation : settle(() => this.drafter.draft(caller, operation, known)),
    );
  }

  private async knownRecords(operations: readonly WriteOperation[]): Promise<Map<string, KnownRecord>> {
    const ids = operations.flatMap((operation) => (operation.op === 'create' ? [] : operation.record));
    if (ids.length === 0) return new Map();
    const rows = await findRecords(this.database.sql, [...new Set(ids)]);
    const logs = await findOrigins(this.database.sql, [...new Set(rows.map((row) => row.originId))]);
    const lanes = new Map(logs.map((log) => [log.id, log.lane]));
    return new Map(rows.map((row) => [row.record, { row, lane: lanes.get(row.originId) }]));
  }

  /** Two requests may use one new id or key at once. The one that loses tries again and sees what the other wrote. */
  private async repeatedly<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.transaction(work);
      } catch (error) {
        if (!isCollision(error)) throw error;
        if (attempt === ATTEMPTS_MAX) throw new SilianError('busy', {}, undefined, { cause: error });
      }
    }
  }

  private async append(tx: Sql, drafts: readonly Draft[]): Promise<Map<Draft, WriteOutcome>> {
    // In one order for everybody: two batches that begin the same logs must not wait for each other in a circle.
    const origins = await this.lockLogs(tx, drafts);
    const unsound = await this.findUnsound(tx, origins);
    const picture = await readStored(tx, drafts);
    const refusals = await this.refusals(tx, drafts, picture);
    const writers = new Map<string, LogWriter>();
    const outcomes = new Map<Draft, WriteOutcome>();
    for (const draft of drafts) {
      const outcome = settle(() => this.appendOne(draft, { origins, unsound, picture, refusals, writers }));
      outcomes.set(draft, outcome);
    }
    const entries = [...writers.values()].map((writer) => ({
      head: writer.finish(),
      entries: writer.entries,
    }));
    if (entries.length > 0) {
      const held = await this.ledger.append(
        tx,
        entries.flatMap((log) => log.entries),
      );
      if (held.some(({ code }) => OVERTAKEN.has(code)))
        throw new Collision('a record id was taken meanwhile');
      await advanceHeads(
        tx,
        entries.map((log) => log.head),
      );
    }
    return outcomes;
  }

  private appendOne(draft: Draft, { origins, unsound, picture, refusals, writers }: Writing): WriteOutcome {
    const log = placeOf(draft);
    const origin = origins.get(log);
    if (!origin?.local) throw new SilianError('unit_not_here', { unit: draft.unit });
    if (unsound.has(origin.id)) throw new SilianError('log_damaged', { origin: draft.unit });
    if (origin.frozenCode) throw frozen(origin.frozenCode, draft.unit);
    const { repeated, warnings } = checkAgainstStored(draft, picture);
    const { epoch, lane } = origin;
    if (repeated) return { ...repeated, epoch, lane, warnings, repeated: true };
    const refusal = refusals.get(draft);
    if (refusal) throw refusal;
    const stamp = { catalogue: this.current.catalogue.version, recordedAt: this.clock.now().toISOString() };
    const sealed = sealDraft(draft, stamp);
    const writer = writers.get(log) ?? new LogWriter(origin, this.identity);
    writers.set(log, writer);
    const seq = writer.add(draft, sealed);
    picture.note(draft);
    const { record, unit } = draft;
    return { record, unit, version: draft.base + 1, epoch, lane, seq, warnings, repeated: false };
  }

  private async refusals(
    tx: Sql,
    drafts: readonly Draft[],
    picture: StoredPicture,
  ): Promise<ReadonlyMap<Draft, SilianError>> {
    // What a person may demand waits for no period, and changes no figure of one.
    const admitted = drafts.filter(({ header }) => header.erases === undefined);
    const intended = admitted.map((draft) => {
      const { type, unit, header, content } = draft;
      const before = picture.record(draft.record)?.occurredOn;
      const days = [before, header.occurredOn].filter((day) => typeof day === 'string');
      return { draft, type, unit, days, fields: draft.op === 'delete' ? undefined : content.get('city') };
    });
    const refused = await this.rules.refusals(tx, intended);
    return new Map([...refused].map(([{ draft }, error]) => [draft, error]));
  }

  /** A log that went on from a head that lies would be broken for good, by its own writer's signature. */
  private async findUnsound(tx: Sql, origins: ReadonlyMap<string, OriginRow>): Promise<Set<number>> {
    const unsound = await unsoundHeads(
      tx,
      [...origins.values()].map(({ id }) => id),
    );
    if (unsound.size === 0) return unsound;
    await suspectLogs(tx, [...unsound]);
    this.queues.wake('audit');
    return unsound;
  }

  /** Locks the newest log of each unit and lane, and begins one where there is none. */
  private async lockLogs(tx: Sql, drafts: readonly Draft[]): Promise<Map<string, OriginRow>> {
    const places = new Map(drafts.map((draft) => [placeOf(draft), draft]));
    const units = [...new Set(drafts.map((draft) => draft.unit))];
    const newest = await newestOrigins(tx, units);
    // All epochs of a unit go on together: what follows an operator's decision is one epoch in every lane.
    const epochs = new Map<string, number>();
    for (const { origin, epoch } of newest) epochs.set(origin, Math.max(epoch, epochs.get(origin) ?? 0));
    const logs: LogId[] = [...places.keys()].sort().map((place) => {
      const { unit, lane } = places.get(place) as Draft;
      return { origin: unit, epoch: epochs.get(unit) ?? FIRST_EPOCH, lane };
    });
    const held = new Set(newest.map(logKey));
    const missing = logs.filter((log) => !held.has(logKey(log)));
    if (missing.length > 0) {
      // Another replica may not have heard yet that the unit has been handed over.
      const [unit] = await enteredBelow(tx, missing);
      if (unit !== undefined) throw new SilianError('unit_not_here', { unit });
      await createOrigins(tx, missing, true);
    }
    const rows = await lockOrigins(tx, logs);
    // An operator has opened the next epoch since the newest was looked up: the next attempt goes there.
    if (rows.some(({ abandonedAfter }) => abandonedAfter !== null)) throw new Collision('a log was closed');
    return new Map(rows.map((row) => [placeOf({ unit: row.origin, lane: row.lane }), row]));
  }
}

/** Why nothing is written: what heals by itself or by a command says so. */
function frozen(code: string, origin: string): SilianError {
  const known = code === RECOVERING || code === HOSTED_ABOVE || code === RETURNING ? code : 'origin_frozen';
  return new SilianError(known, { origin });
}

/** What a batch is written with. */
interface Writing {
  readonly origins: ReadonlyMap<string, OriginRow>;
  /** Logs whose head is not that of their last entry. */
  readonly unsound: ReadonlySet<number>;
  readonly picture: StoredPicture;
  /** Drafts that periods do not admit: locked ones, and declarations without a report. */
  readonly refusals: ReadonlyMap<Draft, SilianError>;
  readonly writers: Map<string, LogWriter>;
}

/** Which of a unit's logs a draft goes into, whatever its epoch. */
function placeOf({ unit, lane }: Pick<Draft, 'unit' | 'lane'>): string {
  return lane === undefined ? unit : `${unit} ${lane}`;
}

function isSound(draft: Draft | { error: SilianError }): draft is Draft {
  return !('error' in draft);
}

/** Keeps one operation's error from failing the rest; anything but our own error fails the whole batch. */
function settle<T extends object>(work: () => T): T | { error: SilianError } {
  try {
    return work();
  } catch (error) {
    if (error instanceof SilianError) return { error };
    throw error;
  }
}
