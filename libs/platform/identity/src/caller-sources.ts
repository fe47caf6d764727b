import { Injectable } from '@nestjs/common';
import type { Caller } from './caller.js';

/** As much of a request as tells who asks. */
export interface CallerRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly cookies?: Readonly<Record<string, string | undefined>>;
}

/** What may be sent back beside the answer. */
export interface CallerReply {
  setCookie(name: string, value: string, options: object): unknown;
}

/** Knows some callers; undefined for those that it does not know. Throws where somebody is known and must be told something. */
export interface CallerSource {
  identify(request: CallerRequest, reply: CallerReply): Promise<Caller | undefined>;
}

/** Where callers come from beside the tokens of the configuration: features add what they know. */
@Injectable()
export class CallerSources {
  private readonly sources: CallerSource[] = [];

  add(source: CallerSource): void {
    this.sources.push(source);
  }

  async identify(request: CallerRequest, reply: CallerReply): Promise<Caller | undefined> {
    for (const source of this.sources) {
      const caller = await source.identify(request, reply);
      if (caller) return caller;
    }
    return undefined;
  }
}

/** What stands behind `Bearer`; undefined where nothing does. */
export function bearerOf({ headers }: Pick<CallerRequest, 'headers'>): string | undefined {
  const header = headers['authorization'];
  return typeof header === 'string' ? /^Bearer +(\S+)$/i.exec(header)?.[1] : undefined;
}
