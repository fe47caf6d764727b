import { Module } from '@nestjs/common';
import { AccountsModule } from '#features/accounts';
import { NodesModule } from '#features/nodes';
import { PersonKeys } from './person-keys.js';
import { PersonKeysController } from './person-keys.controller.js';
import { PersonSecret } from './person-secret.js';

/** How persons are told apart without their numbers: by keys that only the nodes of one city can make. */
@Module({
  imports: [AccountsModule, NodesModule],
  controllers: [PersonKeysController],
  providers: [PersonSecret, PersonKeys],
  exports: [PersonKeys],
})
export class PersonsModule {}
