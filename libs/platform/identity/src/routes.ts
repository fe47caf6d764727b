import { Inject, Injectable, RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS, type Access } from './api.guard.js';

/** What NestJS itself notes of a handler: the path of its route. */
const ROUTE_PATH = 'path';
const ROUTE_METHOD = 'method';

export interface Route {
  /** For whoever has to mend it. */
  readonly name: string;
  readonly verb: string;
  readonly access: Access | undefined;
  /** What is said of the method itself. */
  metadata(key: string): unknown;
}

/** Every route of the node, with what is said of it. */
@Injectable()
export class Routes {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  all(): Route[] {
    return this.discovery.getControllers().flatMap(({ instance, metatype }) => {
      if (!instance || !metatype) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, (...args: never[]) => unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
        const handler = prototype[method];
        if (!handler || Reflect.getMetadata(ROUTE_PATH, handler) === undefined) return [];
        const verb = RequestMethod[Reflect.getMetadata(ROUTE_METHOD, handler) as number] ?? '';
        const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, metatype]);
        const metadata = (key: string): unknown => Reflect.getMetadata(key, handler) as unknown;
        return [{ name: `${metatype.name}.${method} (${verb})`, verb, access, metadata }];
      });
    });
  }
}
