export { GuidanceModule } from './guidance.module.js';
export { Directives } from './issue/directives.js';
export { Returns, type ShownReturn } from './api/returns.js';
export { ReturnDto } from './api/returns.dto.js';
