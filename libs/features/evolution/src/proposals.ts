import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  askedTwice,
  burdenOf,
  compareCatalogues,
  effectsOn,
  loadCatalogue,
  type AskedTwice,
  type Burden,
  type Catalogue,
  type Difference,
  type IndicatorEffect,
} from '#core/catalogue';
import { SilianError } from '#core/kernel';
import { digest } from '#core/protocol';
import { compileStatistics } from '#core/statistics';
import type { Caller } from '#platform/identity';
import {
  activeCatalogueDigest,
  addProposalStep,
  countOpenProposals,
  Database,
  digestOfVersion,
  findProposal,
  listProposals,
  lockCounting,
  lockProposal,
  putProposal,
  setProposalState,
  stepsOf,
  type ProposalRow,
  type ProposalStepRow,
  type Sql,
} from '#platform/storage';
import { CatalogueIssue, type IssuedCatalogueDto } from '#features/guidance';
import { CurrentCatalogue, storableText } from '#features/ledger';

/** Open ones: each is a document of some hundred kilobytes, and more are no choice but a heap. */
const OPEN_MAX = 20;

/** In one list; a city has a few a year. */
const LISTED_MAX = 100;

export type ListedProposal = Omit<ProposalRow, 'document'> & { readonly stale: boolean };

/** A proposal with what is known of it without looking at a record. */
export interface ProposalDetail {
  readonly proposal: ListedProposal;
  readonly steps: readonly ProposalStepRow[];
  /** Against the catalogue that it was made against. */
  readonly differences: readonly Difference[];
  readonly indicators: readonly IndicatorEffect[];
  readonly askedTwice: readonly AskedTwice[];
  readonly burden: readonly Burden[];
}

/** Catalogues on their way into force. Every step is kept with who and when. */
@Injectable()
export class Proposals {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(CatalogueIssue) private readonly issuing: CatalogueIssue,
  ) {}

  /** Throws `catalogue_invalid`, or `catalogue_change_forbidden` with each change in the details. */
  async propose(caller: Caller, document: unknown): Promise<ProposalDetail> {
    this.issuing.assertMay(caller);
    await this.current.keepUp(this.database.sql);
    const { catalogue: base, digest: baseDigest } = this.current;
    const proposed = readDocument(document);
    const text = storableText(document);
    this.issuing.assertAllowed(proposed);
    const id = randomUUID() as string;
    await this.database.transaction(async (tx) => {
      if ((await countOpenProposals(tx)) >= OPEN_MAX)
        throw new SilianError('proposals_too_many', { limit: OPEN_MAX });
      const { version } = proposed;
      await this.assertNew(tx, version, digest(text), baseDigest);
      const about = { id, version, digest: digest(text), baseVersion: base.version, baseDigest };
      await putProposal(tx, { ...about, document: text });
      await addProposalStep(tx, { proposal: id, step: 'proposed', by: caller.who, reason: null });
    });
    return this.detail(id);
  }

  async list(): Promise<ListedProposal[]> {
    const active = await activeCatalogueDigest(this.database.sql);
    return (await listProposals(this.database.sql, LISTED_MAX)).map((row) => listed(row, active));
  }

  async detail(id: string): Promise<ProposalDetail> {
    const { sql } = this.database;
    const row = await this.require(sql, id);
    const { document, ...about } = row;
    const base = this.current.catalogueOf(row.baseVersion) ?? this.current.catalogue;
    const proposed = loadCatalogue(JSON.parse(document));
    return {
      proposal: listed(about, await activeCatalogueDigest(sql)),
      steps: await stepsOf(sql, id),
      differences: compareCatalogues(base, proposed),
      indicators: effectsOn(base, proposed),
      askedTwice: askedTwice(base, proposed),
      burden: burdenOf(base, proposed),
    };
  }

  async catalogueOf(id: string): Promise<Catalogue> {
    return loadCatalogue(JSON.parse((await this.require(this.database.sql, id)).document));
  }

  /** Puts it in force here and at every node below, as long as what it was compared with is in force. */
  async sign(caller: Caller, id: string, reason: string | undefined): Promise<IssuedCatalogueDto> {
    this.issuing.assertMay(caller);
    const issued = await this.database.transaction(async (tx) => {
      const proposal = await this.lockOpen(tx, id);
      // No catalogue becomes active before this ends.
      const { catalogue: active } = await lockCounting(tx);
      if (active !== proposal.baseDigest)
        throw new SilianError('proposal_base_changed', { base: proposal.baseVersion });
      const document: unknown = JSON.parse(proposal.document);
      await this.assertWorthIt(tx, loadCatalogue(document), reason);
      const outcome = await this.issuing.issue(tx, document);
      await this.end(tx, caller, proposal, 'signed', reason);
      return outcome;
    });
    await this.issuing.takeOver();
    return issued;
  }

  async withdraw(caller: Caller, id: string, reason: string | undefined): Promise<ProposalDetail> {
    this.issuing.assertMay(caller);
    await this.database.transaction(async (tx) =>
      this.end(tx, caller, await this.lockOpen(tx, id), 'withdrawn', reason),
    );
    return this.detail(id);
  }

  private async end(
    tx: Sql,
    caller: Caller,
    { id }: ProposalRow,
    state: 'signed' | 'withdrawn',
    reason: string | undefined,
  ): Promise<void> {
    await setProposalState(tx, id, state);
    await addProposalStep(tx, { proposal: id, step: state, by: caller.who, reason: reason ?? null });
  }

  /** A form that asks what is known already costs everybody below: whoever signs it says why. */
  private async assertWorthIt(tx: Sql, proposed: Catalogue, reason: string | undefined): Promise<void> {
    await this.current.keepUp(tx);
    const count = askedTwice(this.current.catalogue, proposed).length;
    if (count > 0 && reason === undefined) throw new SilianError('catalogue_asks_twice', { count });
  }

  /** Records name the version that they were entered with: a version must not mean two things. */
  private async assertNew(tx: Sql, version: string, document: string, active: string): Promise<void> {
    if (document === active) throw new SilianError('catalogue_unchanged');
    const known = await digestOfVersion(tx, version);
    if (known !== undefined && known !== document)
      throw new SilianError('catalogue_version_taken', { version });
  }

  private async lockOpen(tx: Sql, id: string): Promise<ProposalRow> {
    const proposal = await lockProposal(tx, id);
    if (!proposal) throw new SilianError('proposal_unknown');
    if (proposal.state !== 'open') throw new SilianError('proposal_state', { state: proposal.state });
    return proposal;
  }

  private async require(sql: Sql, id: string): Promise<ProposalRow> {
    const proposal = await findProposal(sql, id);
    if (!proposal) throw new SilianError('proposal_unknown');
    return proposal;
  }
}

function readDocument(document: unknown): Catalogue {
  const proposed = loadCatalogue(document);
  // One that cannot be counted with is refused now and not when it is signed.
  compileStatistics(proposed);
  return proposed;
}

function listed(row: Omit<ProposalRow, 'document'>, active: string | undefined): ListedProposal {
  return { ...row, stale: row.state === 'open' && row.baseDigest !== active };
}
