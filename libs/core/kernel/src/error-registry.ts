import { ALLOCATION_ERRORS } from './allocation-errors.js';
import { AUDIT_ERRORS } from './audit-errors.js';
import { BUNDLE_ERRORS } from './bundle-errors.js';
import { EVOLUTION_ERRORS } from './evolution-errors.js';
import { FIGURE_ERRORS } from './figure-errors.js';
import { ACCOUNT_ERRORS } from './account-errors.js';
import { KEY_ERRORS } from './key-errors.js';
import { PRIVACY_ERRORS } from './privacy-errors.js';
import { QUALITY_ERRORS } from './quality-errors.js';
import { REQUEST_ERRORS } from './request-errors.js';
import { SHEET_ERRORS } from './sheet-errors.js';

/**
 * Every error that a caller can meet, with its stable code, HTTP status and words. Codes are part of the API:
 * one is never renamed and never given a new meaning. `docs/errors.md` lists them and a test keeps it so.
 */
export const ERRORS = {
  ...PRIVACY_ERRORS,
  ...REQUEST_ERRORS,
  media_type_unsupported: { status: 415, zh: '不支持的内容类型', en: 'The content type is not supported' },
  query_invalid: { status: 400, zh: '查询参数有误', en: 'A query parameter is not valid' },
  cursor_invalid: {
    status: 400,
    zh: '翻页位置有误,请从第一页重新开始',
    en: 'The page cursor is not valid; start again from the first page',
  },
  not_found: { status: 404, zh: '没有这个地址', en: 'There is nothing at this address' },
  method_not_allowed: { status: 405, zh: '不支持的方法', en: 'The method is not allowed here' },
  token_missing: { status: 401, zh: '请提供访问令牌', en: 'An access token is required' },
  token_invalid: { status: 401, zh: '访问令牌无效', en: 'The access token is not valid' },
  role_insufficient: {
    status: 403,
    zh: '需要“{role}”角色',
    en: 'This needs the role “{role}”',
  },
  scope_exceeded: {
    status: 403,
    zh: '单位 {unit} 不在您的管辖范围内',
    en: 'Unit {unit} is outside your jurisdiction',
  },
  internal: {
    status: 500,
    zh: '系统内部错误,编号 {id};数据没有改变',
    en: 'Internal error, reference {id}; nothing was changed',
  },
  busy: { status: 503, zh: '系统繁忙,请稍后重试', en: 'The node is busy; try again later' },

  unit_code_invalid: {
    status: 400,
    zh: '单位代码“{unit}”格式不对:应为 4、6、9 或 12 位数字',
    en: 'Unit code “{unit}” is malformed: 4, 6, 9 or 12 digits are expected',
  },
  unit_unknown: { status: 404, zh: '没有代码为 {unit} 的单位', en: 'There is no unit with code {unit}' },
  unit_not_here: {
    status: 409,
    zh: '单位 {unit} 的数据由它自己的节点录入,本节点不能修改',
    en: 'Records of unit {unit} are entered at its own node; this node cannot change them',
  },
  unit_level_wrong: {
    status: 422,
    zh: '“{type}”不在“{level}”这一级填报',
    en: 'Type “{type}” is not entered at level “{level}”',
  },
  units_file_invalid: {
    status: 400,
    zh: '区划文件第 {line} 行有误:{rule}',
    en: 'Line {line} of the units file is not valid: {rule}',
  },
  unit_closed: {
    status: 409,
    zh: '单位 {unit} 自 {on} 起不再存在,请改用 {successor}',
    en: 'Unit {unit} is no longer there from {on} on; use {successor}',
  },
  unit_not_valid_on: {
    status: 422,
    zh: '单位 {unit} 在 {day} 不存在,请使用当日的单位代码',
    en: 'Unit {unit} is not there on {day}; use the code of that day',
  },
  reorganisation_invalid: {
    status: 400,
    zh: '区划调整文件有误,位置 {path}:{rule}',
    en: 'The reorganisation is not valid at {path}: {rule}',
  },
  reorganisation_conflict: {
    status: 409,
    zh: '区划调整与现有区划不符,位置 {path}:{rule}',
    en: 'The reorganisation does not fit the tree at {path}: {rule}',
  },

  type_unknown: { status: 404, zh: '没有“{type}”这种记录', en: 'There is no record type “{type}”' },
  catalogue_missing: {
    status: 503,
    zh: '本节点还没有目录',
    en: 'This node holds no catalogue yet',
  },
  catalogue_invalid: {
    status: 400,
    zh: '目录有误,位置 {path}:{rule}',
    en: 'The catalogue is not valid at {path}: {rule}',
  },
  record_invalid: { status: 422, zh: '记录有 {count} 处错误', en: 'The record has {count} errors' },
  record_unknown: { status: 404, zh: '没有这条记录', en: 'There is no such record' },
  record_exists: {
    status: 409,
    zh: '已有相同主键的记录,请改正那一条',
    en: 'A record with the same key exists; correct that one',
  },
  record_deleted: { status: 409, zh: '记录已删除', en: 'The record has been deleted' },
  record_id_taken: {
    status: 409,
    zh: '这个记录编号已用于另一内容',
    en: 'This record id is already used for other content',
  },
  record_too_large: {
    status: 413,
    zh: '记录超过 {limit} 字节',
    en: 'The record is larger than {limit} bytes',
  },
  version_conflict: {
    status: 409,
    zh: '记录已被改为第 {current} 版,请先查看再改',
    en: 'The record is now at version {current}; look at it before you change it',
  },

  indicator_unknown: { status: 404, zh: '没有“{code}”这个指标', en: 'There is no indicator “{code}”' },

  frame_malformed: { status: 400, zh: '数据帧格式有误:{rule}', en: 'The frame is malformed: {rule}' },
  frame_too_large: { status: 413, zh: '数据帧超过 {limit}', en: 'The frame is larger than {limit}' },
  frame_gap: {
    status: 409,
    zh: '数据帧与已收到的位置不相接',
    en: 'The frame does not continue what was received',
  },
  frame_fork: {
    status: 409,
    zh: '来源 {origin} 在第 {seq} 条处与已收到的内容不同',
    en: 'Origin {origin} differs from what was received at entry {seq}',
  },
  signature_invalid: {
    status: 403,
    zh: '来源 {origin} 的签名无效',
    en: 'The signature of origin {origin} is not valid',
  },
  certificate_invalid: {
    status: 403,
    zh: '来源 {origin} 的证书无效:{rule}',
    en: 'The certificate of origin {origin} is not valid: {rule}',
  },
  origin_outside: {
    status: 403,
    zh: '来源 {origin} 不在发送方的管辖范围内',
    en: 'Origin {origin} is outside the sender’s jurisdiction',
  },
  origin_frozen: {
    status: 409,
    zh: '来源 {origin} 已冻结,等待处理',
    en: 'Origin {origin} is frozen until an operator decides',
  },
  log_recovering: {
    status: 503,
    zh: '单位 {origin} 的日志正从上级取回,请稍后再试;已填内容请保留',
    en: 'The log of unit {origin} is being fetched back from the node above; try again in a moment',
  },
  log_hosted_above: {
    status: 409,
    zh: '单位 {origin} 的记录仍由上级节点代填:请先由上级操作员移交,再在本机运行 adopt',
    en: 'Records of unit {origin} are still entered at the node above: have its operator hand the unit over, then run adopt here',
  },
  log_returning: {
    status: 409,
    zh: '单位 {origin} 正交还上级节点代填,本机不再接收记录',
    en: 'Unit {origin} is being given back to the node above; nothing more is entered here',
  },
  hand_over_not_offered: {
    status: 409,
    zh: '上级操作员尚未同意移交单位 {unit}',
    en: 'The operator above has not agreed to move unit {unit}',
  },
  hand_over_pointless: {
    status: 409,
    zh: '单位 {unit} 已在它应在的节点填报,无须移交',
    en: 'Records of unit {unit} are entered there already: nothing is to be moved',
  },
  take_back_incomplete: {
    status: 409,
    zh: '单位 {unit} 的日志还没有全部送达上级,请重新运行 adopt --back',
    en: 'The node above does not hold all of unit {unit} yet: run adopt --back again',
  },
  log_unknown: {
    status: 404,
    zh: '本节点没有单位 {unit} 的日志',
    en: 'This node holds no log of unit {unit}',
  },
  epoch_not_needed: {
    status: 409,
    zh: '单位 {unit} 的日志与上级一致,不需要开启新一期',
    en: 'The logs of unit {unit} agree with those of the parent; no new epoch is needed',
  },
  epoch_parent_silent: {
    status: 503,
    zh: '要先问明上级持有单位 {unit} 的哪些记录,但上级没有答复({rule});什么也没有改变',
    en: 'The parent has to say what it holds of unit {unit}, and does not answer ({rule}); nothing was changed',
  },
  log_damaged: {
    status: 503,
    zh: '来源 {origin} 的日志在本节点的存储记录有损坏,正在修复,请稍后重试',
    en: 'Stored entries of origin {origin} are damaged here and are being mended; try again later',
  },
  origin_hosted_here: {
    status: 409,
    zh: '来源 {origin} 的日志由本节点代管',
    en: 'The log of origin {origin} is kept by this node itself',
  },
  signer_downgraded: {
    status: 403,
    zh: '来源 {origin} 已有自己的密钥,不能再由上级代签',
    en: 'Origin {origin} signs with its own key; its host may no longer sign for it',
  },
  certificate_needed: {
    status: 403,
    zh: '请随来源 {origin} 的数据发送其证书',
    en: 'Send the certificate of origin {origin} with its entries',
  },
  signer_revoked: {
    status: 403,
    zh: '来源 {origin} 的签名密钥已吊销,吊销之后的数据不予接收',
    en: 'The key that signed origin {origin} is revoked; what it signed after that is not taken',
  },
  node_suspended: {
    status: 403,
    zh: '单位 {unit} 的节点已暂停,请联系上级操作员',
    en: 'The node of unit {unit} is suspended; ask the operator above',
  },
  node_revoked: {
    status: 403,
    zh: '单位 {unit} 的节点密钥已吊销,请重新配对',
    en: 'The key of the node of unit {unit} is revoked; pair it again',
  },
  node_unknown: { status: 404, zh: '没有单位 {unit} 的节点', en: 'There is no node of unit {unit}' },
  node_paired: {
    status: 409,
    zh: '单位 {unit} 已有节点;重新配对会更换其密钥,请用 replace 确认,配对后请吊销旧密钥',
    en: 'Unit {unit} has a node already; pairing again replaces its key: confirm with replace, then revoke the old key',
  },
  pairing_unit_outside: {
    status: 422,
    zh: '单位 {unit} 不在本节点单位之下',
    en: 'Unit {unit} does not lie below the unit of this node',
  },
  pairing_unknown: {
    status: 404,
    zh: '单位 {unit} 没有可用的配对码,请让上级操作员生成',
    en: 'There is no pairing code for unit {unit}; ask the operator above for one',
  },
  pairing_code_wrong: {
    status: 403,
    zh: '配对码不对,还可以试 {left} 次',
    en: 'The pairing code is wrong; {left} attempts are left',
  },
  pairing_expired: {
    status: 410,
    zh: '配对码已失效,请让上级操作员重新生成',
    en: 'The pairing code is no longer good; ask the operator above for a new one',
  },
  pairing_used: { status: 409, zh: '配对码已被使用', en: 'The pairing code has been used' },
  pairing_refused: {
    status: 403,
    zh: '上级操作员拒绝了配对',
    en: 'The operator above has refused the pairing',
  },
  pairing_not_pending: {
    status: 409,
    zh: '这个配对请求不在等待批准',
    en: 'This pairing does not wait for a decision',
  },
  parent_elsewhere: {
    status: 421,
    zh: '单位 {unit} 的上级是节点 {parent}({url}),请与它配对',
    en: 'The parent of unit {unit} is the node of {parent} ({url}); pair with that one',
  },
  protocol_too_old: {
    status: 426,
    zh: '协议版本 {version} 过旧,至少需要 {min},请先升级',
    en: 'Protocol version {version} is too old, at least {min} is needed; upgrade first',
  },
  renewal_invalid: {
    status: 400,
    zh: '新证书的申请无效',
    en: 'The request for a new certificate is not valid',
  },
  link_token_invalid: {
    status: 401,
    zh: '节点令牌无效:{rule}',
    en: 'The node’s token is not valid: {rule}',
  },

  directive_invalid: {
    status: 400,
    zh: '下达内容有误,位置 {path}:{rule}',
    en: 'The directive is not valid at {path}: {rule}',
  },
  addressee_outside: {
    status: 422,
    zh: '单位 {unit} 不是本节点的单位,也不在其下级',
    en: 'Unit {unit} is neither the unit of this node nor below it',
  },
  return_not_below: {
    status: 422,
    zh: '单位 {unit} 的记录不属于下级,请直接更正',
    en: 'Records of unit {unit} are not those of a unit below; correct them here',
  },
  unlock_not_below: {
    status: 422,
    zh: '单位 {unit} 不属于下级:解锁须由上级管理员给出',
    en: 'Unit {unit} is not below this one: an administrator above has to unlock it',
  },
  period_locked: {
    status: 409,
    zh: '单位 {unit} 截至 {day} 的“{type}”自 {since} 起已锁定;请街道或以上的管理员解锁',
    en: 'Reports “{type}” of unit {unit} for the period ending on {day} are locked since {since}: an administrator of the street or above can unlock them',
  },
  period_invalid: {
    status: 400,
    zh: '期间应为年、季度或月份(如 2006、2006-Q1、2006-01),而不是“{period}”',
    en: 'A year, a quarter or a month is expected, such as 2006, 2006-Q1 or 2006-01, not “{period}”',
  },
  period_not_over: {
    status: 409,
    zh: '期间至 {day} 才结束,尚不能关闭',
    en: 'The period ends on {day}: it cannot be closed before that',
  },
  closing_reason_missing: {
    status: 422,
    zh: '单位 {unit} 的 {period} 已关闭过(第 {revision} 次);再次关闭须说明原因',
    en: 'Period {period} of unit {unit} is closed already (revision {revision}); say why it is closed again',
  },
  closing_unknown: { status: 404, zh: '没有这次关闭', en: 'There is no such closing' },
  report_not_received: {
    status: 409,
    zh: '还没有收到单位 {unit} 截至 {day} 的“{type}”,不能声明完整',
    en: 'Report “{type}” of unit {unit} for the period ending on {day} is not received: it cannot be declared complete',
  },
  report_not_owed: {
    status: 422,
    zh: '单位 {unit} 没有截至 {day} 的“{type}”应报',
    en: 'Unit {unit} owes no report “{type}” for a period ending on {day}',
  },
  catalogue_from_above: {
    status: 409,
    zh: '目录由上级下发,本节点不能更换',
    en: 'The catalogue comes from above and cannot be replaced at this node',
  },
  ...ALLOCATION_ERRORS,
  ...AUDIT_ERRORS,
  ...BUNDLE_ERRORS,
  ...EVOLUTION_ERRORS,
  ...FIGURE_ERRORS,
  ...ACCOUNT_ERRORS,
  ...KEY_ERRORS,
  ...QUALITY_ERRORS,
  ...SHEET_ERRORS,
} as const satisfies Record<string, { status: number; zh: string; en: string }>;

export type ErrorCode = keyof typeof ERRORS;
