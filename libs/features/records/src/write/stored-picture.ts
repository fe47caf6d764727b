import { canonicalJson, fill, LEVELS, SilianError, type Json } from '#core/kernel';
import { parseHeader, parseSection } from '#core/protocol';
import { findNaturalKeys, findRecords, recordTypes, type RecordWithEntry, type Sql } from '#platform/storage';
import type { Draft } from './draft.js';
import type { Notice } from './operation.js';

/** What the database holds around a batch, read once under the logs' locks and kept current while drafts are taken. */
export class StoredPicture {
  constructor(
    private readonly records: Map<
      string,
      Pick<RecordWithEntry, 'version' | 'status' | 'unit'> & Partial<RecordWithEntry>
    >,
    private readonly naturalKeys: Map<string, string>,
    private readonly types: Map<string, string>,
  ) {}

  record(id: string) {
    return this.records.get(id);
  }

  holderOf(naturalKey: string): string | undefined {
    return this.naturalKeys.get(naturalKey);
  }

  typeOf(record: string): string | undefined {
    return this.types.get(record);
  }

  /** Takes a draft into the picture, so that the next one of the same batch meets it. */
  note(draft: Draft): void {
    const status = draft.op === 'delete' ? 'deleted' : 'counted';
    this.records.set(draft.record, { version: draft.base + 1, status, unit: draft.unit });
    this.types.set(draft.record, draft.type);
    if (draft.op !== 'create') this.releaseKey(draft.record);
    if (draft.naturalKey) this.naturalKeys.set(draft.naturalKey, draft.record);
  }

  private releaseKey(record: string): void {
    for (const [key, holder] of this.naturalKeys) if (holder === record) this.naturalKeys.delete(key);
  }
}

/** Three statements for a batch of any size. */
export async function readStored(tx: Sql, drafts: readonly Draft[]): Promise<StoredPicture> {
  const references = drafts.flatMap((draft) => draft.references.map((reference) => reference.record));
  const keys = drafts.flatMap((draft) => draft.naturalKey ?? []);
  const rows = await findRecords(
    tx,
    drafts.map((draft) => draft.record),
  );
  const naturalKeys = keys.length === 0 ? new Map<string, string>() : await findNaturalKeys(tx, keys);
  const types = references.length === 0 ? new Map<string, string>() : await recordTypes(tx, references);
  return new StoredPicture(new Map(rows.map((row) => [row.record, row])), naturalKeys, types);
}

export interface StoredVerdict {
  /** The same creation had been carried out before: this is what came of it. */
  readonly repeated?: {
    readonly record: string;
    readonly version: number;
    readonly unit: string;
    readonly seq: number;
  };
  readonly warnings: readonly Notice[];
}

/** Checks a draft against the database; throws the first rule that it breaks. */
export function checkAgainstStored(draft: Draft, picture: StoredPicture): StoredVerdict {
  const stored = picture.record(draft.record);
  if (draft.op === 'create' && stored) return repetition(draft, stored);
  if (draft.op !== 'create') {
    if (!stored) throw new SilianError('record_unknown');
    if (stored.status === 'deleted' && !draft.header.erases) throw new SilianError('record_deleted');
    if (stored.version !== draft.base) throw new SilianError('version_conflict', { current: stored.version });
  }
  const holder = draft.naturalKey === null ? undefined : picture.holderOf(draft.naturalKey);
  if (holder !== undefined && holder !== draft.record)
    throw new SilianError('record_exists', {}, { record: holder });
  const { seq } = stored ?? {};
  if (draft.onlyIfChanged && stored && seq !== undefined && holdsSame(draft, stored)) {
    const { record, base: version, unit, warnings } = draft;
    return { repeated: { record, version, unit, seq }, warnings };
  }
  return { warnings: [...draft.warnings, ...checkReferences(draft, picture)] };
}

/** A creation with an id that is taken is either the same request again or a mistake. */
function repetition(draft: Draft, stored: Partial<RecordWithEntry> & { unit: string }): StoredVerdict {
  const { version, unit, type, seq } = stored;
  const same = version === 1 && unit === draft.unit && type === draft.type && holdsSame(draft, stored);
  if (!same || seq === undefined) throw new SilianError('record_id_taken');
  return { repeated: { record: draft.record, version, unit, seq }, warnings: draft.warnings };
}

/** True where the stored version has the same fields and period, whatever reason it was given with. */
function holdsSame(draft: Draft, { header, sections }: Partial<RecordWithEntry>): boolean {
  if (sections === undefined || parseHeader(header ?? '')?.period !== draft.header.period) return false;
  return LEVELS.every((height, index) => {
    const held = parseSection(sections[index] ?? '');
    const { _reason: _, ...fields } = (held ?? {}) as { readonly [name: string]: Json };
    return canonicalJson(fields) === canonicalJson(draft.content.get(height) ?? {});
  });
}

const WRONG_TARGET = { zh: '字段“{field}”应指向“{type}”', en: 'Field “{field}” must point to a “{type}”' };
const NO_TARGET = {
  zh: '字段“{field}”指向的“{type}”尚未到达本节点',
  en: 'The “{type}” that field “{field}” points to is not known here yet',
};

/** A target of another type is an error; one that is not here yet may still arrive. */
function checkReferences(draft: Draft, picture: StoredPicture): Notice[] {
  const warnings: Notice[] = [];
  for (const { field, record, type } of draft.references) {
    const found = picture.typeOf(record);
    if (found === type) continue;
    const params = { field, type };
    if (found !== undefined) {
      const error = { field, code: 'field_reference', params, message: fill(WRONG_TARGET, params) };
      throw new SilianError('record_invalid', { count: 1 }, [error]);
    }
    warnings.push({ field, code: 'reference_dangling', message: fill(NO_TARGET, params) });
  }
  return warnings;
}
