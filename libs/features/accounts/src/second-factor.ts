import { Inject, Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { SilianError } from '#core/kernel';
import { Clock } from '#platform/config';
import { Database, setFactor, takeFactorStep, type AccountRow } from '#platform/storage';
import { SecretBox } from './secret-box.js';

const PERIOD_S = 30;
const SECRET_BYTES = 20;

/** Spans of time beside the present one whose codes are taken: clocks of telephones differ. */
const STEPS_BESIDE = 1;

export interface NewFactor {
  /** Base32, for typing. */
  readonly secret: string;
  /** For the picture that a telephone reads. */
  readonly uri: string;
}

/** Codes that change with time (RFC 6238). */
@Injectable()
export class SecondFactor {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SecretBox) private readonly box: SecretBox,
  ) {}

  /** A new secret, which is asked for as soon as a code of it was shown once. */
  async begin({ id, name }: AccountRow): Promise<NewFactor> {
    const secret = new Secret({ size: SECRET_BYTES });
    const sealed = this.box.seal(Buffer.from(secret.bytes), id);
    await this.database.transaction((tx) => setFactor(tx, id, sealed));
    return { secret: secret.base32, uri: totpOf(secret, name).toString() };
  }

  /** Takes a code, each once. Throws where none was begun. */
  async take({ id, name, factorSecret }: AccountRow, code: string): Promise<boolean> {
    if (!factorSecret) throw new SilianError('factor_not_begun');
    const bytes = this.box.open(factorSecret, id);
    if (!bytes) throw new Error('the key of the secrets is not the one that they were sealed with');
    const secret = new Secret({ buffer: new Uint8Array(bytes).buffer });
    const timestamp = this.clock.now().getTime();
    const beside = totpOf(secret, name).validate({ token: code, timestamp, window: STEPS_BESIDE });
    if (beside === null) return false;
    const step = Math.floor(timestamp / 1_000 / PERIOD_S) + beside;
    return this.database.transaction((tx) => takeFactorStep(tx, id, step));
  }

  end({ id }: AccountRow): Promise<void> {
    return this.database.transaction((tx) => setFactor(tx, id, null));
  }
}

function totpOf(secret: Secret, label: string): TOTP {
  return new TOTP({ issuer: 'Silian', label, secret, period: PERIOD_S });
}
