import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { percentile } from './percentile.js';

/** Without these, a number of a benchmark says nothing. */
export interface MachineFacts {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  /** What the machine did besides, before anything was started. */
  readonly loadBefore: number;
  /** How long the disk takes to keep one page for good: the least that a durable commit costs. */
  readonly fsyncMs: number;
}

const FSYNC_SAMPLES = 100;
const PAGE = Buffer.alloc(8_192, 1);

export function machineFacts(directory: string): MachineFacts {
  const [first, ...others] = cpus();
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: others.length + 1,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    node: process.version,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
    fsyncMs: fsyncMs(directory),
  };
}

function fsyncMs(directory: string): number {
  const path = join(directory, 'fsync-probe');
  const file = openSync(path, 'w');
  try {
    const samples = Array.from({ length: FSYNC_SAMPLES }, () => {
      const started = performance.now();
      writeSync(file, PAGE);
      fsyncSync(file);
      return performance.now() - started;
    });
    return Number(percentile(samples, 50).toFixed(2));
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
