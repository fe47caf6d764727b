import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SilianError, unitLevel } from '#core/kernel';
import {
  PARTIAL_SOURCES_MAX,
  placePartials,
  type PartialRow,
  type PartialsBatch,
  type PartialsPlace,
  type VerifiedSigner,
} from '#core/protocol';
import { GROUP_RECORDS_MIN, termOfSeries, type Series } from '#core/statistics';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import {
  advancePartials,
  beginPartials,
  confirmPartials,
  Database,
  lockPartialSource,
  partialSources,
  putPartials,
} from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { Heartbeats } from '#features/nodes';
import { Jurisdiction } from '#features/units';
import { PARTIALS_PART } from './partials-sender.js';
import { SeriesAbove } from './series-above.js';

/** Takes the figures of nodes below: replaces rows, in the order of the changes, and never believes more than it can read. */
@Injectable()
export class PartialsReceiver implements OnModuleInit {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
    @Inject(SeriesAbove) private readonly series: SeriesAbove,
  ) {}

  onModuleInit(): void {
    this.heartbeats.answers(PARTIALS_PART, (sender, question) => this.compare(sender, question));
  }

  /** What is held afterwards. Throws `origin_outside` where the figures are of a unit that is not the sender's. */
  take(sender: VerifiedSigner, batch: PartialsBatch): Promise<PartialsPlace | null> {
    const { unit } = batch;
    const below = unit !== this.config.unit && this.jurisdiction.covers(sender.unit, unit);
    if (!below) throw new SilianError('origin_outside', { origin: unit });
    return this.database.transaction(async (tx) => {
      const held = await lockPartialSource(tx, unit);
      // This node's own figures are nobody else's to say.
      if (held && held.sender === null) throw new SilianError('origin_outside', { origin: unit });
      const arrival = placePartials(held, batch);
      if (arrival === 'anew') await beginPartials(tx, { ...batch, sender: sender.unit });
      else if (arrival !== 'next') return held ? placeOf(held) : null;
      const { rows, fault } = this.usable(batch);
      await putPartials(
        tx,
        unit,
        rows.map((row) => ({
          ...row,
          term: termOfSeries(row.series),
          value: row.value === null ? null : BigInt(row.value),
          split: JSON.stringify(row.split),
        })),
      );
      const complete = batch.upTo === batch.head;
      await advancePartials(tx, { unit, sequence: batch.upTo, complete, fault });
      return { generation: batch.generation, sequence: batch.upTo };
    });
  }

  /** With the same catalogue both know the same series; with another one nothing is read of it anyway. */
  private usable({ catalogue: version, unit, rows }: PartialsBatch): {
    readonly rows: readonly PartialRow[];
    readonly fault: string | null;
  } {
    if (this.current.catalogue.version !== version) return { rows, fault: null };
    const known = this.series.at(this.config.profile.level);
    let fault: string | null = unitLevel(unit) === this.config.profile.level ? 'level_wrong' : null;
    const usable = rows.filter((row) => {
      const why = whyUnusable(row, known);
      fault ??= why;
      return why === null;
    });
    return { rows: usable, fault };
  }

  private async compare(sender: VerifiedSigner, question: unknown): Promise<unknown> {
    const { sources } = (question ?? {}) as { sources?: unknown };
    if (!Array.isArray(sources) || sources.length > PARTIAL_SOURCES_MAX) return null;
    const held = new Map((await partialSources(this.database.sql)).map((source) => [source.unit, source]));
    const equal: string[] = [];
    const answer = (sources as readonly unknown[]).map((asked) => {
      const { unit, generation, sequence } = (asked ?? {}) as Record<string, unknown>;
      const source = typeof unit === 'string' ? held.get(unit) : undefined;
      if (!source || source.sender === null || !this.jurisdiction.covers(sender.unit, source.unit))
        return null;
      if (source.generation === generation && source.sequence === sequence) equal.push(source.unit);
      return placeOf(source);
    });
    if (equal.length > 0) await confirmPartials(this.database.sql, equal);
    return { held: answer };
  }
}

const placeOf = ({ generation, sequence }: PartialsPlace): PartialsPlace => ({ generation, sequence });

function whyUnusable(
  { series, value, split }: PartialRow,
  known: ReadonlyMap<string, Series>,
): string | null {
  const followed = known.get(series);
  // A series that has ended is taken back by rows that say nothing.
  if (!followed) return value === null ? null : 'series_unknown';
  const width = followed.term.term.dims.length;
  const sound = split.every(
    ([dims, , records]) =>
      records >= GROUP_RECORDS_MIN && width > 0 && (JSON.parse(dims) as unknown[]).length === width,
  );
  return sound ? null : 'split_wrong';
}
