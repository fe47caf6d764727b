import { Inject, Injectable } from '@nestjs/common';
import { isWithin, SilianError } from '#core/kernel';
import { readDirective, type Directive } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import { allDownLogs, Database, listDirectives, type Sql } from '#platform/storage';
import { Jurisdiction, UnitTree } from '#features/units';
import { concerns } from '../feed/concern.js';
import { Directives, type Order } from '../issue/directives.js';
import { KINDS, type Bodies, type KindName } from '../kinds/kinds.js';

/** A directive as people see it. */
export type Shown<Name extends KindName> = Bodies[Name] & {
  readonly id: string;
  readonly issuer: string;
  readonly unit: string;
  readonly issuedAt: string;
};

/** Where people give directives out and look at those that concern them. */
@Injectable()
export class Desk {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Directives) private readonly directives: Directives,
  ) {}

  /** A directive is the word of the node's unit: only whoever acts for the whole of it gives one out. */
  assertSpeaks(caller: Caller): void {
    const { unit } = this.config;
    if (!isWithin(unit, caller.unit)) throw new SilianError('scope_exceeded', { unit });
  }

  async issue<Name extends KindName>(caller: Caller, order: Order<Name>): Promise<Shown<Name>> {
    const [shown] = await this.issueAll(caller, [order]);
    if (!shown) throw new TypeError('one order makes one directive');
    return shown;
  }

  /** Several directives in one transaction: all of them, or none. */
  async issueAll<Name extends KindName>(
    caller: Caller,
    orders: readonly Order<Name>[],
  ): Promise<Shown<Name>[]> {
    this.assertSpeaks(caller);
    for (const { addressee } of orders) this.tree.requireKnown(addressee);
    return this.database.transaction(async (tx) => {
      const shown: Shown<Name>[] = [];
      for (const order of orders) {
        const directive = await this.directives.issue(tx, order);
        shown.push(show(order.kind, directive, { issuer: this.config.unit, addressee: order.addressee }));
      }
      return shown;
    });
  }

  /** What was said to the caller's unit, to those above it and to those below, the newest first. */
  async list<Name extends KindName>(
    caller: Caller,
    kind: Name,
    { limit, cursor }: { readonly limit: number; readonly cursor?: number },
  ): Promise<{ readonly items: Shown<Name>[]; readonly next: number | null }> {
    const { sql } = this.database;
    const rows = await listDirectives(sql, {
      kind,
      logIds: await this.logIdsFor(sql, caller.unit),
      before: cursor,
      limit: limit + 1,
    });
    const page = rows.slice(0, limit);
    const items = page.flatMap((row) => {
      const directive = readDirective(row.line);
      return directive ? [show(kind, directive, row)] : [];
    });
    return { items, next: rows.length > limit ? (page.at(-1)?.revision ?? null) : null };
  }

  private async logIdsFor(sql: Sql, unit: string): Promise<number[]> {
    const logs = await allDownLogs(sql);
    return logs.filter((log) => concerns(this.jurisdiction, log, unit)).map(({ id }) => id);
  }
}

/** A directive whose body its kind has read before. */
export function show<Name extends KindName>(
  kind: Name,
  { id, issuedAt, body }: Directive,
  { issuer, addressee }: { readonly issuer: string; readonly addressee: string },
): Shown<Name> {
  return { id, issuer, unit: addressee, issuedAt, ...KINDS[kind].read(body) };
}
