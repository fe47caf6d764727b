import type { Sql } from '../database.js';
import { CatalogueProposalEntity, type ProposalState } from '../entities/catalogue-proposal.entity.js';
import { CatalogueProposalStepEntity } from '../entities/catalogue-proposal-step.entity.js';

export type ProposalRow = Readonly<CatalogueProposalEntity>;
export type ProposalStepRow = Readonly<CatalogueProposalStepEntity>;

export interface NewStep {
  readonly proposal: string;
  readonly step: 'proposed' | 'signed' | 'withdrawn';
  readonly by: string;
  readonly reason: string | null;
}

/** Without their documents, the newest first. */
export async function listProposals(sql: Sql, limit: number): Promise<Omit<ProposalRow, 'document'>[]> {
  return sql.find(CatalogueProposalEntity, {
    select: {
      ...{ id: true, version: true, digest: true, baseVersion: true, baseDigest: true },
      ...{ state: true, proposedAt: true },
    },
    order: { proposedAt: 'DESC', id: 'ASC' },
    take: limit,
  });
}

export async function findProposal(sql: Sql, id: string): Promise<ProposalRow | undefined> {
  return (await sql.findOneBy(CatalogueProposalEntity, { id })) ?? undefined;
}

/** The same, while nobody else takes a step with it. */
export async function lockProposal(tx: Sql, id: string): Promise<ProposalRow | undefined> {
  await tx.query('SELECT 1 FROM catalogue_proposal WHERE id = $1 FOR UPDATE', [id]);
  return findProposal(tx, id);
}

/** For the rest of the transaction nobody else proposes: the bound on open ones holds. */
export async function countOpenProposals(tx: Sql): Promise<number> {
  await tx.query('LOCK TABLE catalogue_proposal IN SHARE ROW EXCLUSIVE MODE');
  return tx.countBy(CatalogueProposalEntity, { state: 'open' });
}

export async function putProposal(tx: Sql, row: Omit<ProposalRow, 'proposedAt' | 'state'>): Promise<void> {
  await tx.insert(CatalogueProposalEntity, { ...row, state: 'open' });
}

export async function setProposalState(tx: Sql, id: string, state: ProposalState): Promise<void> {
  await tx.update(CatalogueProposalEntity, { id }, { state });
}

export async function addProposalStep(tx: Sql, { proposal, step, by, reason }: NewStep): Promise<void> {
  await tx.query(
    `INSERT INTO catalogue_proposal_step (proposal, number, step, by, reason)
     SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4 FROM catalogue_proposal_step WHERE proposal = $1`,
    [proposal, step, by, reason],
  );
}

export async function stepsOf(sql: Sql, proposal: string): Promise<ProposalStepRow[]> {
  return sql.find(CatalogueProposalStepEntity, { where: { proposal }, order: { number: 'ASC' } });
}
