/** Freezes plain data and everything in it, through maps too, so that no reader can change what all others see. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  const inside: Iterable<unknown> = value instanceof Map ? value.values() : Object.values(value);
  for (const item of inside) deepFreeze(item);
  return value;
}
