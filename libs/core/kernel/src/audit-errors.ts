/** What is wrong with what is to be written into the audit trail. Part of the one registry of errors. */
export const AUDIT_ERRORS = {
  purpose_invalid: {
    status: 400,
    zh: 'X-Purpose 请求头须为百分号编码的 UTF-8 文本,不超过 {limit} 个字',
    en: 'The header X-Purpose takes percent-encoded UTF-8 text of up to {limit} characters',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
