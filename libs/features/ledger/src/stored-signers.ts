import { CertificateBook } from '#core/protocol';
import { findCertificates, type Sql, type StoredLogEntry } from '#platform/storage';

/** The signers of stored logs: their certificates are read when the first entry that they signed is. */
export class StoredSigners {
  readonly book: CertificateBook;

  constructor(
    private readonly sql: Sql,
    trustRoot: string,
  ) {
    this.book = new CertificateBook(trustRoot);
  }

  async fetch(entries: readonly Pick<StoredLogEntry, 'signer'>[]): Promise<void> {
    const wanted = new Set(entries.flatMap(({ signer }) => signer ?? []));
    const missing = [...wanted].filter((print) => !this.book.has(print));
    if (missing.length === 0) return;
    for (const [print, chain] of await findCertificates(this.sql, missing)) this.book.add(print, chain);
  }
}
