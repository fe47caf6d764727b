import { Module } from '@nestjs/common';
import { UnitsModule } from '#features/units';
import { AccountsController } from './api/accounts.controller.js';
import { ProviderController } from './api/provider.controller.js';
import { SessionController } from './api/session.controller.js';
import { SignInController } from './api/sign-in.controller.js';
import { TokensController } from './api/tokens.controller.js';
import { Accounts } from './manage/accounts.js';
import { OwnAccount } from './own-account.js';
import { PasswordHashes } from './password-hashes.js';
import { SecondFactor } from './second-factor.js';
import { SecretBox } from './secret-box.js';
import { Sessions } from './sessions.js';
import { Attempts } from './sign-in/attempts.js';
import { Provider } from './sign-in/provider.js';
import { SessionSource } from './sign-in/session-source.js';
import { SignIn } from './sign-in/sign-in.js';
import { TokenSource } from './sign-in/token-source.js';

/** People: who they are, what they may do, and how they show it. */
@Module({
  imports: [UnitsModule],
  controllers: [
    ProviderController,
    SignInController,
    SessionController,
    TokensController,
    AccountsController,
  ],
  providers: [
    Accounts,
    Attempts,
    OwnAccount,
    PasswordHashes,
    Provider,
    SecondFactor,
    SecretBox,
    Sessions,
    SessionSource,
    SignIn,
    TokenSource,
  ],
  exports: [SecretBox],
})
export class AccountsModule {}
