import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '#platform/audit';
import { ConfigModule, type NodeConfig } from '#platform/config';
import { IdentityModule, type RenewableIdentity } from '#platform/identity';
import { QueuesModule } from '#platform/queues';
import { RateLimitsModule } from '#platform/rate-limits';
import { StorageModule } from '#platform/storage';
import { AccountsModule } from '#features/accounts';
import { AuditTrailModule } from '#features/audit';
import { EvolutionModule } from '#features/evolution';
import { ExchangeModule } from '#features/exchange';
import { GuidanceModule } from '#features/guidance';
import { OperationsModule } from '#features/operations';
import { PartialsModule } from '#features/partials';
import { PeriodsModule } from '#features/periods';
import { RecordsModule } from '#features/records';
import { ReorganisationModule } from '#features/reorganisation';
import { ReportingModule } from '#features/reporting';
import { SyncModule } from '#features/sync';
import { UnitsModule } from '#features/units';

/** Everything a node is made of. The level and the roles come from the configuration, never from another module. */
@Module({})
export class NodeModule {
  static register(config: NodeConfig, identity: RenewableIdentity, databaseUrl: string): DynamicModule {
    return {
      module: NodeModule,
      imports: [
        ConfigModule.register(config),
        StorageModule.register(databaseUrl, config.database.poolMax),
        QueuesModule.register({ redisUrl: config.queueUrl, databaseUrl, unit: config.unit }),
        RateLimitsModule,
        IdentityModule.register(identity),
        AuditModule,
        UnitsModule,
        AccountsModule,
        RecordsModule,
        SyncModule,
        GuidanceModule,
        ExchangeModule,
        ReportingModule,
        PartialsModule,
        PeriodsModule,
        ReorganisationModule,
        EvolutionModule,
        OperationsModule,
        AuditTrailModule,
      ],
    };
  }
}
