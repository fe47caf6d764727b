import type { Bilingual } from '#core/kernel';
import { ApiError, type BatchResult, type Fleet } from '../fleet/index.js';
import type { Book, BookedRecord } from '../world/index.js';
import { brokenRecords } from './broken-records.js';

/** Something that a clerk gets wrong, and the code of the error that must be the answer. */
export interface Mistake {
  readonly what: string;
  readonly code: string;
  readonly make: () => Promise<unknown>;
}

export interface AnsweredMistake {
  readonly what: string;
  readonly expected: string;
  /** Every code of the answer: the error's own, and those of the fields behind it. */
  readonly codes: readonly string[];
  readonly message: Bilingual;
}

const NOBODYS_RECORD = '00000000-0000-4000-8000-000000000000';

/** One of each kind, to be made at a community's own node. None of them may change anything. */
export function mistakesAt(fleet: Fleet, unit: string, book: Book): readonly Mistake[] {
  return [...aloneWrong(fleet, unit), ...wrongByWhatIsStored(fleet, unit, book)];
}

function aloneWrong(fleet: Fleet, unit: string): readonly Mistake[] {
  const { api } = fleet.node(unit);
  return brokenRecords(unit).map(({ what, code, record }) => ({
    what,
    code,
    make: () => api.enter([record]),
  }));
}

function wrongByWhatIsStored(fleet: Fleet, unit: string, book: Book): readonly Mistake[] {
  const { api, plan } = fleet.node(unit);
  const org = firstOf(book, unit, 'org');
  const { record, version, fields } = org;
  const host = fleet.node(plan.parent ?? unit);
  const held = { kind: 'moral', title: '讲座(示例)', held_on: '2006-05-01', participants: 30 };
  return [
    {
      what: 'a community that enters at its own node',
      code: 'unit_not_here',
      make: () => host.api.enter([{ type: 'org', unit, fields }]),
    },
    {
      what: 'the same organisation again',
      code: 'record_exists',
      make: () => api.enter([{ type: 'org', unit, fields }]),
    },
    {
      what: 'a used record id for something else',
      code: 'record_id_taken',
      make: () => api.enter([{ record, type: 'org', unit, fields: { ...fields, name: '另一个(示例)' } }]),
    },
    {
      what: 'an organisation for a venue',
      code: 'field_reference',
      make: () => api.enter([{ type: 'activity', unit, fields: { ...held, venue: record } }]),
    },
    {
      what: 'a correction of an older version',
      code: 'version_conflict',
      make: () => api.correct(record, { expectedVersion: version + 1, fields }),
    },
    {
      what: 'a record that nobody knows',
      code: 'record_unknown',
      make: () => api.remove(NOBODYS_RECORD, 1, '示例'),
    },
  ];
}

function firstOf(book: Book, unit: string, type: string): BookedRecord {
  const found = book.live.find((record) => record.unit === unit && record.type === type);
  if (!found) throw new TypeError(`no ${type} of ${unit} was entered`);
  return found;
}

/** Makes a mistake and gives the node's answer. */
export async function answerTo({ what, code, make }: Mistake): Promise<AnsweredMistake> {
  const refusal = await refusalOf(make);
  if (!refusal) return { what, expected: code, codes: [], message: { zh: '已保存', en: 'saved' } };
  const faults = faultsOf(refusal.details);
  const message = faults.find((fault) => fault.code === code)?.message ?? refusal.message;
  return { what, expected: code, codes: [refusal.code, ...faults.map((fault) => fault.code)], message };
}

interface Refusal {
  readonly code: string;
  readonly message: Bilingual;
  readonly details?: unknown;
}

async function refusalOf(make: () => Promise<unknown>): Promise<Refusal | undefined> {
  try {
    return ((await make()) as Partial<BatchResult>).rejected?.[0];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code = '', message = { zh: '', en: '' }, details } = error.body;
    return { code, message, details };
  }
}

interface Fault {
  readonly code: string;
  readonly message: Bilingual;
}

function faultsOf(details: unknown): readonly Fault[] {
  const items: unknown[] = Array.isArray(details) ? details : [];
  return items.filter((item): item is Fault => typeof (item as Partial<Fault> | null)?.code === 'string');
}
