/** What concerns the data of persons. Part of the one registry of errors. */
export const PRIVACY_ERRORS = {
  id_number_invalid: {
    status: 400,
    zh: '身份证号码有误:应为18位(或旧15位)且校验位正确',
    en: 'This is no identity number: 18 digits (or the old 15) with the right check digit are expected',
  },
  person_key_unavailable: {
    status: 503,
    zh: '本节点尚未从上级取得人员标识密钥,请在与上级连通后重试',
    en: 'This node has not got the key for person keys from its parent yet; try again once they have met',
  },
  purpose_missing: {
    status: 400,
    zh: '查询个人信息须在 X-Purpose 请求头中说明用途',
    en: 'Looking for a person takes a purpose, in the header X-Purpose',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
