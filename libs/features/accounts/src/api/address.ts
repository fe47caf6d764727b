import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Where a request comes from: behind a proxy that is trusted, what that says. */
export const FromAddress = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return context.switchToHttp().getRequest<{ readonly ip: string }>().ip;
});
