import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import {
  PARTIAL_ROWS_MAX,
  PARTIAL_SOURCES_MAX,
  PARTIAL_SPLITS_LENGTH_MAX,
  splitLength,
  type PartialGroup,
  type PartialRow,
  type PartialsPlace,
} from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import {
  acknowledgePartials,
  Database,
  partialsAfter,
  partialSources,
  type PartialFigure,
  type PartialSource,
} from '#platform/storage';
import { Heartbeats, LinkError, ParentLink } from '#features/nodes';
import { PartialsComputing } from './partials-computing.js';
import { SeriesAbove } from './series-above.js';

export const PARTIALS_PART = 'partials';
export const PARTIALS_PATH = '/sync/v1/partials';

/** Requests of one run: what is left follows with the next one, so that a stop is never far. */
const REQUESTS_MAX = 20;

/** A parent of the version before knows no such address: it is left in peace for so long. */
const UNKNOWN_PAUSE_MS = 5 * 60_000;

/** Sends the parent the figures whose records it must not have, and what it lacks of those from below. */
@Injectable()
export class PartialsSender implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Partials');
  private heldAbove = 0;
  private pausedUntilMs = 0;
  private silent = false;
  private stopping = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
    @Inject(SeriesAbove) private readonly series: SeriesAbove,
    @Inject(PartialsComputing) private readonly computing: PartialsComputing,
  ) {}

  onModuleInit(): void {
    if (!this.config.profile.parent) return;
    this.heartbeats.asks(PARTIALS_PART, { ask: () => this.ask(), take: (answer) => this.take(answer) });
    if (this.config.roles.has('worker')) this.queues.handle('partials', () => this.run());
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }

  private async run(): Promise<void> {
    if (this.stopping || !this.isNeeded) return;
    await this.computing.keepUp(this.heldAbove);
    if (performance.now() < this.pausedUntilMs) return;
    try {
      await this.send();
      this.silent = false;
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      if (error.isUnknownRoute) this.pausedUntilMs = performance.now() + UNKNOWN_PAUSE_MS;
      if (!this.silent)
        this.logger.warn({ msg: 'partial figures not taken by the parent', code: error.code });
      this.silent = true;
    }
  }

  /** Where every record may rise to the parent, there is nothing to work out. */
  private get isNeeded(): boolean {
    return this.series.at(this.parent.place.level).size > 0;
  }

  private async send(): Promise<void> {
    const { sql } = this.database;
    const behind = (await partialSources(sql)).filter((source) => !isAcked(source));
    let requests = 0;
    for (const source of behind) {
      let place: PartialsPlace | null =
        source.ackedGeneration === null
          ? null
          : { generation: source.ackedGeneration, sequence: source.ackedSequence };
      while (!this.stopping && !isAt(place, source)) {
        if (requests++ >= REQUESTS_MAX) return this.queues.wake('partials');
        const next: PartialsPlace | null = await this.sendBatch(source, place);
        await acknowledgePartials(sql, source.unit, next);
        if (next) this.heldAbove = source.sender === null ? next.generation : this.heldAbove;
        // The parent knows a newer generation: it is begun anew with the next run.
        if (next && next.generation > source.generation) return this.queues.wake('partials');
        if (place && next && isAt(place, next)) return;
        place = next;
      }
    }
  }

  /** What the parent has afterwards. */
  private async sendBatch(source: PartialSource, place: PartialsPlace | null): Promise<PartialsPlace | null> {
    const { unit, generation, catalogue, sequence: head } = source;
    const after = place?.generation === generation ? place.sequence : 0;
    const found = await partialsAfter(this.database.sql, unit, after, PARTIAL_ROWS_MAX);
    const rows = fitting(found.map(rowOf));
    const all = rows.length === found.length && found.length < PARTIAL_ROWS_MAX;
    const upTo = all ? Math.max(head, rows.at(-1)?.sequence ?? 0) : (rows.at(-1)?.sequence ?? head);
    const batch = { unit, generation, catalogue, after, upTo, head: Math.max(head, upTo), rows };
    const { held } = ((await this.parent.callJson(PARTIALS_PATH, batch)) ?? {}) as { held?: unknown };
    return readPlace(held);
  }

  private async ask(): Promise<unknown> {
    const sources = await partialSources(this.database.sql);
    return {
      sources: sources
        .slice(0, PARTIAL_SOURCES_MAX)
        .map(({ unit, generation, sequence }) => ({ unit, generation, sequence })),
    };
  }

  /** A parent that lost something is sent it again. An older one answers nothing, and nothing is concluded from that. */
  private async take(answer: unknown): Promise<void> {
    const { held } = (answer ?? {}) as { held?: unknown };
    if (!Array.isArray(held)) return;
    const sources = await partialSources(this.database.sql);
    for (const [index, source] of sources.slice(0, PARTIAL_SOURCES_MAX).entries()) {
      if (index >= held.length) return;
      const place = held[index] === null ? null : readPlace(held[index]);
      if (source.sender === null && place) this.heldAbove = Math.max(this.heldAbove, place.generation);
      await acknowledgePartials(this.database.sql, source.unit, place);
      if (!isAt(place, source)) this.queues.wake('partials');
    }
  }
}

function isAcked(source: PartialSource): boolean {
  return source.ackedGeneration === source.generation && source.ackedSequence >= source.sequence;
}

function isAt(place: PartialsPlace | null, { generation, sequence }: PartialsPlace): boolean {
  return place?.generation === generation && place.sequence >= sequence;
}

function rowOf({ series, day, value, records, split, hidden, sequence }: PartialFigure): PartialRow {
  const groups = JSON.parse(split) as PartialGroup[];
  return {
    ...{ series, day, value: value === null ? null : String(value), records },
    ...{ split: groups, hidden, sequence },
  };
}

/** As many of the first rows as one request has room for. */
function fitting(rows: readonly PartialRow[]): PartialRow[] {
  let length = 0;
  const end = rows.findIndex((row) => (length += splitLength(row)) > PARTIAL_SPLITS_LENGTH_MAX);
  return end === -1 ? [...rows] : rows.slice(0, end);
}

function readPlace(value: unknown): PartialsPlace | null {
  if (value === null) return null;
  const { generation, sequence } = (value ?? {}) as Partial<Record<keyof PartialsPlace, unknown>>;
  if (!Number.isSafeInteger(generation) || !Number.isSafeInteger(sequence))
    throw new LinkError('answer_unreadable:partials');
  return { generation: generation as number, sequence: sequence as number };
}
