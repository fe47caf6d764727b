import type { LineQuality } from './line.js';

/** What a link does to the messages that pass. */
export interface Conditions {
  /** Held back until they pass again, or until whoever waits for them has given up. */
  readonly requests: 'pass' | 'hold';
  readonly answers: 'pass' | 'hold';
  readonly line: LineQuality | undefined;
  /** What arrives in place of what was sent. */
  readonly changeRequest: ((request: Buffer) => Buffer) | undefined;
  readonly changeAnswer: ((answer: Buffer) => Buffer) | undefined;
  /** The connection is reset after this share of a request, from 0 to 1. */
  readonly cutAt: number | undefined;
  /** Every request arrives a second time, after it was answered. */
  readonly twice: boolean;
}

export const CLEAR: Conditions = {
  requests: 'pass',
  answers: 'pass',
  line: undefined,
  changeRequest: undefined,
  changeAnswer: undefined,
  cutAt: undefined,
  twice: false,
};

/** Nothing gets through, in one direction or in both. */
export const PARTITIONS = {
  both: { requests: 'hold', answers: 'hold' },
  /** The parent hears its child and is not heard. */
  answersLost: { requests: 'pass', answers: 'hold' },
  /** The child's requests get lost; an answer that is on its way arrives. */
  requestsLost: { requests: 'hold', answers: 'pass' },
} as const satisfies Readonly<Record<string, Partial<Conditions>>>;
