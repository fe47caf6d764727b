import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { Audited } from '#platform/audit';
import { Permit } from '#platform/identity';
import { ID_NUMBER_LENGTH_MAX, PersonKeys } from './person-keys.js';

export class PersonKeyBody {
  @ApiProperty({ example: '11010519491231002X', description: 'Not stored, and not written into any log' })
  @IsString()
  @MaxLength(ID_NUMBER_LENGTH_MAX)
  idNumber!: string;
}

export class PersonKeyDto {
  @ApiProperty({
    description: 'The same for one person in all of the city; the number cannot be read out of it',
  })
  personKey!: string;

  @ApiProperty({ example: 1949 })
  birthYear!: number;

  @ApiProperty({ enum: ['m', 'f'] })
  sex!: 'm' | 'f';
}

@ApiTags('persons')
@ApiBearerAuth()
@Controller('api/v1/persons')
export class PersonKeysController {
  constructor(@Inject(PersonKeys) private readonly keys: PersonKeys) {}

  @Post('key')
  @HttpCode(200)
  @Permit('records.write')
  @Audited('persons.key')
  @ApiOperation({ summary: 'The key of a person, for records that ask for one' })
  @ApiOkResponse({ type: PersonKeyDto })
  async key(@Body() { idNumber }: PersonKeyBody): Promise<PersonKeyDto> {
    const { personKey, bornOn, sex } = await this.keys.of(idNumber);
    return { personKey, birthYear: Number(bornOn.slice(0, 4)), sex };
  }
}
