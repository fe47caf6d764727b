export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
