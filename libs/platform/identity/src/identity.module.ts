import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessCheck } from './access-check.js';
import { CallerSources } from './caller-sources.js';
import { ApiGuard } from './api.guard.js';
import { KeyStore } from './keys/key-store.js';
import { NODE_IDENTITY, type RenewableIdentity } from './node-identity.js';
import { Routes } from './routes.js';

@Module({})
export class IdentityModule {
  static register(identity: RenewableIdentity): DynamicModule {
    return {
      module: IdentityModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        AccessCheck,
        CallerSources,
        Routes,
        { provide: NODE_IDENTITY, useValue: identity },
        { provide: KeyStore, useValue: identity.keys },
        { provide: APP_GUARD, useClass: ApiGuard },
      ],
      exports: [NODE_IDENTITY, KeyStore, CallerSources, Routes],
    };
  }
}
