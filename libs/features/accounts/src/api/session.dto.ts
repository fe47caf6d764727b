import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { PASSWORD_LENGTH_MAX } from '#core/access';

/** Longer ones are no names; they are counted as wrong answers all the same. */
const NAME_LENGTH_MAX = 64;
const CODE = /^\d{6}$/;

export class SignInDto {
  @ApiProperty({ example: 'li.na' })
  @IsString()
  @MinLength(1)
  @MaxLength(NAME_LENGTH_MAX)
  name!: string;

  @ApiProperty({ format: 'password' })
  @IsString()
  @MinLength(1)
  @MaxLength(PASSWORD_LENGTH_MAX)
  password!: string;

  @ApiPropertyOptional({ description: 'Of the second factor, where the account has one', example: '123456' })
  @IsOptional()
  @Matches(CODE, { message: 'code must be six digits' })
  code?: string;
}

export class PasswordDto {
  @ApiProperty({ format: 'password' })
  @IsString()
  @MinLength(1)
  @MaxLength(PASSWORD_LENGTH_MAX)
  password!: string;
}

export class ChangePasswordDto {
  @ApiProperty({ format: 'password' })
  @IsString()
  @MinLength(1)
  @MaxLength(PASSWORD_LENGTH_MAX)
  old!: string;

  @ApiProperty({ format: 'password', description: 'The new one' })
  @IsString()
  @MinLength(1)
  @MaxLength(PASSWORD_LENGTH_MAX)
  next!: string;
}

export class CodeDto {
  @ApiProperty({ example: '123456' })
  @Matches(CODE, { message: 'code must be six digits' })
  code!: string;
}

export class NamedDto {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;
}

/** Who is signed in, and what that person may do. */
export class SessionDto {
  @ApiProperty()
  name!: string;

  @ApiProperty()
  displayName!: string;

  @ApiProperty({ description: 'The subtree that the roles hold in' })
  unit!: string;

  @ApiProperty({ type: [NamedDto] })
  roles!: NamedDto[];

  @ApiProperty({ type: [NamedDto] })
  permissions!: NamedDto[];

  @ApiProperty({ description: 'True: nothing else can be done before the person has chosen a password' })
  mustChangePassword!: boolean;

  @ApiProperty()
  secondFactor!: boolean;

  @ApiProperty({ description: 'Goes with every request that changes something, as the header X-CSRF-Token' })
  csrf!: string;
}

export class NewFactorDto {
  @ApiProperty({ description: 'Base32, for typing' })
  secret!: string;

  @ApiProperty({ description: 'otpauth://, for a picture that a telephone reads' })
  uri!: string;
}
