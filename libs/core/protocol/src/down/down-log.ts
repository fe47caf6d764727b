import type { KeyObject } from 'node:crypto';
import { unitLevel } from '#core/kernel';
import { digest } from '../digest.js';
import { signText, verifyText } from '../keys.js';
import { EPOCH_MAX } from '../limits.js';

/** What one unit says to another and to everything below that one. A new epoch starts a new log, chained from nothing. */
export interface DownLogId {
  readonly issuer: string;
  readonly epoch: number;
  readonly addressee: string;
}

/** How far a down log goes: the last directive's number (0 for an empty log) and the chain there. */
export interface DownHead extends DownLogId {
  readonly seq: number;
  readonly chain: string;
}

export function downLogKey({ issuer, epoch, addressee }: DownLogId): string {
  return `${issuer}/${epoch}/${addressee}`;
}

export function isDownLogId(value: { readonly [Name in keyof DownLogId]?: unknown }): value is DownLogId {
  const { issuer, epoch, addressee } = value;
  const named = [issuer, addressee].every((unit) => typeof unit === 'string' && unitLevel(unit));
  return named && Number.isInteger(epoch) && (epoch as number) >= 1 && (epoch as number) <= EPOCH_MAX;
}

/** The chain before the first directive: bound to the log, so that equal directives to two units never look alike. */
export function downGenesis({ issuer, epoch, addressee }: DownLogId): string {
  return digest(`silian-down/1\n${issuer}\n${epoch}\n${addressee}`);
}

function headText({ issuer, epoch, addressee, seq, chain }: DownHead): string {
  return `silian-down-head/1\n${issuer}\n${epoch}\n${addressee}\n${seq}\n${chain}`;
}

export function signDownHead(key: KeyObject, head: DownHead): string {
  return signText(key, headText(head));
}

export function verifyDownHead(key: KeyObject, head: DownHead, signature: string): boolean {
  return verifyText(key, headText(head), signature);
}
