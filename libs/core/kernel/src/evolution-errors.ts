/** What can be wrong with a proposed catalogue, and with its way into force. Part of the one registry of errors. */
export const EVOLUTION_ERRORS = {
  catalogue_change_forbidden: {
    status: 422,
    zh: '有 {count} 处改动会使已有记录失去原意,不能提交',
    en: 'Records that are there would lose their meaning by {count} changes; the catalogue cannot be proposed',
  },
  catalogue_version_taken: {
    status: 409,
    zh: '版本号“{version}”已用于另一份目录,请换一个',
    en: 'Version “{version}” is the name of another catalogue already; choose a new one',
  },
  catalogue_unchanged: {
    status: 409,
    zh: '与现行目录相同,没有可提交的改动',
    en: 'This is the catalogue that is in force; there is nothing to propose',
  },
  catalogue_asks_twice: {
    status: 409,
    zh: '有 {count} 个字段重复询问,签发时请说明理由',
    en: 'It asks {count} fields that are asked already; say why when you sign it',
  },
  proposal_unknown: { status: 404, zh: '没有这份目录提案', en: 'There is no such proposal' },
  proposal_state: {
    status: 409,
    zh: '提案处于“{state}”状态,现在不能这样做',
    en: 'The proposal is in state “{state}”, in which this cannot be done',
  },
  proposal_base_changed: {
    status: 409,
    zh: '提案针对的目录 {base} 已不是现行目录,请重新提交',
    en: 'The proposal was made against catalogue {base}, which is not in force any more; propose it again',
  },
  proposals_too_many: {
    status: 409,
    zh: '待定的提案已达 {limit} 份,请先签发或撤回一些',
    en: 'There are {limit} open proposals already; sign or withdraw some first',
  },
  recount_running: {
    status: 409,
    zh: '正在按新目录重新计数(已完成 {percent} %),完成之前不能结账',
    en: 'Figures are being counted anew ({percent} % done); close the period when that is over',
  },

  type_lifecycle_changed: {
    status: 422,
    zh: '“{type}”的类别不能由“{before}”改为“{after}”:已有记录将按另一种时间计数',
    en: 'The lifecycle of “{type}” cannot change from “{before}” to “{after}”: its records would count at other times',
  },
  type_period_changed: {
    status: 422,
    zh: '“{type}”的报告期不能由“{before}”改为“{after}”:已报各期将无法对应',
    en: 'The period of “{type}” cannot change from “{before}” to “{after}”: its reports are of other periods',
  },
  type_time_changed: {
    status: 422,
    zh: '“{type}”的起止日期字段不能更换:已有记录将移到别的日子',
    en: 'The fields that place “{type}” in time cannot change: its records would move to other days',
  },
  type_travel_raised: {
    status: 422,
    zh: '“{type}”的上报层级不能由“{before}”提高到“{after}”:填报时承诺不上报',
    en: 'Records of “{type}” cannot rise to “{after}” instead of “{before}”: they were entered on the word that they stay below',
  },
  natural_key_changed: {
    status: 422,
    zh: '“{type}”的唯一标识不能更改:已有记录会重复或丢失对应',
    en: 'The natural key of “{type}” cannot change: records that are one would become two, or two one',
  },
  field_kind_changed: {
    status: 422,
    zh: '“{type}”的字段“{field}”不能由“{before}”改为“{after}”,请新增一个字段',
    en: 'Field “{field}” of “{type}” cannot change from {before} to {after}; add another field',
  },
  field_unit_changed: {
    status: 422,
    zh: '“{type}”的字段“{field}”的计量单位不能由“{before}”改为“{after}”:已有数值将失真',
    en: 'The unit of field “{field}” of “{type}” cannot change from “{before}” to “{after}”: its values would be wrong',
  },
  field_list_changed: {
    status: 422,
    zh: '“{type}”的字段“{field}”不能由代码表“{before}”换成“{after}”',
    en: 'Field “{field}” of “{type}” cannot take its values from “{after}” instead of “{before}”',
  },
  field_reference_changed: {
    status: 422,
    zh: '“{type}”的字段“{field}”不能由指向“{before}”改为指向“{after}”',
    en: 'Field “{field}” of “{type}” cannot point to “{after}” instead of “{before}”',
  },
  field_stock_changed: {
    status: 422,
    zh: '“{type}”的字段“{field}”不能由“{before}”改为“{after}”:存量与流量不能互换',
    en: 'Field “{field}” of “{type}” cannot change from “{before}” to “{after}”: a stock is no flow',
  },
  field_travel_raised: {
    status: 422,
    zh: '“{type}”的字段“{field}”的上报层级不能由“{before}”提高到“{after}”:填报时承诺不上报',
    en: 'Field “{field}” of “{type}” cannot rise to “{after}” instead of “{before}”: it was entered on the word that it stays below',
  },
  field_personal_dropped: {
    status: 422,
    zh: '“{type}”的字段“{field}”不能不再作为个人信息保护',
    en: 'Field “{field}” of “{type}” cannot cease to be personal',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
