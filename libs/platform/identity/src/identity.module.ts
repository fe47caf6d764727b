import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiGuard } from './api.guard.js';
import { NODE_IDENTITY, type RenewableIdentity } from './node-identity.js';

@Module({})
export class IdentityModule {
  static register(identity: RenewableIdentity): DynamicModule {
    return {
      module: IdentityModule,
      global: true,
      providers: [
        { provide: NODE_IDENTITY, useValue: identity },
        { provide: APP_GUARD, useClass: ApiGuard },
      ],
      exports: [NODE_IDENTITY],
    };
  }
}
