import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Catalogue } from '#core/catalogue';
import { readIdNumber, SilianError, type IdNumber } from '#core/kernel';
import { PersonSecret } from './person-secret.js';

/** Fields that hold the key of a person, whatever the type. */
export const PERSON_KEY_FIELDS = ['person_key', 'requester_key'] as const;

/** With spaces around it; longer texts are no number. */
export const ID_NUMBER_LENGTH_MAX = 24;

const KEY_FIELD = 'person_key';
const NUMBER_FIELD = 'id_no';

/** What a key is made from; a wider use of the secret would say something else here. */
const PREFIX = 'silian-person/1 ';

/** Makes the keys by which records of one person are known to be of one person, without the person's number. */
@Injectable()
export class PersonKeys {
  constructor(@Inject(PersonSecret) private readonly secret: PersonSecret) {}

  /** HMAC-SHA256 of the number with the city's secret. Throws `id_number_invalid`, `person_key_unavailable`. */
  async of(idNumber: string): Promise<IdNumber & { readonly personKey: string }> {
    const read = readIdNumber(idNumber);
    if (!read) throw new SilianError('id_number_invalid');
    const secret = await this.secret.current();
    if (!secret) throw new SilianError('person_key_unavailable');
    const personKey = createHmac('sha256', secret)
      .update(PREFIX + read.number)
      .digest('base64url');
    return { ...read, personKey };
  }

  /** The fields with the person's key, where the type asks for one and the number is given instead of it. */
  async complete(typeCode: string, fields: unknown, catalogue: Catalogue): Promise<unknown> {
    const type = catalogue.types.get(typeCode);
    if (!type?.fieldsByName.has(KEY_FIELD) || !type.fieldsByName.has(NUMBER_FIELD)) return fields;
    if (typeof fields !== 'object' || fields === null) return fields;
    const { [KEY_FIELD]: key, [NUMBER_FIELD]: number } = fields as Record<string, unknown>;
    if (key !== undefined || typeof number !== 'string') return fields;
    const { personKey, number: written } = await this.of(number);
    return { ...fields, [KEY_FIELD]: personKey, [NUMBER_FIELD]: written };
  }
}
