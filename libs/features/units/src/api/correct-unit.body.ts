import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, ValidateIf } from 'class-validator';
import { SilianError, type UnitKind } from '#core/kernel';
import type { UnitRow } from '#platform/storage';
import { UNIT_KINDS } from './unit-views.js';

/** A field may be left out, but null is no value for either of them. */
const Given = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined);

/** What an administrator may correct; everything else follows from the code. */
export class CorrectUnitBody {
  @ApiPropertyOptional({ enum: UNIT_KINDS, description: 'For communities only' })
  @Given()
  @IsIn(UNIT_KINDS)
  readonly kind?: UnitKind;

  @ApiPropertyOptional({ type: Boolean, description: 'For streets only: the county government sits there' })
  @Given()
  @IsBoolean()
  readonly seat?: boolean;
}

/** Throws where a field is given that units of this level do not have. */
export function assertCorrectable(unit: UnitRow, body: CorrectUnitBody): void {
  if (body.kind !== undefined && unit.level !== 'community')
    refuse('kind', 'only a community is urban or rural');
  if (body.seat !== undefined && unit.level !== 'street')
    refuse('seat', 'only a street can be a county seat');
}

function refuse(field: string, rule: string): never {
  throw new SilianError('body_invalid', {}, [{ field, rule }]);
}
