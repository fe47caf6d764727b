import { loadCatalogue, type Catalogue, type RecordType } from '#core/catalogue';
import { typesFor, type SyntheticUnit } from '../../../apps/demo/src/synthetic/index.js';
import { RecordSource } from '../../../apps/demo/src/world/record-source.js';
import { LEVELS, unitLevel } from '#core/kernel';
import type { TestFleet } from '../../support/fleet.js';
import { commit, upload } from '../../support/imports.js';
import { NodeApi, type ApiAnswer, type Body, type NewRecord } from '../../support/node-api.js';
import { ELSEWHERE, marksOf, textMark, watchedTypes, type Mark, type Variant } from './marks.js';

const SEED = 20_060_606;

/** What was planted in a fleet, and what it answered where it said no. */
export interface Planted {
  readonly marks: readonly Mark[];
  /** Marks that must be found in the database of this unit, and above it up to their height. */
  readonly enteredAt: ReadonlyMap<string, readonly Mark[]>;
  readonly records: readonly string[];
  readonly errors: readonly string[];
  readonly types: readonly RecordType[];
  /** Terms of indicators that are counted from records of these types. */
  readonly terms: readonly { readonly code: string; readonly term: string }[];
}

/** Enters, corrects, withdraws, imports and spoils records with marks, where each type is entered first from below. */
export class Planting {
  readonly catalogue: Catalogue;
  private readonly marks: Mark[] = [];
  private readonly enteredAt = new Map<string, Mark[]>();
  private readonly records: string[] = [];
  private readonly errors: string[] = [];
  private readonly source: RecordSource;
  private readonly units: readonly SyntheticUnit[];

  constructor(
    private readonly test: TestFleet,
    private readonly document: Body,
  ) {
    this.catalogue = loadCatalogue(document);
    this.units = test.units.map((code) => ({ code, name: code, level: unitLevel(code) ?? 'city' }));
    this.source = new RecordSource(this.catalogue, this.units, SEED);
  }

  /** One record of every type first, so that the marked ones lie among others and find what they refer to. */
  async plant(): Promise<Planted> {
    const types = watchedTypes(this.catalogue);
    for (const type of this.catalogue.types.values()) await this.enterOther(type);
    for (const type of types) await this.plantType(type);
    const { marks, enteredAt, records, errors } = this;
    return { marks, enteredAt, records, errors, types, terms: termsOf(this.document, types) };
  }

  api(unit: string, role: 'clerk' | 'administrator' | 'operator' = 'clerk'): NodeApi {
    const { url, api } = this.test.fleet.node(unit);
    return new NodeApi(url, api.tokens[role]);
  }

  /** The lowest unit at which a type is entered. */
  private unitFor(type: RecordType): SyntheticUnit {
    const unit = [...this.units].reverse().find(({ level }) => type.enteredAt.includes(level));
    if (!unit) throw new Error(`nobody enters ${type.code}`);
    return unit;
  }

  private async enterOther(type: RecordType): Promise<void> {
    const unit = this.unitFor(type);
    if (!typesFor(this.catalogue, unit.level).includes(type.code)) return;
    const record = this.source.next(type.code, unit);
    expected(await this.api(unit.code).create({ ...record, fields: unlike(type, record.fields) }), 201);
  }

  private async plantType(type: RecordType): Promise<void> {
    const unit = this.unitFor(type).code;
    const clerk = this.api(unit);
    const entered = await this.enter(type, 'entered');
    const corrected = this.draft(type, 'corrected');
    const reason = this.note(unit, this.reasonMark(type, 'correction'));
    const change = { expectedVersion: 1, reason, fields: corrected.fields, period: corrected.period };
    expected(await clerk.correct(entered, change), 200);
    const withdrawn = await this.enter(type, 'withdrawn');
    const why = this.note(unit, this.reasonMark(type, 'withdrawal'));
    expected(await clerk.remove(withdrawn, { expectedVersion: 1, reason: why }), 200);
    await this.spoil(type);
    await this.importAgain(type, entered);
  }

  /** A reason is for the street and those below; of what is entered higher up it stays where it was given. */
  private reasonMark(type: RecordType, of: string): Mark {
    const { level } = this.unitFor(type);
    const height = LEVELS.indexOf(level) < LEVELS.indexOf('street') ? level : 'street';
    return textMark(`${type.code} reason of ${of}`, height);
  }

  private async enter(type: RecordType, variant: Variant): Promise<string> {
    const unit = this.unitFor(type).code;
    const { record } = expected(await this.api(unit).create(this.draft(type, variant)), 201);
    this.records.push(record);
    return record;
  }

  /** A record of this type with a mark in every field that is watched. */
  private draft(type: RecordType, variant: Variant): NewRecord {
    const unit = this.unitFor(type);
    const marks = marksOf(type, variant);
    this.marks.push(...marks.filter(({ isUnique }) => isUnique || variant === 'entered'));
    if (variant !== 'rejected')
      this.enteredAt.set(unit.code, [...(this.enteredAt.get(unit.code) ?? []), ...marks]);
    const { record: _, ...made } = this.source.next(type.code, unit);
    return {
      ...made,
      fields: {
        ...unlike(type, made.fields),
        ...Object.fromEntries(marks.map(({ field, value }) => [field, value])),
      },
    };
  }

  private note(unit: string, mark: Mark): string {
    this.marks.push(mark);
    this.enteredAt.set(unit, [...(this.enteredAt.get(unit) ?? []), mark]);
    return String(mark.value);
  }

  /** Records that are refused, each for another reason, with marks in every field; what was answered is kept. */
  private async spoil(type: RecordType): Promise<void> {
    const unit = this.unitFor(type).code;
    const { fields, ...rest } = this.draft(type, 'rejected');
    const marked = Object.values(fields).find((value) => typeof value === 'string' && value.startsWith('mk'));
    const tooLong = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        value === marked ? String(value).repeat(500) : value,
      ]),
    );
    const broken = Object.fromEntries(Object.keys(fields).map((name) => [name, [marked]]));
    const texts = Object.fromEntries(Object.keys(fields).map((name) => [name, marked]));
    const wrong = [{ ...fields, nobody_asked: marked }, tooLong, broken, texts].map((given) => ({
      ...rest,
      fields: given,
    }));
    const clerk = this.api(unit);
    for (const record of wrong) this.errors.push(refusal(await clerk.create(record)));
    const { rejected, saved } = expected(await clerk.createBatch(wrong), 200);
    if (saved.length > 0) throw new Error(`a spoilt ${type.code} was saved`);
    this.errors.push(JSON.stringify(rejected));
    const query = { type: type.code, filter: `name:${String(marked)}`, cursor: String(marked) };
    this.errors.push(refusal(await clerk.list(query)), refusal(await clerk.read(String(marked))));
  }

  /** The type's own export with other marks in it, and a row that is wrong. */
  private async importAgain(type: RecordType, record: string): Promise<void> {
    const unit = this.unitFor(type).code;
    const clerk = this.api(unit);
    const { bytes } = await clerk.download(
      `/api/v1/exports/records?type=${type.code}&format=csv&unit=${unit}`,
    );
    const before = marksOf(type, 'corrected').filter(({ looks: [look], value }) => look === value);
    const after = marksOf(type, 'imported');
    let sheet = bytes.toString('utf8');
    for (const { field, value } of before) {
      const mark = after.find((one) => one.field === field);
      if (!mark) throw new Error(`${type.code}.${field} has a mark in every variant`);
      if (!sheet.includes(String(value))) throw new Error(`${type.code}.${field} is not in the export`);
      sheet = sheet.replaceAll(String(value), String(mark.value));
      this.note(unit, mark);
    }
    const uploaded = expected(await upload(clerk, type.code, sheet, { name: 'sheet.csv' }), 201);
    const { state, wrong, changed } = await commit(clerk, uploaded.id);
    if (state !== 'done' || wrong > 0 || changed === 0)
      throw new Error(`${type.code} ${record}: ${JSON.stringify({ state, wrong, changed })}`);
    await this.importWrong(type, sheet);
  }

  /** A row with a mark in every cell: its errors name columns and rules. The sheet itself stays where it was uploaded. */
  private async importWrong(type: RecordType, sheet: string): Promise<void> {
    const { code: unit, level } = this.unitFor(type);
    const mark = textMark(`${type.code} wrong sheet`, level);
    this.marks.push(mark);
    const [headings = ''] = sheet.split('\r\n');
    const cells = headings.split(',').map(() => mark.value);
    const clerk = this.api(unit);
    const file = `${headings}\r\n${cells.join(',')}\r\n`;
    const { id } = expected(await upload(clerk, type.code, file, { name: 'wrong.csv' }), 201);
    const { wrong } = await commit(clerk, id);
    if (wrong !== 1) throw new Error(`a row of ${type.code} was not refused`);
    this.errors.push(JSON.stringify(expected(await clerk.get(`/api/v1/imports/${id}/errors`), 200)));
  }
}

function termsOf(document: Body, types: readonly RecordType[]): Planted['terms'] {
  const codes = types.map(({ code }) => code);
  return document.indicators.flatMap(({ code, terms }: Body) =>
    Object.entries<Body>(terms).flatMap(([term, { from }]) => (codes.includes(from) ? [{ code, term }] : [])),
  );
}

/** The same fields without the values that mark another type. */
function unlike(type: RecordType, fields: NewRecord['fields']): NewRecord['fields'] {
  const known = Object.entries(ELSEWHERE).filter(([name]) => type.fieldsByName.has(name));
  return { ...fields, ...Object.fromEntries(known) };
}

function expected({ status, body }: ApiAnswer, wanted: number): Body {
  if (status !== wanted) throw new Error(`${status} instead of ${wanted}: ${JSON.stringify(body)}`);
  return body;
}

function refusal({ status, body }: ApiAnswer): string {
  if (status < 400) throw new Error(`this was not refused: ${JSON.stringify(body)}`);
  return JSON.stringify(body);
}
