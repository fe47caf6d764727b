import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { PERMISSION_CODES, type PermissionCode } from '#core/access';
import { ONE_LINE } from '#core/kernel';
import { NamedDto } from './session.dto.js';

/** A token that lives longer is one that nobody remembers. */
const DAYS_MAX = 366;

export class NewTokenDto {
  @ApiProperty({ description: 'What it is for', example: '统计接口' })
  @IsString()
  @MinLength(1)
  @MaxLength(60)
  @Matches(ONE_LINE, { message: 'name must be one line of text' })
  name!: string;

  @ApiProperty({ enum: PERMISSION_CODES, isArray: true, description: 'No more than its owner is permitted' })
  @ArrayMinSize(1)
  @ArrayMaxSize(PERMISSION_CODES.length)
  @ArrayUnique()
  @IsIn(PERMISSION_CODES, { each: true })
  permissions!: PermissionCode[];

  @ApiPropertyOptional({ description: 'The subtree that it opens. Default: that of its owner' })
  @IsOptional()
  @Matches(/^\d{4,12}$/, { message: 'unit must be a unit code' })
  unit?: string;

  @ApiProperty({ minimum: 1, maximum: DAYS_MAX, description: 'How long it lives' })
  @IsInt()
  @Min(1)
  @Max(DAYS_MAX)
  days!: number;
}

export class TokenDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: [NamedDto] })
  permissions!: NamedDto[];

  @ApiProperty()
  unit!: string;

  @ApiProperty()
  createdAt!: string;

  @ApiProperty()
  expiresAt!: string;

  @ApiProperty({ type: String, nullable: true })
  usedAt!: string | null;
}

export class MadeTokenDto {
  @ApiProperty()
  id!: string;

  @ApiProperty({ description: 'Told once, and never again' })
  token!: string;
}
