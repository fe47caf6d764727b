import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, Matches } from 'class-validator';

export class OpenPairingBody {
  @ApiProperty({ description: 'The unit whose node is to be let in; below this node', example: '140502' })
  @Matches(/^\d{4,12}$/)
  readonly unit!: string;

  @ApiPropertyOptional({ description: 'The unit has a node already, whose key is to be replaced' })
  @IsOptional()
  @IsBoolean()
  readonly replace?: boolean;
}

export class PairingOfferDto {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty({ example: '140502' })
  readonly unit!: string;

  @ApiProperty({ description: 'To be typed in at the node; shown only now', example: '7K3M-Q9TX' })
  readonly code!: string;

  @ApiProperty()
  readonly expiresAt!: Date;
}

export class PairingViewDto {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty({ example: '140502' })
  readonly unit!: string;

  @ApiProperty({ example: '城区' })
  readonly name!: string;

  @ApiProperty({ example: 'district' })
  readonly level!: string;

  @ApiProperty({ enum: ['open', 'requested', 'approved', 'refused', 'ended'] })
  readonly state!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The product version of the node' })
  readonly version!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of the node’s key: compare it with what the node shows',
  })
  readonly fingerprint!: string | null;

  @ApiProperty()
  readonly createdAt!: Date;

  @ApiProperty()
  readonly expiresAt!: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly requestedAt!: Date | null;

  @ApiProperty({ type: String, nullable: true, description: 'The address that the request came from' })
  readonly requestedFrom!: string | null;
}
