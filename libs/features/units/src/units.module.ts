import { Module } from '@nestjs/common';
import { UnitsController } from './api/units.controller.js';
import { UnitTree } from './tree/unit-tree.js';

@Module({ controllers: [UnitsController], providers: [UnitTree], exports: [UnitTree] })
export class UnitsModule {}
