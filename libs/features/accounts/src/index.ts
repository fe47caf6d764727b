export { AccountsModule } from './accounts.module.js';
export { Accounts } from './manage/accounts.js';
