import { Inject, Injectable } from '@nestjs/common';
import { erasedFields, toEdge, type Fields, type RecordType } from '#core/catalogue';
import { SilianError, unitLevel, type Day } from '#core/kernel';
import { parseHeader, parseSection, type Lane } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import type { RecordWithEntry } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { NodeRegistry, UrgentLane } from '#features/nodes';
import { Jurisdiction, UnitTree } from '#features/units';
import { draftDelete, draftPut, type Draft } from './draft.js';
import type {
  CorrectOperation,
  CreateOperation,
  DeleteOperation,
  EraseOperation,
  WriteOperation,
} from './operation.js';
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
    if (operation.op === 'erase') return this.erase(operation, held);
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

  /** What counts goes on counting, without its person; of anything else nothing is left. */
  private erase(operation: EraseOperation, held: KnownRecord): Draft {
    const draft = this.withoutPerson(operation, held) ?? this.remove({ ...operation, op: 'delete' }, held);
    return { ...draft, header: { ...draft.header, erases: operation.ground } };
  }

  private withoutPerson(operation: EraseOperation, { row, lane }: KnownRecord): Draft | undefined {
    const { catalogue } = this.current;
    const type = catalogue.types.get(row.type);
    if (row.status !== 'counted' || !type) return undefined;
    const { record, expectedVersion, pseudonym } = operation;
    const fields = toEdge(type, erasedFields(type, writtenFields(row, type), catalogue, pseudonym));
    const period = parseHeader(row.header)?.period;
    const content = period === undefined ? { fields } : { fields, period };
    try {
      const draft = {
        op: 'correct' as const,
        record,
        unit: row.unit,
        lane,
        base: expectedVersion,
        ...content,
      };
      return draftPut(draft, type, this.context());
    } catch (error) {
      // The catalogue has become stricter: what cannot be written again must not keep a person's data.
      if (error instanceof SilianError && error.code === 'record_invalid') return undefined;
      throw error;
    }
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

/** The fields of a stored version that today's type has, as far as their text is here. */
function writtenFields({ sections }: RecordWithEntry, type: RecordType): Fields {
  const all = sections.flatMap((line) => Object.entries(parseSection(line) ?? {}));
  return Object.fromEntries(all.filter(([name]) => type.fieldsByName.get(name)?.derived === false)) as Fields;
}
