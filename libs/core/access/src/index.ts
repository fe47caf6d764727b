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
