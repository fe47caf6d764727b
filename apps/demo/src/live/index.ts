export { runLive } from './run-live.js';
