import type { Bilingual } from '#core/kernel';
import type { TokenRole } from './credentials.js';

/** An answer that says no. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: { readonly code?: string; readonly message?: Bilingual; readonly details?: unknown },
  ) {
    super(`${status} ${body.code ?? ''}`);
    this.name = 'ApiError';
  }
}

export interface NodeStatus {
  readonly unit: string;
  readonly level: string;
  readonly units: number;
  readonly origins: number;
  readonly entries: number;
  readonly records: { readonly counted: number; readonly quarantined: number; readonly deferred: number };
  readonly uplink: {
    readonly backlog: number;
    readonly bytesSent: number;
    readonly framesSent: number;
    readonly failureCode: string | null;
    readonly refused: readonly { readonly origin: string; readonly code: string }[];
  } | null;
}

export interface NodeAudit {
  readonly chainOk: boolean;
  readonly recountOk: boolean;
  readonly chain: { readonly entries: number; readonly faults: readonly unknown[] };
  readonly recount: {
    readonly records: number;
    readonly cells: number;
    readonly differences: number;
    readonly examples: readonly unknown[];
  };
}

export interface RejectedRecord {
  /** Place in the batch, from 0. */
  readonly index: number;
  readonly code: string;
  readonly message: Bilingual;
  readonly details?: unknown;
}

export interface BatchResult {
  readonly saved: readonly {
    readonly record: string;
    readonly version: number;
    /** Absent for the ordinary lane. */
    readonly lane?: 'urgent';
    readonly seq: number;
  }[];
  readonly rejected: readonly RejectedRecord[];
}

export interface IndicatorFigure {
  readonly value: number | null;
  readonly terms: Readonly<Record<string, number | null>>;
  readonly children: readonly {
    readonly unit: string;
    readonly name: string;
    readonly value: number | null;
  }[];
}

/** Speaks to one node's API as clerk, administrator or operator. */
export class NodeApi {
  constructor(
    private readonly url: () => string,
    readonly tokens: Readonly<Record<TokenRole, string>>,
  ) {}

  status(): Promise<NodeStatus> {
    return this.call('operator', 'GET', '/api/v1/operations/status');
  }

  audit(): Promise<NodeAudit> {
    return this.call('operator', 'POST', '/api/v1/operations/audit');
  }

  enter(records: readonly object[]): Promise<BatchResult> {
    return this.call('clerk', 'POST', '/api/v1/records/batch', { records });
  }

  /** Writes a new version of a record. */
  correct(
    record: string,
    body: { readonly expectedVersion: number; readonly fields: object },
  ): Promise<unknown> {
    return this.call('clerk', 'PUT', `/api/v1/records/${record}`, body);
  }

  /** Withdraws a record. */
  remove(record: string, expectedVersion: number, reason: string): Promise<unknown> {
    const query = new URLSearchParams({ expectedVersion: String(expectedVersion), reason });
    return this.call('clerk', 'DELETE', `/api/v1/records/${record}?${query.toString()}`);
  }

  indicator(code: string, query: string): Promise<IndicatorFigure> {
    return this.call('administrator', 'GET', `/api/v1/indicators/${code}?${query}`);
  }

  async call<T>(role: TokenRole, method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url()}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.tokens[role]}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new ApiError(response.status, answer as ApiError['body']);
    return answer as T;
  }
}
