import { Module, type DynamicModule } from '@nestjs/common';
import { Clock } from './clock.js';
import { NODE_CONFIG } from './node-config.token.js';
import type { NodeConfig } from './node-config.js';

@Module({})
export class ConfigModule {
  static register(config: NodeConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: NODE_CONFIG, useValue: config }, Clock],
      exports: [NODE_CONFIG, Clock],
    };
  }
}
