/** What is wrong with a look at warnings. Part of the one registry of errors. */
export const QUALITY_ERRORS = {
  warning_unknown: {
    status: 404,
    zh: '这条记录的当前版本没有此项提示',
    en: 'The newest version of this record has no such warning',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
