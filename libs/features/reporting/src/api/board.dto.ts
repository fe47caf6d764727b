import { ApiProperty } from '@nestjs/swagger';
import { CertificateDto, FigureQuery, IndicatorSummaryDto } from './indicators.dto.js';

export class BoardQuery extends FigureQuery {}

export class BoardRowDto extends IndicatorSummaryDto {
  @ApiProperty({ type: Number, nullable: true, description: 'null: not known, which is not zero' })
  value!: number | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number', nullable: true } })
  terms!: Readonly<Record<string, number | null>>;

  @ApiProperty({ description: 'Units of which a measure is not known' })
  unknown!: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  reason!: { zh: string; en: string } | null;

  @ApiProperty({ type: CertificateDto })
  certificate!: CertificateDto;
}

export class BoardDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  unitName!: string;

  @ApiProperty()
  at!: string;

  @ApiProperty()
  catalogue!: string;

  @ApiProperty({ type: [BoardRowDto] })
  rows!: readonly BoardRowDto[];
}
