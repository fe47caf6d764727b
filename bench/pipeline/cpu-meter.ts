import { LEVELS, type Level } from '#core/kernel';
import type { Stage } from '../../apps/demo/src/stage/index.js';
import { cpuSecondsOf, cpuSecondsOfMachine, cpuSecondsWithChildren } from '../harness/index.js';

/** Processor time by who used it; the sender of the load is no part of the platform. */
export interface CpuSeconds {
  readonly nodes: Readonly<Record<Level, number>>;
  readonly postgres: number;
  readonly redis: number;
  readonly loadGenerator: number;
  /** What everybody else on the machine used meanwhile: where it is not near zero, speeds are too low. */
  readonly others: number;
}

/** Measures from its making on. */
export class CpuMeter {
  private readonly before: ReturnType<CpuMeter['now']>;

  constructor(private readonly stage: Stage) {
    this.before = this.now();
  }

  read(): CpuSeconds {
    const now = this.now();
    const { before } = this;
    const spent = {
      nodes: byLevel((level) => now.nodes[level] - before.nodes[level]),
      postgres: now.postgres - before.postgres,
      redis: now.redis - before.redis,
      loadGenerator: now.loadGenerator - before.loadGenerator,
    };
    const whole = now.machine - before.machine;
    return { ...spent, others: Math.max(0, whole - platformSeconds(spent) - spent.loadGenerator) };
  }

  private now(): Omit<CpuSeconds, 'others'> & { readonly machine: number } {
    const { fleet, postgres, redis } = this.stage;
    const cpuOf = (level: Level): number =>
      fleet.nodes
        .filter(({ plan }) => plan.level === level)
        .reduce((sum, { pid }) => sum + (pid === undefined ? 0 : cpuSecondsOf(pid)), 0);
    return {
      nodes: byLevel(cpuOf),
      postgres: cpuSecondsWithChildren(postgres.pid),
      redis: redis ? cpuSecondsOf(redis.pid) : 0,
      loadGenerator: cpuSecondsOf(process.pid),
      machine: cpuSecondsOfMachine(),
    };
  }
}

/** What the platform used: everything but the load generator. */
export function platformSeconds({
  nodes,
  postgres,
  redis,
}: Pick<CpuSeconds, 'nodes' | 'postgres' | 'redis'>): number {
  return Object.values(nodes).reduce((sum, value) => sum + value, postgres + redis);
}

function byLevel(of: (level: Level) => number): Record<Level, number> {
  return Object.fromEntries(LEVELS.map((level) => [level, of(level)])) as Record<Level, number>;
}
