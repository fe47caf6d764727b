/** What cannot be shown of a figure. Part of the one registry of errors. */
export const FIGURE_ERRORS = {
  term_unknown: {
    status: 404,
    zh: '指标“{code}”没有分项“{term}”',
    en: 'Indicator “{code}” has no term “{term}”',
  },
  term_without_records: {
    status: 422,
    zh: '分项“{term}”不是由记录直接计算的:单位请看“单位”列表,应报情况请看报送进度表',
    en: 'Term “{term}” is not made of records: see its units, or the grid of reports that are owed',
  },
  term_without_units: {
    status: 422,
    zh: '分项“{term}”不是按单位计算的,请看其记录',
    en: 'Term “{term}” is not made of units: see its records',
  },
  records_stay_below: {
    status: 403,
    zh: '该数字背后的记录不上报到您所在的层级,只能看汇总数',
    en: 'The records behind this number do not rise to your level: only the number is shown',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
