import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Routes, type Route } from '#platform/identity';
import { AUDITED } from './audited.js';

/** Through these, records and the trail itself get out, although nothing is changed. */
const LOOKS = new Set(['records.read', 'records.export', 'records.import', 'figures.trace', 'audit.read']);

/** A node does not start with a route that changes or shows something and does not say what is written down of it. */
@Injectable()
export class AuditedCheck implements OnApplicationBootstrap {
  constructor(@Inject(Routes) private readonly routes: Routes) {}

  onApplicationBootstrap(): void {
    const silent = this.routes
      .all()
      .filter((route) => isToSay(route) && route.metadata(AUDITED) === undefined);
    if (silent.length === 0) return;
    const names = silent.map(({ name }) => name).join(', ');
    throw new Error(`routes without @Audited, @AuditedLook, @AuditedSearch or @NotAudited: ${names}`);
  }
}

function isToSay({ verb, access }: Route): boolean {
  if (access === undefined || access === 'open') return false;
  return verb !== 'GET' || LOOKS.has(access);
}
