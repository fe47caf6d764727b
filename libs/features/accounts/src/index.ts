export { AccountsModule } from './accounts.module.js';
export { addAccount } from './manage/accounts.js';
export { PasswordHashes } from './password-hashes.js';
export { SecretBox } from './secret-box.js';
