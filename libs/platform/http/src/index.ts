export { configureHttp, createHttpAdapter, describeApi, serveApiDescription } from './http-app.js';
export { ErrorFilter, type ErrorBody } from './error.filter.js';
export { BODY_BYTES_MAX } from './limits.js';
