import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { DirectiveDto, PageDto } from './shared.dto.js';

export class AnnounceDto {
  @ApiPropertyOptional({ example: '140502', description: 'Whom it is for; default: all units of this node' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  readonly unit?: string;

  @ApiProperty({ maxLength: 100 })
  @IsString()
  readonly title!: string;

  @ApiProperty({ maxLength: 3_000 })
  @IsString()
  readonly text!: string;

  @ApiProperty({ format: 'date' })
  @IsString()
  readonly validFrom!: string;

  @ApiPropertyOptional({ type: String, format: 'date', nullable: true, description: 'The last day' })
  @IsOptional()
  @IsString()
  readonly validUntil?: string | null;
}

export class AnnouncementDto extends DirectiveDto {
  @ApiProperty()
  readonly title!: string;

  @ApiProperty()
  readonly text!: string;

  @ApiProperty({ format: 'date' })
  readonly validFrom!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly validUntil!: string | null;
}

export class AnnouncementPageDto extends PageDto {
  @ApiProperty({ type: [AnnouncementDto] })
  readonly announcements!: AnnouncementDto[];
}
