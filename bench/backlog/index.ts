export { backlog } from './backlog.js';
