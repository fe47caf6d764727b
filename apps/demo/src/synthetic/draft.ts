import type { Day, Level } from '#core/kernel';
import type { Catalogue, EnumValue, RecordType, StoredValue } from '#core/catalogue';
import { addDays, daysIn, periodAt, quartersBetween, type Span } from './days.js';
import { createRandom, seedOf, type Random } from './random.js';
import { reportLine, type ReportLine } from './report-line.js';
import type { RefPool } from './ref-pool.js';
import { marked } from './synthetic-mark.js';
import { hexDigits } from './words.js';

export interface SyntheticUnit {
  readonly code: string;
  readonly name: string;
  readonly level: Level;
}

export interface SyntheticRequest {
  readonly unit: SyntheticUnit;
  readonly random: Random;
  readonly span: Span;
  readonly refs: RefPool;
  /** Counts the records of one type and unit from 0; it is what keeps their natural keys apart. */
  readonly index: number;
  /** Units below that may be inspected or given a contact; without any, the unit itself. */
  readonly below?: readonly string[];
}

/** What a writer returns; what is undefined stays unset. */
export type DraftFields = Readonly<Record<string, StoredValue | undefined>>;
export type Writer = (draft: Draft) => DraftFields;

/** Larger than the days of any span, and prime: multiples of it meet every day of a span before one comes again. */
const SPREADING_PRIME = 7_919;

/** One record in the making: the request, and the choices that most types have in common. */
export class Draft {
  readonly unit: SyntheticUnit;
  readonly random: Random;
  readonly index: number;
  readonly span: Span;

  constructor(
    private readonly catalogue: Catalogue,
    readonly type: RecordType,
    private readonly request: SyntheticRequest,
  ) {
    ({ unit: this.unit, random: this.random, index: this.index, span: this.span } = request);
  }

  get line(): ReportLine {
    return reportLine(this.type, this.span, this.index, (field) => this.valuesOf(field));
  }

  get period(): string | undefined {
    return this.type.period && periodAt(this.type.period, this.span.from, this.line.periodIndex);
  }

  /** Quarters since the beginning of the span. */
  get quarter(): number {
    return quartersBetween(this.span.from, this.period);
  }

  valuesOf(field: string): readonly string[] {
    return this.codeList(field).map((item) => item.value);
  }

  /** What a code value is called, so that names fit the kinds of what they name. */
  label(field: string, value: string): string {
    return this.codeList(field).find((item) => item.value === value)?.zh ?? value;
  }

  private codeList(field: string): readonly EnumValue[] {
    const list = this.catalogue.enums.get(this.type.fieldsByName.get(field)?.enum ?? '');
    if (!list) throw new RangeError(`${this.type.code}.${field} has no code list`);
    return list;
  }

  /** The values of a list one after the other: after one round of indexes a unit has them all. */
  inTurn(field: string): string {
    const values = this.valuesOf(field);
    return values[this.index % values.length] ?? '';
  }

  choice(field: string, except?: string): string {
    return this.random.pick(this.valuesOf(field).filter((value) => value !== except));
  }

  /** Usually one value, now and then any other. */
  mostly(field: string, value: string, share = 0.8): string {
    return this.random.chance(share) ? value : this.choice(field);
  }

  /** Present in this share of records. */
  maybe<T>(share: number, make: () => T): T | undefined {
    return this.random.chance(share) ? make() : undefined;
  }

  day(): Day {
    return addDays(this.span.from, this.random.integer(0, daysIn(this.span) - 1));
  }

  /** A day of the span that no other index has, until the days are used up. */
  ownDay(): Day {
    return addDays(this.span.from, (this.index * SPREADING_PRIME) % daysIn(this.span));
  }

  /** Most things existed before the plan began. */
  beginning(): Day {
    return this.random.chance(0.7) ? addDays(this.span.from, -this.random.integer(1, 2_000)) : this.day();
  }

  after(day: Day, daysMin: number, daysMax: number): Day {
    return addDays(day, this.random.integer(daysMin, daysMax));
  }

  time(day: Day): string {
    const part = (max: number): string => String(this.random.integer(0, max)).padStart(2, '0');
    return `${day}T${part(23)}:${part(59)}:00+08:00`;
  }

  /** An amount in 元 with fen. */
  amount(min: number, max: number): number {
    return this.random.integer(min * 100, max * 100) / 100;
  }

  decimal(min: number, max: number, digits: number): number {
    const scale = 10 ** digits;
    return this.random.integer(min * scale, max * scale) / scale;
  }

  /** A number that belongs to the unit: the same in every record, so that stocks do not jump between periods. */
  steady(about: string, min: number, max: number): number {
    return createRandom(seedOf(`${this.unit.code} ${about}`)).integer(min, max);
  }

  /** At most `whole`, a share between the two bounds. */
  partOf(whole: number, min = 0, max = 1): number {
    return Math.floor(whole * (min + (max - min) * this.random.next()));
  }

  /** A name that no other record of the type has in this unit, marked as synthetic. */
  title(text: string): string {
    return marked(`${this.unit.name}${text}${this.index + 1}号`);
  }

  personKey(): string {
    const own = `${this.unit.code}${String(this.index).padStart(8, '0')}`;
    return `${hexDigits(this.random, 64 - own.length)}${own}`;
  }

  ref(type: string): string | undefined {
    return this.request.refs.pick(type, this.unit.code, this.random);
  }

  /** For references that must be set: a record that will never arrive where none exists yet. */
  requiredRef(type: string): string {
    const hex = (count: number): string => hexDigits(this.random, count);
    return this.ref(type) ?? `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  }

  unitBelow(): string {
    const { below } = this.request;
    return below && below.length > 0 ? this.random.pick(below) : this.unit.code;
  }
}
