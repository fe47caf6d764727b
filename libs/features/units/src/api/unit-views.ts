import { ApiProperty } from '@nestjs/swagger';
import { LEVELS, type Level, type StreetKind, type UnitKind } from '#core/kernel';
import type { UnitRow } from '#platform/storage';
import type { UnitTree } from '../tree/unit-tree.js';

export const UNIT_KINDS = ['urban', 'rural'] as const satisfies readonly UnitKind[];
const STREET_KINDS = ['street', 'town', 'township', 'quasi'] as const satisfies readonly StreetKind[];

/** A unit's place in words: what a breadcrumb shows. */
export class UnitName {
  @ApiProperty({ type: String, example: '140502' })
  readonly code!: string;

  @ApiProperty({ type: String, example: '城区' })
  readonly name!: string;

  @ApiProperty({ enum: LEVELS })
  readonly level!: Level;
}

export class UnitView extends UnitName {
  @ApiProperty({ enum: UNIT_KINDS, nullable: true, description: 'For communities; null for other levels' })
  readonly kind!: UnitKind | null;

  @ApiProperty({ enum: STREET_KINDS, nullable: true, description: 'For streets; null for other levels' })
  readonly streetKind!: StreetKind | null;

  @ApiProperty({ type: Boolean, description: 'True where the county government sits' })
  readonly seat!: boolean;

  @ApiProperty({ type: Number, description: 'How many units are right below' })
  readonly childCount!: number;
}

export class UnitDetail extends UnitView {
  @ApiProperty({ type: [UnitName], description: 'From the city down to this unit' })
  readonly path!: readonly UnitName[];
}

export function unitView(tree: UnitTree, unit: UnitRow): UnitView {
  const { kind, streetKind, seat } = unit;
  return { ...unitName(unit), kind, streetKind, seat, childCount: tree.children(unit.code).length };
}

export function unitDetail(tree: UnitTree, unit: UnitRow): UnitDetail {
  return { ...unitView(tree, unit), path: tree.path(unit.code).map(unitName) };
}

function unitName({ code, name, level }: UnitRow): UnitName {
  return { code, name, level };
}
