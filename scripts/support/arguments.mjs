/** The tiers in the order of their cost: the cheapest failure is found first. */
const TIERS = ['unit', 'architecture', 'integration', 'e2e'];
const QUEUES = ['postgres', 'redis'];

/**
 * `npm test -- [tier…] [pattern…] [--queue=postgres|redis] [--any-jest-option=value]`
 * No tier means all of them. A pattern chooses the test files whose path contains it.
 */
export function readArguments(args) {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const options = args.filter((arg) => arg.startsWith('-'));
  const queue = options.find((option) => option.startsWith('--queue='))?.slice('--queue='.length);
  if (queue !== undefined && !QUEUES.includes(queue)) {
    throw new Error(`--queue is ${QUEUES.join(' or ')}, not "${queue}"`);
  }
  const tiers = TIERS.filter((tier) => words.includes(tier));
  return {
    tiers: tiers.length > 0 ? tiers : TIERS,
    patterns: words.filter((word) => !TIERS.includes(word)),
    queues: queue === undefined ? QUEUES : [queue],
    jestOptions: options.filter((option) => !option.startsWith('--queue=')),
  };
}
