import { QuietClient } from '#platform/storage';

/**
 * A connection that may end in the very moment in which it is ready, or in which it has begun to listen: its end is told
 * when whoever waited for that moment has had a turn. BullMQ would not hear of it, keep the dead connection, and look for
 * jobs every few seconds only.
 */
export class ListeningClient extends QuietClient {
  override emit(event: string | symbol, ...details: unknown[]): boolean {
    if (event !== 'error') return super.emit(event, ...details);
    setImmediate(() => super.emit(event, ...details));
    return true;
  }
}
