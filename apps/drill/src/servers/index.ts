export { CONNECTIONS_MAX, PostgresServer } from './postgres-server.js';
export { hasRedis, RedisService } from './redis-service.js';
