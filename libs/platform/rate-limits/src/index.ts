export { RateLimits, type CredentialKind, type RateReply } from './rate-limits.js';
export { RateLimitsModule } from './rate-limits.module.js';
