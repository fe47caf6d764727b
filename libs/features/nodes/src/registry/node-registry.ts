import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { allNodes, Database, type NodeRow } from '#platform/storage';
import { Jurisdiction } from '#features/units';

/** A replica learns this late at the latest what another one has changed. */
const RELOAD_EVERY_MS = 2_000;

/**
 * The nodes below this one, in memory: every record asks whether its unit is entered here. A unit has a node of its own
 * where the configuration or the table says so.
 */
@Injectable()
export class NodeRegistry implements OnModuleInit, OnApplicationShutdown {
  private nodes: ReadonlyMap<string, NodeRow> = new Map();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.reload();
    this.timer = setInterval(() => void this.reload().catch(() => undefined), RELOAD_EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async reload(): Promise<void> {
    this.nodes = new Map((await allNodes(this.database.sql)).map((row) => [row.unit, row]));
  }

  find(unit: string): NodeRow | undefined {
    return this.nodes.get(unit);
  }

  all(): readonly NodeRow[] {
    return [...this.nodes.values()];
  }

  /** True where records of the unit are entered at a node below, not here. */
  entersElsewhere(unit: string): boolean {
    const { unit: own, childNodes } = this.config;
    if (!this.jurisdiction.entersFor(own, unit)) return true;
    if (childNodes.some((child) => this.jurisdiction.entersFor(child, unit))) return true;
    return this.all().some((node) => node.enters && this.jurisdiction.entersFor(node.unit, unit));
  }

  /** The nearest node below this one that the unit lies below: its true parent. Undefined where that is this node. */
  nearestAbove(unit: string): { readonly unit: string; readonly url: string | null } | undefined {
    const configured = this.config.childNodes.map((code) => this.find(code) ?? { unit: code, url: null });
    const running = this.all().filter((node) => node.enters || node.fingerprint !== null);
    return [...configured, ...running]
      .filter((node) => node.unit !== unit && this.jurisdiction.covers(node.unit, unit))
      .sort((a, b) => b.unit.length - a.unit.length)[0];
  }
}
