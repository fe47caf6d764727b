export const FEN_PER_YUAN = 100;

/** An amount in 元 as whole fen; undefined where it has more than two decimals. Exact up to 10¹² fen. */
export function fenOf(yuan: number): number | undefined {
  const fen = Math.round(yuan * FEN_PER_YUAN);
  // Where both are exact, dividing gives back the very number; `+ 0` turns a negative zero into zero.
  return fen / FEN_PER_YUAN === yuan ? fen + 0 : undefined;
}

/** Doubles hold so many decimal digits; behind them there is only the noise of their products. */
const DIGITS = 15;

/** A bound in 元 as fen, between two of them too: 10.2 × 100 is 1019.9999999999999 in doubles, below an amount of 10.2. */
export function boundInFen(yuan: number): number {
  return Number((yuan * FEN_PER_YUAN).toPrecision(DIGITS));
}

/** Whole fen as 元. */
export function yuanOf(fen: number): number {
  return fen / FEN_PER_YUAN;
}
