import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { ONE_LINE } from '#core/kernel';
import { REVOCATION_REASONS, type RevocationReason } from '#core/protocol';

/** A sentence, not a document. */
const REASON_LENGTH_MAX = 200;

export class SuspendNodeBody {
  @ApiProperty({ description: 'For whoever looks at the node later', maxLength: REASON_LENGTH_MAX })
  @IsString()
  @Length(1, REASON_LENGTH_MAX)
  @Matches(ONE_LINE, { message: 'reason must be one line of text' })
  readonly reason!: string;
}

export class RevokeNodeBody {
  @ApiProperty({ enum: REVOCATION_REASONS })
  @IsIn(REVOCATION_REASONS)
  readonly reason!: RevocationReason;

  @ApiPropertyOptional({ description: 'One certificate of the unit; without it all that speak yet' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  readonly fingerprint?: string;
}

export class NodeDto {
  @ApiProperty({ example: '140502' })
  readonly unit!: string;

  @ApiProperty({ example: '城区' })
  readonly name!: string;

  @ApiProperty({ example: 'district' })
  readonly level!: string;

  @ApiProperty({ enum: ['active', 'suspended', 'revoked', 'absent'] })
  readonly status!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly suspendedReason!: string | null;

  @ApiProperty({ description: 'True where the unit’s records are entered there' })
  readonly enters!: boolean;

  @ApiProperty({ type: String, nullable: true })
  readonly version!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of the certificate that it last spoke with' })
  readonly fingerprint!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly url!: string | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly lastSeenAt!: Date | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How far its clock is ahead of ours' })
  readonly clockSkewMs!: number | null;
}

export class RevokedDto {
  @ApiProperty({ type: [String], description: 'The certificates that speak no more' })
  readonly fingerprints!: string[];
}

export class RotationDto {
  @ApiProperty({ description: 'The certificate that stands until the new one is there' })
  readonly fingerprint!: string;
}

export class NodeAddressDto {
  @ApiProperty({ example: '140502' })
  readonly unit!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly url!: string | null;
}

export class OwnNodeDto {
  @ApiProperty({ example: '140502001' })
  readonly unit!: string;

  @ApiProperty({ description: 'Of the certificate that it signs with' })
  readonly fingerprint!: string;

  @ApiProperty({ description: 'When that certificate ends; it is renewed long before' })
  readonly certificateEndsAt!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly parentUrl!: string | null;

  @ApiProperty({
    type: NodeAddressDto,
    nullable: true,
    description: 'The node that the parent names as the true one, until this node has moved there',
  })
  readonly parentTold!: NodeAddressDto | null;
}
