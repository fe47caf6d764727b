import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { KEY_BYTES, openBox, sealBox } from './sealed-box.js';

const FAMILY = 'silian-sealed/';
const HEADER = `${FAMILY}1`;

/**
 * One guess takes a third of a second and 128 MB, so that who has copied the files guesses slowly also on hardware made for it. The
 * version of a file stands for these numbers: a file that names its own could ask a node for any amount of memory.
 */
const SCRYPT = { N: 131_072, r: 8, p: 1, maxmem: 160 * 1024 * 1024 };
const SALT_BYTES = 16;
/** Says whether the passphrase is the right one before anything is opened, so that a damaged file is told from a wrong passphrase. */
const CHECK_BYTES = 16;
/** Salt, check, and a box with its nonce and tag. */
const BODY = /^[A-Za-z0-9_-]{80,}$/;

/** What is wrong with a sealed file. */
export type SealFault = 'version' | 'passphrase' | 'damaged';

interface Derived {
  readonly salt: Buffer;
  readonly check: Buffer;
  readonly key: Buffer;
}

/**
 * Seals the contents of files with a passphrase: `silian-sealed/1`, a space and base64url of salt, check and box. Each file carries its
 * salt, so that it opens wherever it is carried to; those that one node writes share it, so that a start derives one key.
 */
export class PassphraseSeal {
  /** Private for the runtime, too: what is printed or serialised by mistake does not show it. */
  readonly #passphrase: Buffer;
  #derived: Derived | undefined;

  constructor(passphrase: Buffer) {
    this.#passphrase = passphrase;
  }

  static isSealed(content: Buffer): boolean {
    return content.subarray(0, FAMILY.length).toString() === FAMILY;
  }

  /** `purpose` says what the file is for: one that is sealed for something else does not open in its place. */
  seal(secret: Buffer, purpose: string): Buffer {
    const { salt, check, key } = this.#derived ?? this.derive(randomBytes(SALT_BYTES));
    const body = Buffer.concat([salt, check, sealBox(key, secret, aboutOf(purpose))]);
    return Buffer.from(`${HEADER} ${body.toString('base64url')}\n`);
  }

  open(content: Buffer, purpose: string): Buffer | SealFault {
    const [header, text = ''] = content.toString().trimEnd().split(' ');
    if (header !== HEADER) return 'version';
    const body = Buffer.from(text, 'base64url');
    if (!BODY.test(text) || body.toString('base64url') !== text) return 'damaged';
    const { check, key } = this.derive(body.subarray(0, SALT_BYTES));
    if (!timingSafeEqual(check, body.subarray(SALT_BYTES, SALT_BYTES + CHECK_BYTES))) return 'passphrase';
    return openBox(key, body.subarray(SALT_BYTES + CHECK_BYTES), aboutOf(purpose)) ?? 'damaged';
  }

  private derive(salt: Buffer): Derived {
    if (this.#derived?.salt.equals(salt)) return this.#derived;
    const derived = scryptSync(this.#passphrase, salt, CHECK_BYTES + KEY_BYTES, SCRYPT);
    const [check, key] = [derived.subarray(0, CHECK_BYTES), derived.subarray(CHECK_BYTES)];
    this.#derived = { salt: Buffer.from(salt), check, key };
    return this.#derived;
  }
}

function aboutOf(purpose: string): string {
  return `${HEADER} ${purpose}`;
}
