import { verifyCheckpoint, type Head, type StoredRow } from '#core/protocol';
import { Succession } from '#core/reorganisation';
import { readSuccession, type Sql, type StoredLogEntry } from '#platform/storage';
import { StoredSigners } from './stored-signers.js';

/** Behind every day of every reorganisation. */
const LAST_DAY = '9999-12-31';

/** A row of a log with the moment at which its signer's certificates must have held. */
export type AttestedRow = StoredRow & Pick<StoredLogEntry, 'storedAt'>;

/** Whether the checkpoints of stored rows were made by who may speak for their log. */
export class Attestation {
  private constructor(
    private readonly signers: StoredSigners,
    private readonly succession: Succession,
  ) {}

  static async open(sql: Sql, trustRoot: string): Promise<Attestation> {
    // A unit that goes on for another one signs its log too, from some day on: what was signed before holds all the same.
    return new Attestation(new StoredSigners(sql, trustRoot), new Succession(await readSuccession(sql)));
  }

  /** Reads the certificates of these rows' signers; to be done before they are asked about. */
  fetch(rows: readonly Pick<AttestedRow, 'signer'>[]): Promise<void> {
    return this.signers.fetch(rows);
  }

  readonly attests = ({ signer, signature, storedAt }: AttestedRow, head: Head): boolean => {
    if (signer === null || signature === null) return false;
    const verified = this.signers.book.signerAt(signer, storedAt);
    return (
      verified !== undefined &&
      this.succession.covers(verified.unit, head.origin, LAST_DAY) &&
      verifyCheckpoint(verified.key, head, signature)
    );
  };
}
