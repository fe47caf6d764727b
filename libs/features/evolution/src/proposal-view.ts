import type { ListedProposal, ProposalDetail } from './proposals.js';
import type { ListedProposalDto, ProposalDetailDto } from './proposals.dto.js';

export function listedView({ proposedAt, ...row }: ListedProposal): ListedProposalDto {
  return { ...row, proposedAt: proposedAt.toISOString() };
}

export function detailView({ proposal, steps, ...about }: ProposalDetail): ProposalDetailDto {
  return {
    ...listedView(proposal),
    steps: steps.map(({ step, at, by, reason }) => ({ step, at: at.toISOString(), by, reason })),
    ...about,
  };
}
