/** Who signs in, and what is wrong with it. Part of the one registry of errors. */
export const ACCOUNT_ERRORS = {
  sign_in_failed: {
    status: 401,
    zh: '账号、密码或验证码不正确',
    en: 'The name, the password or the code is wrong',
  },
  sign_in_locked: {
    status: 429,
    zh: '多次输入错误,请在 {seconds} 秒后再试',
    en: 'Too many wrong answers; try again in {seconds} seconds',
  },
  second_factor_needed: {
    status: 401,
    zh: '请输入动态验证码',
    en: 'The code of the second factor is needed',
  },
  password_change_needed: {
    status: 403,
    zh: '首次登录请先修改密码',
    en: 'Choose a password of your own first',
  },
  password_unfit: {
    status: 422,
    zh: '密码不符合要求,原因见 details',
    en: 'The password does not keep to the rules; details say to which',
  },
  csrf_token_wrong: {
    status: 403,
    zh: '请求未带有效的防伪令牌,请刷新页面后重试',
    en: 'The request lacks the token of its session; load the page again',
  },
  session_missing: {
    status: 401,
    zh: '此操作只能由登录的本人进行',
    en: 'Only a person who is signed in can do this',
  },
  provider_missing: {
    status: 404,
    zh: '本节点未配置统一身份认证',
    en: 'No provider signs people in for this node',
  },
  provider_away: {
    status: 503,
    zh: '统一身份认证暂时无法访问',
    en: 'The provider that signs people in is away',
  },
  provider_refused: {
    status: 401,
    zh: '统一身份认证未通过,请重新登录',
    en: 'The provider did not sign you in; try again',
  },
  account_unlinked: {
    status: 403,
    zh: '您的统一身份未关联本节点账号,请联系管理员',
    en: 'No account of this node belongs to you; ask an administrator',
  },
  second_person_needed: {
    status: 409,
    zh: '已记录。此操作需第二人在 {until} 前提出同样的请求方可执行',
    en: 'Written down. It is done when a second person asks for the same before {until}',
  },
  account_unknown: { status: 404, zh: '没有这个账号', en: 'There is no such account' },
  account_exists: {
    status: 409,
    zh: '账号名或身份标识已被使用',
    en: 'The name or the subject is taken by another account',
  },
  account_name_invalid: {
    status: 422,
    zh: '账号名应为 2 至 32 个字母、汉字或数字,中间可用 . _ -',
    en: 'A name has 2 to 32 letters or digits, with . _ - between them',
  },
  account_own: {
    status: 409,
    zh: '不能停用自己的账号或取消自己的管理员角色',
    en: 'Nobody disables the own account, or gives up the own role of administrator',
  },
  token_scope_exceeded: {
    status: 403,
    zh: '令牌的权限不能超出本人的权限',
    en: 'A token may do no more than its owner',
  },
  tokens_too_many: { status: 409, zh: '最多可有 {max} 个令牌', en: 'At most {max} tokens at a time' },
  factor_not_begun: {
    status: 409,
    zh: '请先获取动态验证码的密钥',
    en: 'Ask for the secret of the second factor first',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
