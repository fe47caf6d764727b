import pg from 'pg';

/**
 * A client for the pools of others. Whoever takes one out of a pool has to listen for its errors, or a server that goes
 * away in the middle of a transaction ends the whole process; a library that forgets to is helped here. Nothing is
 * hidden: whatever is asked of a broken connection fails by itself.
 */
export class QuietClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
