import type { Fields, RecordType } from '#core/catalogue';
import type { Day } from '#core/kernel';
import { parseSection } from '#core/protocol';
import { comparedFields, sortOf, spreadOf, type ComparedField, type Spread } from '#core/quality';
import type { ComparedRow } from '#platform/storage';

/** What like units say: values by sort and field, each with its record. */
export class Peers {
  private readonly values = new Map<string, Map<string, bigint>>();
  private readonly spreads = new Map<string, Spread | undefined>();

  constructor(
    private readonly type: RecordType,
    rows: readonly ComparedRow[],
    today: Day,
  ) {
    for (const { record, city } of rows) {
      const fields = parseSection(city) as Fields | undefined;
      if (fields && isLiving(type, fields, today)) this.take(record, fields);
    }
  }

  /** The spread of what like units and the record itself say; undefined where they are too few. */
  spreadWith(record: string, fields: Fields, compared: ComparedField, amount: bigint): Spread | undefined {
    const key = keyOf(sortOf(this.type, fields), compared);
    const values = this.values.get(key) ?? new Map<string, bigint>();
    // A record that is being entered says something else than what is stored of it, if anything is.
    if (values.get(record) !== amount) return spreadOf([...new Map(values).set(record, amount).values()]);
    if (!this.spreads.has(key)) this.spreads.set(key, spreadOf([...values.values()]));
    return this.spreads.get(key);
  }

  private take(record: string, fields: Fields): void {
    const sort = sortOf(this.type, fields);
    for (const compared of comparedFields(this.type)) {
      const amount = compared.read(fields[compared.field.name]);
      if (amount === null) continue;
      const key = keyOf(sort, compared);
      const values = this.values.get(key) ?? new Map<string, bigint>();
      this.values.set(key, values.set(record, amount));
    }
  }
}

/** What has ended is like nothing that is there. */
export function isLiving({ time }: RecordType, fields: Fields, today: Day): boolean {
  const end = endOf(time.to, fields);
  return end === null || end >= today;
}

const DAY_LENGTH = 10;

/** The last day of what a record is about; null while it has none. */
export function endOf(to: string | undefined, fields: Fields): Day | null {
  const end = to === undefined ? undefined : fields[to];
  return typeof end === 'string' ? end.slice(0, DAY_LENGTH) : null;
}

function keyOf(sort: string, { field }: ComparedField): string {
  return `${field.name} ${sort}`;
}
