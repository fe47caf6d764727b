export { GuidanceModule } from './guidance.module.js';
export { CatalogueIssue } from './issue/catalogue-issue.js';
export { IssuedCatalogueDto } from './api/catalogues.controller.js';
export { Directives } from './issue/directives.js';
export { GivenTargets, type GivenTarget } from './api/given-targets.js';
export { Returns, type ShownReturn } from './api/returns.js';
export { Unlocks, type GivenUnlock } from './api/unlocks.js';
export { ReturnDto } from './api/returns.dto.js';
