import { Module } from '@nestjs/common';
import { ConsentsController } from './consents.controller.js';
import { TwoPersons } from './two-persons.js';

/** What one person alone does not do. */
@Module({ controllers: [ConsentsController], providers: [TwoPersons], exports: [TwoPersons] })
export class ConsentModule {}
