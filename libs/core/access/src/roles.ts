import type { Bilingual } from '#core/kernel';

/**
 * What a person may be at a node, within the subtree of one unit.
 *
 * clerk          enters and corrects records
 * reviewer       looks through what clerks entered, and returns it
 * administrator  figures, targets, periods, units, the catalogue, and accounts
 * operator       the node itself: links, queues, certificates
 * auditor        reads everything that is written down of what others did, and changes nothing
 */
export const ROLES = ['clerk', 'reviewer', 'administrator', 'operator', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_NAMES: Readonly<Record<Role, Bilingual>> = {
  clerk: { zh: '录入员', en: 'clerk' },
  reviewer: { zh: '审核员', en: 'reviewer' },
  administrator: { zh: '管理员', en: 'administrator' },
  operator: { zh: '运维员', en: 'operator' },
  auditor: { zh: '审计员', en: 'auditor' },
};
