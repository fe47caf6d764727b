import { timingSafeEqual } from 'node:crypto';
import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { SilianError } from '#core/kernel';
import { NODE_CONFIG, tokenDigest, type ApiRole, type NodeConfig } from '#platform/config';
import { callerOf, type Caller } from './caller.js';

const ROLES = 'silian:roles';
const PUBLIC = 'public';

/** Which roles may call a route. A route that says neither this nor `OpenRoute` is closed to everybody. */
export const Roles = (...roles: ApiRole[]): MethodDecorator & ClassDecorator => SetMetadata(ROLES, roles);

/** A route that guards itself (node to node) or tells nothing (liveness). */
export const OpenRoute = (): MethodDecorator & ClassDecorator => SetMetadata(ROLES, PUBLIC);

interface GuardedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  caller?: Caller;
}

export const FromCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<GuardedRequest>();
  if (!caller) throw new SilianError('token_missing');
  return caller;
});

/** Guards every route of the node by bearer token. */
@Injectable()
export class ApiGuard implements CanActivate {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const allowed = this.reflector.getAllAndOverride<readonly ApiRole[] | typeof PUBLIC | undefined>(ROLES, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (allowed === PUBLIC) return true;
    const request = context.switchToHttp().getRequest<GuardedRequest>();
    const caller = this.identify(request.headers['authorization']);
    if (!allowed?.includes(caller.role)) {
      throw new SilianError('role_insufficient', { role: allowed?.join(', ') ?? '-' });
    }
    request.caller = caller;
    return true;
  }

  private identify(header: string | string[] | undefined): Caller {
    const token = typeof header === 'string' ? /^Bearer +(\S+)$/i.exec(header)?.[1] : undefined;
    if (!token) throw new SilianError('token_missing');
    const digest = Buffer.from(tokenDigest(token));
    const known = this.config.apiTokens.find((item) => timingSafeEqual(Buffer.from(item.digest), digest));
    if (!known) throw new SilianError('token_invalid');
    return callerOf(known.role, known.unit);
  }
}
