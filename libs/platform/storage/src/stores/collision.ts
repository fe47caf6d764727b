/** unique_violation, serialization_failure and deadlock_detected. */
const COLLISION_CODES = new Set(['23505', '40001', '40P01']);

/** Two transactions wrote the same thing at once, and this one lost. */
export class Collision extends Error {
  readonly code = '40001';

  constructor(message: string) {
    super(message);
    this.name = 'Collision';
  }
}

/** True where the transaction may well succeed, or fail with a better reason, when it is tried again. */
export function isCollision(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && COLLISION_CODES.has(code);
}
