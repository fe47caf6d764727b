export { GuidanceModule } from './guidance.module.js';
export { Directives } from './issue/directives.js';
