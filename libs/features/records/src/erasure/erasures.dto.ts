import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, MaxLength, Min } from 'class-validator';
import { STRING_LENGTH_MAX } from '#core/catalogue';
import { ERASURE_GROUNDS, type ErasureGround } from '#core/protocol';
import { ID_NUMBER_LENGTH_MAX } from '#features/persons';
import { RecordDto, WrittenRecordDto } from '../records.responses.js';

export class PersonQueryBody {
  @ApiPropertyOptional({ description: 'As it stands in the records' })
  @IsOptional()
  @IsString()
  @MaxLength(STRING_LENGTH_MAX)
  @Matches(/\S/, { message: 'personKey must not be empty' })
  personKey?: string;

  @ApiPropertyOptional({
    example: '11010519491231002X',
    description: 'In place of the key; it is not stored',
  })
  @IsOptional()
  @IsString()
  @MaxLength(ID_NUMBER_LENGTH_MAX)
  idNumber?: string;
}

export class ErasePersonBody extends PersonQueryBody {
  @ApiProperty({ enum: ERASURE_GROUNDS })
  @IsIn(ERASURE_GROUNDS)
  ground!: ErasureGround;
}

export class EraseRecordBody {
  @ApiProperty({ description: 'The version that was seen; another one answers version_conflict' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  expectedVersion!: number;

  @ApiProperty({ enum: ERASURE_GROUNDS })
  @IsIn(ERASURE_GROUNDS)
  ground!: ErasureGround;
}

export class PersonRecordsDto {
  @ApiProperty({ type: [RecordDto] })
  records!: object[];

  @ApiProperty({ description: 'True where there are more than one answer holds' })
  more!: boolean;
}

class ElsewhereDto {
  @ApiProperty()
  record!: string;

  @ApiProperty({ description: 'The unit whose node has to be asked' })
  unit!: string;
}

export class PersonErasureDto {
  @ApiProperty({ type: [WrittenRecordDto] })
  erased!: object[];

  @ApiProperty({ type: [ElsewhereDto] })
  elsewhere!: object[];

  @ApiProperty({ description: 'True where there are records left: the same request goes on' })
  more!: boolean;
}
