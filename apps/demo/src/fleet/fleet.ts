import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LEVELS } from '#core/kernel';
import { inParallel } from '../in-parallel.js';
import { makeCredentials } from './credentials.js';
import { NodeProcess } from './node-process.js';
import { planFleet, type PlannedNode } from './plan.js';

export interface FleetOptions {
  readonly units: readonly string[];
  /** Keys, tokens and logs are kept here. */
  readonly directory: string;
  /** Makes an empty database for a unit and gives its URL. */
  readonly createDatabase: (unit: string) => Promise<string>;
  /**
   * A Redis for all nodes, which keep apart by prefix, or one for each that has one; without it a node queues in its
   * own PostgreSQL.
   */
  readonly queueUrl?: string | ((unit: string) => string | undefined) | undefined;
  /** Where a child finds its parent, if something stands between them. Called before the child starts. */
  readonly parentUrl?: (child: PlannedNode, parent: NodeProcess) => Promise<string>;
  readonly extra?: Readonly<Record<string, string>>;
  /** Another build of the node. */
  readonly mainFile?: string | undefined;
  readonly onStarted?: (node: NodeProcess) => void;
}

/** A starting node keeps one processor busy for a second or two. */
const STARTS_AT_ONCE_MAX = 2;

/** Several nodes on one machine, each its own process with its own database, linked as the plan says. */
export class Fleet {
  private constructor(private readonly processes: ReadonlyMap<string, NodeProcess>) {}

  /** Starts the nodes from the top down. Where one fails, those that run are stopped. */
  static async start(options: FleetOptions): Promise<Fleet> {
    const plan = planFleet(options.units);
    const credentials = makeCredentials(plan, join(options.directory, 'keys'));
    const logs = join(options.directory, 'logs');
    mkdirSync(logs, { recursive: true });
    const processes = new Map<string, NodeProcess>();
    const create = async (planned: PlannedNode): Promise<NodeProcess> => {
      const own = credentials.nodes.get(planned.unit);
      if (!own) throw new TypeError('every planned node has credentials');
      const { queueUrl, parentUrl } = options;
      const parent = processes.get(planned.parent ?? '');
      return new NodeProcess(planned, {
        databaseUrl: await options.createDatabase(planned.unit),
        queueUrl: typeof queueUrl === 'function' ? queueUrl(planned.unit) : queueUrl,
        parentUrl: parent && (await (parentUrl?.(planned, parent) ?? parent.url)),
        trustRootKey: credentials.trustRootKey,
        credentials: own,
        dataDir: join(options.directory, 'data', planned.unit),
        logFile: join(logs, `${planned.unit}.log`),
        mainFile: options.mainFile,
        ...(options.extra ? { extra: options.extra } : {}),
      });
    };
    try {
      for (const level of LEVELS) {
        const tier = plan.filter((planned) => planned.level === level);
        // Databases one after the other: copying a template tolerates no company.
        for (const planned of tier) processes.set(planned.unit, await create(planned));
        await inParallel(tier, STARTS_AT_ONCE_MAX, async ({ unit }) => {
          const node = processes.get(unit);
          await node?.start();
          if (node) options.onStarted?.(node);
        });
      }
      return new Fleet(processes);
    } catch (error) {
      await stopAll(processes);
      throw error;
    }
  }

  get nodes(): readonly NodeProcess[] {
    return [...this.processes.values()];
  }

  node(unit: string): NodeProcess {
    const node = this.processes.get(unit);
    if (!node) throw new TypeError(`the fleet has no node ${unit}`);
    return node;
  }

  /** The node that enters the records of a unit: the nearest one at or above it. */
  nodeFor(unit: string): NodeProcess {
    const above = this.nodes.filter((node) => unit.startsWith(node.plan.unit));
    const nearest = above.sort((a, b) => b.plan.unit.length - a.plan.unit.length)[0];
    if (!nearest) throw new TypeError(`no node serves ${unit}`);
    return nearest;
  }

  /** From the bottom up, so that nobody complains about a missing parent. */
  stop(): Promise<void> {
    return stopAll(this.processes);
  }
}

async function stopAll(processes: ReadonlyMap<string, NodeProcess>): Promise<void> {
  const levels = new Set([...processes.values()].map((node) => node.plan.unit.length));
  for (const length of [...levels].sort((a, b) => b - a)) {
    const tier = [...processes.values()].filter((node) => node.plan.unit.length === length);
    await Promise.all(tier.map((node) => node.stop()));
  }
}
