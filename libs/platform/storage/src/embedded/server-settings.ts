import type { EmbeddedPostgresOptions } from './options.js';

/** Four tiers on one server, each with a pool, workers and one LISTEN per queue, pass PostgreSQL's default of 100. */
const MAX_CONNECTIONS = 300;

/** Nothing survives a crash of the machine, and a test does not wait for a disk. */
const NOT_DURABLE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  checkpoint_timeout: '1h',
  max_wal_size: '2GB',
};

/** The settings of one start, as the server's command line takes them. What the caller asks for wins. */
export function serverSettings(
  options: Pick<EmbeddedPostgresOptions, 'durable' | 'maxConnections' | 'settings'>,
  port: number,
): Record<string, string> {
  return {
    max_connections: String(options.maxConnections ?? MAX_CONNECTIONS),
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(options.durable === false ? NOT_DURABLE : {}),
    ...options.settings,
    port: String(port),
    // The password travels by loopback only, and no socket file is left in a shared directory.
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
}
