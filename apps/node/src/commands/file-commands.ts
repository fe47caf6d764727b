import { bundle } from './bundle.js';
import type { CommandLine } from './command-line.js';
import { exportForAuditors } from './export.js';
import { verify } from './verify.js';

/** Commands that write, take or check files of logs. */
export const FILE_COMMANDS: ReadonlyMap<string, (line: CommandLine) => Promise<void>> = new Map([
  ['bundle', bundle],
  ['export', exportForAuditors],
  ['verify', verify],
]);
