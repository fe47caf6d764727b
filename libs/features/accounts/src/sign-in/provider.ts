import { Inject, Injectable, Logger } from '@nestjs/common';
import * as oidc from 'openid-client';
import { SilianError } from '#core/kernel';
import { NODE_CONFIG, type NodeConfig, type ProviderConfig } from '#platform/config';
import { SecretBox } from '../secret-box.js';

export const PROVIDER_PATH = '/api/v1/session/provider';
export const CALLBACK_PATH = `${PROVIDER_PATH}/callback`;

/** What is sealed for the way to the provider and back says for what it is. */
const ABOUT = 'sign-in by provider';

/** Who takes longer begins anew. */
export const WAY_MS_MAX = 10 * 60_000;

/** What only this browser knows of a sign-in that has been begun. */
interface Way {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly begunAt: number;
}

/** An OpenID provider that says who somebody is (authorization code with PKCE). */
@Injectable()
export class Provider {
  private readonly logger = new Logger('Provider');
  private discovered: Promise<oidc.Configuration> | undefined;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(SecretBox) private readonly box: SecretBox,
  ) {}

  /** Where to send the browser, and what it has to bring back. */
  async begin(): Promise<{ readonly url: string; readonly way: string }> {
    const provider = await this.discover();
    const verifier = oidc.randomPKCECodeVerifier();
    const way: Way = {
      ...{ state: oidc.randomState(), nonce: oidc.randomNonce(), verifier },
      begunAt: Date.now(),
    };
    const url = oidc.buildAuthorizationUrl(provider, {
      ...{ redirect_uri: this.redirectUri, scope: 'openid', state: way.state, nonce: way.nonce },
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return {
      url: url.href,
      way: this.box.seal(Buffer.from(JSON.stringify(way)), ABOUT).toString('base64url'),
    };
  }

  /** Who has come back. Throws `provider_refused` where that is not certain. */
  async subject(query: string, sealed: string | undefined): Promise<string> {
    const way = this.read(sealed);
    const provider = await this.discover();
    try {
      const tokens = await oidc.authorizationCodeGrant(provider, new URL(`${this.redirectUri}${query}`), {
        ...{ pkceCodeVerifier: way.verifier, expectedState: way.state, expectedNonce: way.nonce },
        idTokenExpected: true,
      });
      const subject = tokens.claims()?.sub;
      if (subject) return subject;
    } catch (error) {
      this.logger.warn({ msg: 'a sign-in by the provider failed', error: nameOf(error) });
    }
    throw new SilianError('provider_refused');
  }

  private read(sealed = ''): Way {
    const text = this.box.open(Buffer.from(sealed, 'base64url'), ABOUT)?.toString();
    const way = text === undefined ? undefined : (JSON.parse(text) as Way);
    if (!way || way.begunAt < Date.now() - WAY_MS_MAX) throw new SilianError('provider_refused');
    return way;
  }

  /** Asked once; where the provider was away, the next one who signs in asks again. */
  private async discover(): Promise<oidc.Configuration> {
    const { provider } = this.config;
    if (!provider) throw new SilianError('provider_missing');
    this.discovered ??= discover(provider);
    try {
      return await this.discovered;
    } catch (error) {
      this.discovered = undefined;
      this.logger.warn({ msg: 'the provider is away', error: nameOf(error) });
      throw new SilianError('provider_away', {}, undefined, { cause: error });
    }
  }

  private get redirectUri(): string {
    return `${this.config.publicUrl}${CALLBACK_PATH}`;
  }
}

function discover({ issuer, clientId, clientSecret }: ProviderConfig): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  // Without TLS anybody on the way could say who somebody is: it is for a provider on this machine, as in a test.
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  const execute = url.protocol === 'http:' && isHere ? [oidc.allowInsecureRequests] : [];
  return oidc.discovery(url, clientId, clientSecret, undefined, { execute });
}

/** The message of a provider's answer may quote what was sent. */
function nameOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string };
  return [name, code].filter((part) => part !== undefined).join(' ');
}
