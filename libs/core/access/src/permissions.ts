import type { Bilingual } from '#core/kernel';
import { ROLES, type Role } from './roles.js';

export interface Permission extends Bilingual {
  readonly roles: readonly Role[];
}

const EVERYBODY = ROLES;
/** Those who work with records. */
const DESK = ['clerk', 'reviewer', 'administrator'] as const;

/**
 * Everything that may be permitted, and whom it is permitted to. Each route of a node names one of these, or says that it is open;
 * what a person may do is what this table says of the person's roles.
 */
export const PERMISSIONS = {
  'records.read': { zh: '查看记录', en: 'Read records', roles: [...DESK, 'auditor'] },
  'records.write': {
    zh: '录入、更正和撤销记录',
    en: 'Enter, correct and withdraw records',
    roles: ['clerk'],
  },
  'records.import': { zh: '从表格导入记录', en: 'Import records from sheets', roles: ['clerk'] },
  'records.export': { zh: '导出记录', en: 'Export records', roles: DESK },
  'records.return': { zh: '退回记录要求更正', en: 'Return records for correction', roles: DESK },
  'records.assign': { zh: '分派诉求', en: 'Assign requests', roles: DESK },
  'persons.search': {
    zh: '按人员查找记录',
    en: 'Find the records of a person',
    roles: ['reviewer', 'administrator'],
  },
  'persons.erase': {
    zh: '删除个人信息',
    en: 'Erase the data of a person',
    roles: ['administrator'],
  },
  'quality.review': {
    zh: '查看并说明数据疑点',
    en: 'See doubts about records and explain them',
    roles: DESK,
  },
  'figures.read': { zh: '查看指标', en: 'Read figures', roles: EVERYBODY },
  'figures.trace': { zh: '查看指标背后的记录', en: 'See the records behind figures', roles: DESK },
  'guidance.read': { zh: '查看通知、目标和解锁', en: 'Read announcements, targets and unlocks', roles: DESK },
  'announcements.publish': { zh: '发布通知', en: 'Publish announcements', roles: ['administrator'] },
  'targets.set': { zh: '下达目标', en: 'Set targets', roles: ['administrator'] },
  'periods.close': { zh: '关闭报告期', en: 'Close periods', roles: ['administrator'] },
  'periods.unlock': { zh: '解锁报告期', en: 'Unlock periods', roles: ['administrator'] },
  'units.read': { zh: '查看单位', en: 'Read units', roles: EVERYBODY },
  'units.change': { zh: '更正和调整单位', en: 'Correct and reorganise units', roles: ['administrator'] },
  'catalogue.change': { zh: '修订指标目录', en: 'Change the catalogue', roles: ['administrator'] },
  'operations.read': {
    zh: '查看节点状态',
    en: 'See how the node is',
    roles: ['operator', 'administrator', 'auditor'],
  },
  'operations.act': {
    zh: '操作节点、链路和队列',
    en: 'Operate the node, its link and its queues',
    roles: ['operator'],
  },
  'accounts.manage': { zh: '管理账号', en: 'Manage accounts', roles: ['administrator'] },
  'account.own': { zh: '自己的账号', en: 'One’s own account', roles: EVERYBODY },
  'nodes.manage': { zh: '管理下级节点', en: 'Manage the nodes below', roles: ['operator'] },
  'audit.read': { zh: '查看审计记录', en: 'Read the audit trail', roles: ['auditor'] },
} as const satisfies Readonly<Record<string, Permission>>;

export type PermissionCode = keyof typeof PERMISSIONS;

export const PERMISSION_CODES = Object.keys(PERMISSIONS) as PermissionCode[];

export function rolesWith(permission: PermissionCode): readonly Role[] {
  return PERMISSIONS[permission].roles;
}

/** What any of these roles is permitted. */
export function permissionsOf(roles: readonly Role[]): readonly PermissionCode[] {
  return PERMISSION_CODES.filter((code) => isPermitted(roles, code));
}

export function isPermitted(roles: readonly Role[], permission: PermissionCode): boolean {
  return rolesWith(permission).some((role) => roles.includes(role));
}
