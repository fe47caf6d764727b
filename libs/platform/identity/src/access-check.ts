import { Inject, Injectable, RequestMethod, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS, type Access } from './api.guard.js';

/** What NestJS itself notes of a handler: the path of its route. */
const ROUTE_PATH = 'path';
const ROUTE_METHOD = 'method';

/** A node does not start with a route that neither takes a permission nor says that it is open. */
@Injectable()
export class AccessCheck implements OnApplicationBootstrap {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const unguarded = this.routes().filter(({ access }) => access === undefined);
    if (unguarded.length === 0) return;
    const names = unguarded.map(({ name }) => name).join(', ');
    throw new Error(`routes without @Permit or @OpenRoute: ${names}`);
  }

  private routes(): { readonly name: string; readonly access: Access | undefined }[] {
    return this.discovery.getControllers().flatMap(({ instance, metatype }) => {
      if (!instance || !metatype) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, (...args: never[]) => unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
        const handler = prototype[method];
        if (!handler || Reflect.getMetadata(ROUTE_PATH, handler) === undefined) return [];
        const verb = RequestMethod[Reflect.getMetadata(ROUTE_METHOD, handler) as number] ?? '';
        const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, metatype]);
        return [{ name: `${metatype.name}.${method} (${verb})`, access }];
      });
    });
  }
}
