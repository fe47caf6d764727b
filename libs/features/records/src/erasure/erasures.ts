import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { erasureGround, parseHeader, type ErasureGround } from '#core/protocol';
import type { Caller } from '#platform/identity';
import type { RecordWithEntry } from '#platform/storage';
import { NodeRegistry } from '#features/nodes';
import type { WrittenRecord } from '../write/operation.js';
import { RecordWriter } from '../write/record-writer.js';
import { PersonRecords, type PersonQuery } from './person-records.js';

const PSEUDONYM_BYTES = 12;

/** What came of it for the records of one person. */
export interface PersonErasure {
  readonly erased: readonly WrittenRecord[];
  /** Records that another node enters for: it has to be asked. */
  readonly elsewhere: readonly { readonly record: string; readonly unit: string }[];
  /** True where there are records left: the same request goes on. */
  readonly more: boolean;
}

/** Takes persons out of records. The records go on counting, and everything goes on proving what it proved. */
@Injectable()
export class Erasures {
  constructor(
    @Inject(RecordWriter) private readonly writer: RecordWriter,
    @Inject(NodeRegistry) private readonly nodes: NodeRegistry,
    @Inject(PersonRecords) private readonly persons: PersonRecords,
  ) {}

  eraseRecord(
    caller: Caller,
    record: string,
    request: { readonly expectedVersion: number; readonly ground: ErasureGround },
  ): Promise<WrittenRecord> {
    return this.writer.writeOne(caller, { op: 'erase', record, ...request, pseudonym: newPseudonym() });
  }

  /** One name stands for the person in all of the records, so that whoever was counted once is counted once. */
  async erasePerson(caller: Caller, query: PersonQuery, ground: ErasureGround): Promise<PersonErasure> {
    const { rows, more } = await this.persons.find(caller, query);
    const open = rows.filter((row) => !isErased(row));
    const here = open.filter(({ unit }) => !this.nodes.entersElsewhere(unit));
    const elsewhere = open.filter((row) => !here.includes(row)).map(({ record, unit }) => ({ record, unit }));
    const pseudonym = newPseudonym();
    const outcomes = await this.writer.write(
      caller,
      here.map(({ record, version }) => ({
        op: 'erase',
        record,
        expectedVersion: version,
        ground,
        pseudonym,
      })),
    );
    const erased = outcomes.filter((outcome): outcome is WrittenRecord => !('error' in outcome));
    const failed = outcomes.find((outcome) => 'error' in outcome);
    // Whoever asks again goes on with what is left; what is done is done.
    if (erased.length === 0 && failed && 'error' in failed) throw failed.error;
    return { erased, elsewhere, more: more || erased.length < here.length };
  }
}

function newPseudonym(): string {
  return `erased-${randomBytes(PSEUDONYM_BYTES).toString('base64url')}`;
}

/** Its newest version has taken the person out already. */
function isErased({ header }: RecordWithEntry): boolean {
  const parsed = parseHeader(header);
  return parsed !== undefined && erasureGround(parsed) !== undefined;
}
