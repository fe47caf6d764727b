export { abortOnSignals, Interrupted, untilAborted } from './interruption.js';
export { startRedisServer, type RedisServer } from './redis-server.js';
export { Stage, type StageOptions } from './stage.js';
