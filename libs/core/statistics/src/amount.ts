import type { FieldType, StoredValue } from '#core/catalogue';

/**
 * State is kept in whole numbers of the smallest step that a field can take, so that adding and taking away again
 * ends exactly where it began: 0.1 t + 0.2 t are 300000 millionths, never 0.30000000000000004.
 */
const DECIMALS: Readonly<Partial<Record<FieldType, number>>> = { integer: 0, money: 2, decimal: 6 };

/** How many decimals the state of a sum over fields of this type has. Counts have none. */
export function scaleOf(type: FieldType | undefined): number {
  return (type && DECIMALS[type]) ?? 0;
}

/** Reads a stored value as a whole number of its smallest steps; null where it is not set or is no such amount. */
export type AmountReader = (stored: StoredValue | undefined) => bigint | null;

export function amountReader(type: FieldType | undefined): AmountReader {
  // Money is stored as whole fen already.
  return type === 'decimal' ? millionths : wholeNumber;
}

function wholeNumber(stored: StoredValue | undefined): bigint | null {
  return Number.isInteger(stored) ? BigInt(stored as number) : null;
}

/** `toFixed` rounds the exact binary value, and that lies nearest to the decimal that was entered. */
function millionths(stored: StoredValue | undefined): bigint | null {
  if (typeof stored !== 'number') return null;
  return BigInt(stored.toFixed(DECIMALS.decimal).replace('.', ''));
}
