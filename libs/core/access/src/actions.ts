import type { Bilingual } from '#core/kernel';

/** Everything that is written down of what people do, in words. Codes are stored for good: one is never given a new meaning. */
export const AUDIT_ACTIONS = {
  'access.refused': { zh: '访问被拒绝', en: 'Was refused' },
  'audit.read': { zh: '查看审计记录', en: 'Read the audit trail' },

  'session.begin': { zh: '登录', en: 'Signed in' },
  'session.end': { zh: '退出登录', en: 'Signed out' },
  'session.password': { zh: '修改密码', en: 'Changed the own password' },
  'session.factor-begin': { zh: '设置动态验证码', en: 'Began a second factor' },
  'session.factor-confirm': { zh: '启用动态验证码', en: 'Put a second factor in use' },
  'session.factor-end': { zh: '停用动态验证码', en: 'Gave the second factor up' },
  'tokens.make': { zh: '生成程序令牌', en: 'Made a token' },
  'tokens.end': { zh: '停用程序令牌', en: 'Ended a token' },
  'accounts.create': { zh: '创建账号', en: 'Made an account' },
  'accounts.change': { zh: '变更账号', en: 'Changed an account' },
  'accounts.reset-password': { zh: '重置密码', en: 'Gave a new first password' },
  'accounts.reset-factor': { zh: '取消他人动态验证码', en: 'Took a second factor away' },

  'records.read': { zh: '查看个人信息', en: 'Read personal data' },
  'records.erase': { zh: '删除个人信息', en: 'Erased personal data' },
  'persons.search': { zh: '按人员查找记录', en: 'Looked for the records of a person' },
  'persons.key': { zh: '生成人员标识', en: 'Made a person key' },
  'persons.erase': { zh: '删除某人的个人信息', en: 'Erased the data of a person' },
  'records.export': { zh: '导出记录', en: 'Exported records' },
  'records.return': { zh: '退回记录要求更正', en: 'Returned a record for correction' },
  'records.assign': { zh: '分派诉求', en: 'Assigned a request' },
  'figures.trace': { zh: '查看指标背后的个人信息', en: 'Read personal data behind a figure' },
  'figures.export': { zh: '导出指标', en: 'Exported figures' },
  'imports.commit': { zh: '导入表格', en: 'Imported a sheet' },
  'imports.cancel': { zh: '中止导入', en: 'Stopped an import' },
  'imports.read': { zh: '下载导入结果', en: 'Downloaded the result of an import' },
  'imports.remove': { zh: '删除上传的表格', en: 'Removed an uploaded sheet' },
  'warnings.acknowledge': { zh: '说明数据疑点', en: 'Explained a doubt about a record' },

  'announcements.publish': { zh: '发布通知', en: 'Published an announcement' },
  'targets.set': { zh: '下达目标', en: 'Set a target' },
  'targets.allocate': { zh: '分解目标', en: 'Shared out a target' },
  'periods.close': { zh: '关闭报告期', en: 'Closed a period' },
  'periods.unlock': { zh: '解锁报告期', en: 'Unlocked a period' },
  'units.correct': { zh: '更正单位属性', en: 'Corrected a unit' },
  'units.reorganise': { zh: '调整单位', en: 'Reorganised units' },
  'catalogue.issue': { zh: '发布目录', en: 'Issued a catalogue' },
  'catalogue.propose': { zh: '提出目录修订', en: 'Proposed a catalogue' },
  'catalogue.sign': { zh: '签署目录', en: 'Signed a catalogue' },
  'catalogue.withdraw': { zh: '撤回目录修订', en: 'Withdrew a catalogue' },

  'operations.audit': { zh: '核查日志和统计', en: 'Checked logs and figures' },
  'operations.recount': { zh: '重新计数', en: 'Recounted' },
  'operations.reconcile': { zh: '重新对账', en: 'Reconciled logs' },
  'operations.retry': { zh: '重试上报', en: 'Retried the link' },
  'consents.withdraw': { zh: '撤回待他人确认的请求', en: 'Withdrew what waited for a second person' },
  'logs.new-epoch': { zh: '开启新一期日志', en: 'Opened a log’s next epoch' },
  'nodes.hand-over': { zh: '同意移交日志', en: 'Agreed to hand logs over' },
  'nodes.take-back': { zh: '同意收回日志', en: 'Agreed to take logs back' },
  'nodes.stay': { zh: '取消移交', en: 'Took an agreement back' },
  'nodes.suspend': { zh: '暂停节点', en: 'Suspended a node' },
  'nodes.resume': { zh: '恢复节点', en: 'Resumed a node' },
  'nodes.revoke': { zh: '吊销节点密钥', en: 'Revoked a node’s keys' },
  'nodes.rotate': { zh: '更换本节点密钥', en: 'Renewed this node’s key' },
  'pairings.open': { zh: '生成配对码', en: 'Made a pairing code' },
  'pairings.approve': { zh: '批准配对', en: 'Let a node in' },
  'pairings.refuse': { zh: '拒绝配对', en: 'Refused a node' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type AuditAction = keyof typeof AUDIT_ACTIONS;

export const AUDIT_ACTION_CODES = Object.keys(AUDIT_ACTIONS) as AuditAction[];

/** Also of a code that a newer version of this node has written. */
export function wordsForAction(code: string): Bilingual {
  return isAuditAction(code) ? AUDIT_ACTIONS[code] : { zh: code, en: code };
}

function isAuditAction(code: string): code is AuditAction {
  return Object.hasOwn(AUDIT_ACTIONS, code);
}
