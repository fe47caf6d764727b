import type { ClosingRow } from '#platform/storage';
import type { ClosingDto } from './closings.dto.js';

export function closingView({ closedAt, ...row }: ClosingRow): ClosingDto {
  return { ...row, closedAt: closedAt.toISOString() };
}
