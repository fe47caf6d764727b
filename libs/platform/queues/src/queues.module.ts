import { Module, type DynamicModule } from '@nestjs/common';
import { postgresBackend, redisBackend } from './queue-backend.js';
import { QUEUE_BACKEND, Queues } from './queues.service.js';

@Module({})
export class QueuesModule {
  /** Redis where its URL is given, else the node's own PostgreSQL. */
  static register(options: {
    redisUrl: string | undefined;
    databaseUrl: string;
    unit: string;
  }): DynamicModule {
    const backend = options.redisUrl
      ? redisBackend(options.redisUrl, options.unit)
      : postgresBackend(options.databaseUrl);
    return {
      module: QueuesModule,
      global: true,
      providers: [{ provide: QUEUE_BACKEND, useValue: backend }, Queues],
      exports: [Queues],
    };
  }
}
