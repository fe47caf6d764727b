import { createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Fields, RecordType } from '#core/catalogue';
import { identitiesOf, identityText, type Identity } from '#core/quality';
import { Database, likenessKey } from '#platform/storage';

const KEY_BYTES = 32;

/** 132 bits: two records in a country that meet in one mark agree in what it stands for. */
const MARK_CHARACTERS = 22;

export interface Mark {
  readonly identity: Identity;
  readonly mark: string;
}

/** The marks of a record: one for each identity whose fields are all set. */
export type Marking = (type: RecordType, fields: Fields) => Mark[];

/**
 * Keyed digests of what identifies a record: like records meet in one, and nobody reads a name or a number in it, nor
 * finds one by trying them all without the node's key.
 */
@Injectable()
export class Marks {
  private key: Promise<string> | undefined;

  constructor(@Inject(Database) private readonly database: Database) {}

  async maker(): Promise<Marking> {
    this.key ??= likenessKey(this.database.sql, randomBytes(KEY_BYTES).toString('base64url'));
    const key = await this.key.catch((error: unknown) => {
      this.key = undefined;
      throw error;
    });
    return (type, fields) =>
      identitiesOf(type).flatMap((identity) => {
        const text = identityText(type, identity, fields);
        if (text === undefined) return [];
        const mark = createHmac('sha256', key).update(text).digest('base64url').slice(0, MARK_CHARACTERS);
        return [{ identity, mark }];
      });
  }
}
