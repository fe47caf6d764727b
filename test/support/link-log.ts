import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fieldsByHeight, loadCatalogue, occurredOn, type RecordType } from '#core/catalogue';
import {
  entryHash,
  genesis,
  nextChain,
  sealEntry,
  signCheckpoint,
  type EntryHeader,
  type SealedEntry,
  type Segment,
} from '#core/protocol';
import { printOf, type LinkNode } from './link.js';

const CATALOGUE = loadCatalogue(JSON.parse(readFileSync('data/catalogue/jincheng-2005.json', 'utf8')));

/** Codes of the real communities below a unit. */
export function communitiesOf(unit: string): string[] {
  const codes = readFileSync('data/units/jincheng.csv', 'utf8').match(/^\d{12}(?=,)/gm) ?? [];
  return codes.filter((code) => code.startsWith(unit));
}

export type Fields = Readonly<Record<string, string | number | boolean>>;

export const ORG: Fields = { name: '示例支部', kind: 'party-branch', established_on: '2005-03-01' };

const newSalt = (): string => randomBytes(16).toString('base64url');

function typeOf(code: string): RecordType {
  const type = CATALOGUE.types.get(code);
  if (!type) throw new TypeError(`the catalogue has no type ${code}`);
  return type;
}

export function newHeader(type: string, unit: string, header: Partial<EntryHeader> = {}): EntryHeader {
  return {
    record: randomUUID(),
    version: 1,
    type,
    unit,
    op: 'put',
    occurredOn: null,
    catalogue: CATALOGUE.version,
    recordedAt: new Date().toISOString(),
    ...header,
  };
}

/** Seals fields in stored form as they are, sound or not, in the sections where the catalogue wants them. */
export function newEntry(
  code: string,
  unit: string,
  fields: Fields,
  header: Partial<EntryHeader> = {},
): SealedEntry {
  const type = typeOf(code);
  const day = occurredOn(type, fields, header.period);
  return sealEntry(
    newHeader(code, unit, { occurredOn: day, ...header }),
    fieldsByHeight(type, fields),
    newSalt,
  );
}

/** An organisation that counts. */
export function newOrg(unit: string, header: Partial<EntryHeader> = {}): SealedEntry {
  return newEntry('org', unit, { ...ORG, name: `示例 ${randomUUID()}` }, header);
}

export function newOrgs(unit: string, count: number): SealedEntry[] {
  return Array.from({ length: count }, () => newOrg(unit));
}

/** An entry of any text: the grammar is for the caller to keep, or to break. */
export function rawEntry(header: unknown, cityContent: string): SealedEntry {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  return { header: text, sections: [`=${newSalt()}${cityContent}`, `=${newSalt()}{}`, '-', '-'] };
}

const FORGOTTEN: SealedEntry = { header: '', sections: ['-', '-', '-', '-'] };

export interface SegmentOptions {
  readonly from?: number;
  readonly to?: number;
  readonly signer?: LinkNode;
  /** Leaves the certificates out. */
  readonly bare?: boolean;
}

/** A log as its origin would write it; cuts any segment out of it. */
export class Log {
  private readonly entries: SealedEntry[] = [];
  private readonly chains: string[] = [];

  constructor(
    readonly origin: string,
    private readonly signer: LinkNode,
    readonly epoch = 1,
  ) {}

  get length(): number {
    return this.entries.length;
  }

  add(...entries: readonly SealedEntry[]): this {
    for (const entry of entries) {
      this.chains.push(nextChain(this.chainAt(this.length), entryHash(entry)));
      this.entries.push(entry);
    }
    return this;
  }

  /** Lets go of entries that need not be sent again, so that a log may be longer than memory. */
  forget(): void {
    this.entries.fill(FORGOTTEN);
  }

  /** The same log up to `length`, to be continued in another way. */
  forkAt(length: number): Log {
    return new Log(this.origin, this.signer, this.epoch).add(...this.entries.slice(0, length));
  }

  chainAt(seq: number): string {
    return seq === 0 ? genesis(this) : (this.chains[seq - 1] ?? '');
  }

  head(seq = this.length): { origin: string; epoch: number; seq: number; chain: string } {
    return { origin: this.origin, epoch: this.epoch, seq, chain: this.chainAt(seq) };
  }

  segment({ from = 1, to = this.length, signer = this.signer, bare = false }: SegmentOptions = {}): Segment {
    return {
      origin: this.origin,
      epoch: this.epoch,
      from,
      prevChain: this.chainAt(from - 1),
      checkpoint: { signer: printOf(signer), signature: signCheckpoint(signer.key, this.head(to)) },
      ...(bare ? {} : { certificates: signer.chain }),
      entries: this.entries.slice(from - 1, to),
    };
  }
}
