/** What is wrong with a request before anybody knows what it asks. Part of the one registry of errors. */
export const REQUEST_ERRORS = {
  request_unreadable: {
    status: 400,
    zh: '无法读取请求',
    en: 'The request cannot be read',
  },
  request_late: { status: 408, zh: '请求没有及时发完', en: 'The request did not arrive in time' },
  head_too_large: {
    status: 431,
    zh: '请求的地址或头部过长',
    en: 'The address or the headers of the request are too long',
  },
  rate_limited: {
    status: 429,
    zh: '请求过于频繁,请在 {seconds} 秒后再试',
    en: 'Too many requests; try again in {seconds} seconds',
  },
  body_invalid: { status: 400, zh: '请求内容有误', en: 'The request body is not valid' },
  body_too_large: {
    status: 413,
    zh: '请求内容超过 {limit} 字节',
    en: 'The request body is larger than {limit} bytes',
  },
  body_too_deep: {
    status: 400,
    zh: '请求内容嵌套超过 {limit} 层',
    en: 'The request body is nested deeper than {limit} levels',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
