export { OperationsModule } from './operations.module.js';
export { PRODUCT_VERSION } from './version.js';
