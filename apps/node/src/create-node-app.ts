import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Refusals } from '#platform/audit';
import { PRODUCT_VERSION, type NodeConfig } from '#platform/config';
import { configureHttp, createHttpAdapter, describeApi, serveApiDescription } from '#platform/http';
import type { RenewableIdentity } from '#platform/identity';
import { RateLimits } from '#platform/rate-limits';
import { Recount } from '#features/ledger';
import { NodeModule } from './node.module.js';

export interface NodeAppOptions {
  readonly config: NodeConfig;
  readonly identity: RenewableIdentity;
  readonly databaseUrl: string;
  readonly logger: LoggerService | false;
  /** Whether the API's description is served too, at /api/docs. */
  readonly documented: boolean;
}

/** A whole node on a prepared database, ready to listen. Where it cannot start, it leaves nothing open. */
export async function createNodeApp(options: NodeAppOptions): Promise<NestFastifyApplication> {
  const { config, identity, databaseUrl, logger, documented } = options;
  const app = await NestFactory.create<NestFastifyApplication>(
    NodeModule.register(config, identity, databaseUrl),
    createHttpAdapter(config.http.trustedProxies),
    // Fastify's own parser of JSON is all that the API needs; Nest would add one of forms.
    { logger, abortOnError: false, bodyParser: false },
  );
  try {
    await configureHttp(app, app.get(Refusals), app.get(RateLimits));
    if (documented) serveApiDescription(app, describeApi(app, PRODUCT_VERSION));
    await app.init();
    await app.get(Recount).ensureCounted();
    return app;
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}
