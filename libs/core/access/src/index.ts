export { accountName } from './account-name.js';
export { ADDRESS_FAILURES_FREE, FAILURES_KEPT_MS, waitAfter } from './lock-out.js';
export { PASSWORD_LENGTH_MAX, passwordFault } from './passwords.js';
export { AUDIT_ACTION_CODES, AUDIT_ACTIONS, wordsForAction, type AuditAction } from './actions.js';
export {
  isPermitted,
  PERMISSION_CODES,
  PERMISSIONS,
  permissionsOf,
  rolesWith,
  type Permission,
  type PermissionCode,
} from './permissions.js';
export { ROLE_NAMES, ROLES, type Role } from './roles.js';
