import { timingSafeEqual } from 'node:crypto';
import {
  applyDecorators,
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import { rolesWith, type PermissionCode } from '#core/access';
import { isWithin, SilianError } from '#core/kernel';
import { NODE_CONFIG, tokenDigest, type NodeConfig } from '#platform/config';
import { RateLimits, type RateReply } from '#platform/rate-limits';
import { bearerOf, CallerSources, type CallerReply, type CallerRequest } from './caller-sources.js';
import { callerOf, limitedAs, may, type Caller } from './caller.js';
import { credentialOf } from './credential.js';

/** Of a route: the permission that it takes, or that it is open. A node with a route that says neither does not start. */
export const ACCESS = 'silian:access';
const OPEN = 'open';
export type Access = PermissionCode | typeof OPEN;

/** Where the API's description says which permission an operation takes. */
const PERMISSION_EXTENSION = 'x-permission';

/** What a caller has to be permitted. Said of a method it stands before what is said of the class. */
export const Permit = (permission: PermissionCode): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ACCESS, permission), ApiExtension(PERMISSION_EXTENSION, permission));

/** A route that guards itself (node to node) or tells nothing (liveness). */
export const OpenRoute = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, OPEN);

/** Of a route: it concerns the node as a whole, and is closed to whoever acts for a part of the node's unit only. */
const WHOLE_NODE = 'silian:whole-node';
export const ForWholeNode = (): MethodDecorator & ClassDecorator => SetMetadata(WHOLE_NODE, true);

/** The only thing that somebody can do who has not chosen a password yet. */
const OWN: Access = 'account.own';

interface GuardedRequest extends CallerRequest {
  readonly ip: string;
  caller?: Caller;
}

export const FromCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<GuardedRequest>();
  if (!caller) throw new SilianError('token_missing');
  return caller;
});

/** Guards every route of the node: finds out who asks, and whether the table permits it. */
@Injectable()
export class ApiGuard implements CanActivate {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(CallerSources) private readonly sources: CallerSources,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, route);
    if (access === OPEN) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<GuardedRequest>();
    const reply = http.getResponse<CallerReply & RateReply>();
    const caller = await this.identify(request, reply);
    // Also of whoever is refused it is known who it was.
    request.caller = caller;
    this.limits.admitCaller(limitedAs(caller), reply);
    if (caller.account?.mustChange && access !== OWN) throw new SilianError('password_change_needed');
    if (access === undefined || !may(caller, access)) {
      throw new SilianError('role_insufficient', { role: access ? rolesWith(access).join(', ') : '-' });
    }
    const whole = this.reflector.getAllAndOverride<true | undefined>(WHOLE_NODE, route);
    const { unit } = this.config;
    if (whole && !isWithin(unit, caller.unit)) throw new SilianError('scope_exceeded', { unit });
    return true;
  }

  private async identify(request: GuardedRequest, reply: CallerReply): Promise<Caller> {
    const credential = credentialOf(request);
    const caller =
      credential &&
      (await this.limits.identify({ ...credential, address: request.ip }, () => this.known(request, reply)));
    if (!caller) throw new SilianError(bearerOf(request) ? 'token_invalid' : 'token_missing');
    return caller;
  }

  private async known(request: GuardedRequest, reply: CallerReply): Promise<Caller | undefined> {
    const token = bearerOf(request);
    return (token && this.configured(token)) || (await this.sources.identify(request, reply));
  }

  private configured(token: string): Caller | undefined {
    const digest = Buffer.from(tokenDigest(token));
    const known = this.config.apiTokens.find((item) => timingSafeEqual(Buffer.from(item.digest), digest));
    return known && callerOf(known.role, known.unit);
  }
}
