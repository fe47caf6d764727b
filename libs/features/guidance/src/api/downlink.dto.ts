import { ApiProperty } from '@nestjs/swagger';

export class WordsDto {
  @ApiProperty()
  readonly zh!: string;

  @ApiProperty()
  readonly en!: string;
}

export class MarkedDirectiveDto {
  @ApiProperty()
  readonly seq!: number;

  @ApiProperty({ description: 'Empty where it cannot be read' })
  readonly kind!: string;

  @ApiProperty({ description: 'Why nobody here acts by it' })
  readonly fault!: string;
}

export class DownLogDto {
  @ApiProperty({ example: '1405' })
  readonly issuer!: string;

  @ApiProperty()
  readonly epoch!: number;

  @ApiProperty({ example: '140502' })
  readonly unit!: string;

  @ApiProperty({ description: 'How many directives are held' })
  readonly seq!: number;

  @ApiProperty({ type: [MarkedDirectiveDto] })
  readonly marked!: MarkedDirectiveDto[];

  @ApiProperty({ type: WordsDto })
  readonly message!: WordsDto;
}

export class DownlinkDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When the parent last answered; null at the top',
  })
  readonly heardAt!: string | null;

  @ApiProperty({ type: WordsDto })
  readonly message!: WordsDto;

  @ApiProperty({ type: [DownLogDto] })
  readonly logs!: DownLogDto[];
}
