import { Module } from '@nestjs/common';
import { UnitsController } from './api/units.controller.js';
import { Jurisdiction } from './tree/jurisdiction.js';
import { UnitTree } from './tree/unit-tree.js';

@Module({
  controllers: [UnitsController],
  providers: [UnitTree, Jurisdiction],
  exports: [UnitTree, Jurisdiction],
})
export class UnitsModule {}
