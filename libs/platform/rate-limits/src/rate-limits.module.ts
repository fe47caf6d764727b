import { Global, Module } from '@nestjs/common';
import { RateLimits } from './rate-limits.js';
import { SharedCounts } from './shared-counts.js';

@Global()
@Module({ providers: [RateLimits, SharedCounts], exports: [RateLimits] })
export class RateLimitsModule {}
