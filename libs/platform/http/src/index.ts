export { configureHttp, createHttpAdapter, describeApi, serveApiDescription } from './http-app.js';
