import { LEVELS, type Level } from '#core/kernel';
import type { Stage } from '../../apps/demo/src/stage/index.js';
import { cpuSecondsOf, cpuSecondsWithChildren } from '../harness/index.js';

/** Processor time by who used it; the sender of the load is no part of the platform. */
export interface CpuSeconds {
  readonly nodes: Readonly<Record<Level, number>>;
  readonly postgres: number;
  readonly redis: number;
  readonly loadGenerator: number;
}

/** Measures from its making on. */
export class CpuMeter {
  private readonly before: CpuSeconds;

  constructor(private readonly stage: Stage) {
    this.before = this.now();
  }

  read(): CpuSeconds {
    const { nodes, postgres, redis, loadGenerator } = this.now();
    const { before } = this;
    return {
      nodes: byLevel((level) => nodes[level] - before.nodes[level]),
      postgres: postgres - before.postgres,
      redis: redis - before.redis,
      loadGenerator: loadGenerator - before.loadGenerator,
    };
  }

  private now(): CpuSeconds {
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
    };
  }
}

/** What the platform used: everything but the load generator. */
export function platformSeconds({ nodes, postgres, redis }: CpuSeconds): number {
  return Object.values(nodes).reduce((sum, value) => sum + value, postgres + redis);
}

function byLevel(of: (level: Level) => number): Record<Level, number> {
  return Object.fromEntries(LEVELS.map((level) => [level, of(level)])) as Record<Level, number>;
}
