import type { EventEmitter } from 'node:events';
import { QuietClient } from '#platform/storage';

/**
 * A connection that may end in the very moment in which it is ready, before anybody has begun to listen for its errors:
 * whoever begins is told of it. BullMQ would keep the dead connection for ever.
 */
export class ListeningClient extends QuietClient {
  constructor(config?: ConstructorParameters<typeof QuietClient>[0]) {
    super(config);
    let failure: Error | undefined;
    this.on('error', (error) => (failure ??= error));
    (this as EventEmitter).on('newListener', (event: string, listener: (error: Error) => void) => {
      if (event === 'error' && failure) queueMicrotask(() => listener(failure as Error));
    });
  }
}
