import { ApiProperty, ApiPropertyOptional, PartialType, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsBoolean,
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
import { ROLES, type Role } from '#core/access';
import { ONE_LINE } from '#core/kernel';
import { NamedDto } from './session.dto.js';
import { TokenDto } from './tokens.dto.js';

const LIST_MAX = 200;

export class NewAccountDto {
  @ApiProperty({ description: 'What is typed to sign in', example: 'li.na' })
  @IsString()
  @MaxLength(64)
  name!: string;

  @ApiProperty({ example: '李娜' })
  @IsString()
  @MinLength(1)
  @MaxLength(60)
  @Matches(ONE_LINE, { message: 'displayName must be one line of text' })
  displayName!: string;

  @ApiProperty({ enum: ROLES, isArray: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(ROLES.length)
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles!: Role[];

  @ApiProperty({ description: 'The subtree that the roles hold in' })
  @Matches(/^\d{4,12}$/, { message: 'unit must be a unit code' })
  unit!: string;

  @ApiPropertyOptional({ description: 'Who the person is at the provider that signs people in' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  @Matches(ONE_LINE, { message: 'subject must be one line of text' })
  subject?: string;
}

export class ChangeAccountDto extends PartialType(
  PickType(NewAccountDto, ['displayName', 'roles', 'unit', 'subject']),
) {
  @ApiPropertyOptional({ description: 'True: nobody signs in with it any more' })
  @IsOptional()
  @IsBoolean()
  disabled?: boolean;
}

export class AccountsQuery {
  @ApiPropertyOptional({ description: 'Accounts behind this name' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  after?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: LIST_MAX, default: 50 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LIST_MAX)
  limit: number = 50;
}

export class AccountDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty()
  displayName!: string;

  @ApiProperty({ type: [NamedDto] })
  roles!: NamedDto[];

  @ApiProperty()
  unit!: string;

  @ApiProperty()
  disabled!: boolean;

  @ApiProperty()
  mustChangePassword!: boolean;

  @ApiProperty()
  secondFactor!: boolean;

  @ApiProperty({ type: String, nullable: true })
  subject!: string | null;

  @ApiProperty()
  createdBy!: string;

  @ApiProperty()
  createdAt!: string;

  @ApiProperty({ type: String, nullable: true })
  signedInAt!: string | null;
}

export class MadeAccountDto {
  @ApiProperty({ type: AccountDto })
  account!: AccountDto;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The first password: told once, and changed by its owner. null for whom the provider signs in',
  })
  password!: string | null;
}

export class ResetPasswordDto {
  @ApiProperty({ description: 'Told once, and changed by its owner' })
  password!: string;
}

export class SessionTimesDto {
  @ApiProperty()
  createdAt!: string;

  @ApiProperty()
  seenAt!: string;
}

/** All that a person may do, on one page. */
export class RightsDto {
  @ApiProperty({ type: AccountDto })
  account!: AccountDto;

  @ApiProperty({ type: [NamedDto], description: 'Within the unit of the account' })
  permissions!: NamedDto[];

  @ApiProperty({ type: [SessionTimesDto] })
  sessions!: SessionTimesDto[];

  @ApiProperty({ type: [TokenDto] })
  tokens!: TokenDto[];
}
