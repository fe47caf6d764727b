import { adopt } from './adopt.js';
import { bundle } from './bundle.js';
import type { CommandLine } from './command-line.js';
import { exportForAuditors } from './export.js';
import { verify } from './verify.js';

/** Commands on whole logs: they move them, write, take or check files of them. */
export const LOG_COMMANDS: ReadonlyMap<string, (line: CommandLine) => Promise<void>> = new Map([
  ['adopt', adopt],
  ['bundle', bundle],
  ['export', exportForAuditors],
  ['verify', verify],
]);
