import { Inject, Injectable } from '@nestjs/common';
import type { RecordType } from '#core/catalogue';
import { SilianError, unitLevel, type Day } from '#core/kernel';
import type { Lane } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import type { RecordWithEntry } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { NodeRegistry, UrgentLane } from '#features/nodes';
import { Jurisdiction, UnitTree } from '#features/units';
import { draftDelete, draftPut, type Draft } from './draft.js';
import type { CorrectOperation, CreateOperation, DeleteOperation, WriteOperation } from './operation.js';
import { newRecordId } from './record-id.js';

/** A record that is here already, and the lane of its log. */
export interface KnownRecord {
  readonly row: RecordWithEntry;
  readonly lane: Lane | undefined;
}

/** Checks what needs no lock: who may, where, and whether the content is sound. Throws the first broken rule. */
@Injectable()
export class Drafter {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NodeRegistry) private readonly nodes: NodeRegistry,
    @Inject(UrgentLane) private readonly urgentLane: UrgentLane,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  draft(caller: Caller, operation: WriteOperation, known: ReadonlyMap<string, KnownRecord>): Draft {
    if (operation.op === 'create') return this.create(caller, operation);
    const held = known.get(operation.record);
    if (!held) throw new SilianError('record_unknown');
    const { row } = held;
    this.assertEntersFor(caller, row.unit);
    if (row.status === 'deleted') throw new SilianError('record_deleted');
    return operation.op === 'correct' ? this.correct(operation, held) : this.remove(operation, held);
  }

  private create(caller: Caller, operation: CreateOperation): Draft {
    const type = this.current.catalogue.types.get(operation.type);
    if (!type) throw new SilianError('type_unknown', { type: operation.type });
    const { unit, period, fields } = operation;
    this.tree.requireKnown(unit);
    this.assertEntersFor(caller, unit);
    const level = unitLevel(unit);
    if (!level || !type.enteredAt.includes(level)) {
      throw new SilianError('unit_level_wrong', { type: type.code, level: level ?? '-' });
    }
    const record = operation.record ?? newRecordId(this.clock.now());
    const urgent = operation.urgent === true || this.config.urgentTypes.has(type.code);
    const lane = urgent && this.urgentLane.isOpen ? 'urgent' : undefined;
    const content = period === undefined ? { fields } : { fields, period };
    const draft = draftPut({ op: 'create', record, unit, lane, base: 0, ...content }, type, this.context());
    this.tree.requireOn(unit, this.dayOfUnit(type, draft.header.occurredOn));
    return draft;
  }

  /**
   * The day on which a new record's unit has to be there. What happened is entered for the unit of its day, also when
   * that one has been closed since: December's report comes in January. What lives on, or has no day yet, is entered
   * for a unit of today, however long ago it began.
   */
  private dayOfUnit({ lifecycle }: RecordType, occurredOn: Day | null): Day {
    return lifecycle === 'entity' || occurredOn === null ? this.clock.today() : occurredOn;
  }

  private correct(operation: CorrectOperation, { row, lane }: KnownRecord): Draft {
    const type = this.current.catalogue.types.get(row.type);
    if (!type) throw new SilianError('type_unknown', { type: row.type });
    const { record, expectedVersion, period, fields, reason, onlyIfChanged = false } = operation;
    const content = {
      fields,
      onlyIfChanged,
      ...(period === undefined ? {} : { period }),
      ...(reason === undefined ? {} : { reason }),
    };
    return draftPut(
      { op: 'correct', record, unit: row.unit, lane, base: expectedVersion, ...content },
      type,
      this.context(),
    );
  }

  private remove(operation: DeleteOperation, { row, lane }: KnownRecord): Draft {
    return draftDelete(row, lane, operation.expectedVersion, operation.reason);
  }

  private context() {
    return { today: this.clock.today(), catalogue: this.current.catalogue };
  }

  /** The unit must be the caller's to enter for, and this node must be the one that enters for it. */
  private assertEntersFor(caller: Caller, unit: string): void {
    this.jurisdiction.assertScope(caller, unit);
    if (this.nodes.entersElsewhere(unit)) throw new SilianError('unit_not_here', { unit });
  }
}
