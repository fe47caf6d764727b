import { derivationFrom, derivationInto, type DerivationSource, type Fields } from '#core/catalogue';
import { recordsFeeding, type RecordWithEntry, type Sql } from '#platform/storage';
import { storedAssessment, type Assessment, type AssessmentContext } from '../assessment.js';

/** The sources of records, by the record that they say something of and by their own id. */
export type Sources = ReadonlyMap<string, ReadonlyMap<string, Assessment>>;

/** The record that a counted one says something of; undefined where it says nothing of any. */
export function fedBy({ header, status, countedAs }: Assessment): string | undefined {
  if (status !== 'counted' || !header) return undefined;
  const fed = countedAs.fields[derivationFrom(header.type)?.by ?? ''];
  return typeof fed === 'string' ? fed : undefined;
}

/** What is stored of the sources of these records. One statement. */
export async function sourcesOf(
  sql: Sql,
  records: readonly string[],
  context: AssessmentContext,
): Promise<Map<string, Map<string, Assessment>>> {
  const sources = new Map<string, Map<string, Assessment>>();
  if (records.length === 0) return sources;
  for (const row of await recordsFeeding(sql, records)) {
    const known = sources.get(row.feeds) ?? new Map<string, Assessment>();
    sources.set(row.feeds, known.set(row.record, storedAssessment(row, context)));
  }
  return sources;
}

/** The derived fields of a record; none where nothing derives its type, or it does not count. */
export function derivedFields({ header, status, countedAs }: Assessment, sources: Sources): Fields {
  const derivation = header && derivationInto(header.type);
  if (status !== 'counted' || !derivation) return {};
  const of = [...(sources.get(header.record) ?? [])].map(([record, assessment]): DerivationSource => ({
    record,
    fields: assessment.countedAs.fields,
  }));
  return derivation.derive(countedAs.fields, of);
}

export function withDerived(assessment: Assessment, sources: Sources): Assessment {
  const { countedAs } = assessment;
  const fields = { ...countedAs.fields, ...derivedFields(assessment, sources) };
  return { ...assessment, countedAs: { ...countedAs, fields } };
}

/** The sources of those of these records that are derived. */
export function sourcesOfRows(
  sql: Sql,
  rows: readonly RecordWithEntry[],
  context: AssessmentContext,
): Promise<Sources> {
  const derived = rows.flatMap(({ record, type }) => (derivationInto(type) ? [record] : []));
  return sourcesOf(sql, derived, context);
}

/** Stored records as they count, with what is derived of others. One statement for a batch. */
export async function storedWithDerived(
  sql: Sql,
  rows: readonly RecordWithEntry[],
  context: AssessmentContext,
): Promise<Assessment[]> {
  const sources = await sourcesOfRows(sql, rows, context);
  return rows.map((row) => {
    const assessment = storedAssessment(row, context);
    return derivationInto(row.type) ? withDerived(assessment, sources) : assessment;
  });
}
