import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Routes } from './routes.js';

/** A node does not start with a route that neither takes a permission nor says that it is open. */
@Injectable()
export class AccessCheck implements OnApplicationBootstrap {
  constructor(@Inject(Routes) private readonly routes: Routes) {}

  onApplicationBootstrap(): void {
    const unguarded = this.routes.all().filter(({ access }) => access === undefined);
    if (unguarded.length === 0) return;
    const names = unguarded.map(({ name }) => name).join(', ');
    throw new Error(`routes without @Permit or @OpenRoute: ${names}`);
  }
}
