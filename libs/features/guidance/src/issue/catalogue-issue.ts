import { Inject, Injectable } from '@nestjs/common';
import { forbiddenChanges, type Catalogue } from '#core/catalogue';
import { canonicalJson, SilianError, type Json } from '#core/kernel';
import { digest } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import { lastApplied, type Sql } from '#platform/storage';
import { activateDocument, CurrentCatalogue } from '#features/ledger';
import { Desk } from '../api/desk.js';
import { Catalogues } from '../apply/catalogues.js';
import { Directives } from './directives.js';

export interface IssuedCatalogue {
  readonly version: string;
  readonly digest: string;
  /** True where this is the catalogue that was issued last. */
  readonly repeated: boolean;
}

/** Puts a catalogue in force here and says so to every node below. */
@Injectable()
export class CatalogueIssue {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Desk) private readonly desk: Desk,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Directives) private readonly directives: Directives,
    @Inject(Catalogues) private readonly catalogues: Catalogues,
  ) {}

  /** Throws where the caller does not act for the whole unit, or the catalogue comes from above. */
  assertMay(caller: Caller): void {
    this.desk.assertSpeaks(caller);
    if (this.config.profile.parent) throw new SilianError('catalogue_from_above');
  }

  /** Throws `catalogue_change_forbidden` with each change in the details: records would come to mean something else. */
  assertAllowed(proposed: Catalogue): void {
    const forbidden = forbiddenChanges(this.current.catalogue, proposed);
    if (forbidden.length > 0)
      throw new SilianError('catalogue_change_forbidden', { count: forbidden.length }, forbidden);
  }

  /** Throws `catalogue_invalid` and what `assertAllowed` throws. After the commit it has to be taken over. */
  async issue(tx: Sql, document: unknown): Promise<IssuedCatalogue> {
    await this.current.keepUp(tx);
    const catalogue = await activateDocument(tx, document);
    // Compared with what this process has taken over, which is still the one before.
    this.assertAllowed(catalogue);
    const text = canonicalJson(document as Json);
    const name = digest(text);
    const repeated = (await lastApplied(tx, 'catalogue'))?.blob === name;
    if (!repeated) await this.directives.issueDocument(tx, 'catalogue', text);
    return { version: catalogue.version, digest: name, repeated };
  }

  takeOver(): Promise<void> {
    return this.catalogues.takeOver();
  }
}
