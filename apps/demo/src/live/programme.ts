import { LEVELS } from '#core/kernel';
import { SHOWN_BRANCH, type Scene } from '../scene.js';
import { padEnd } from '../terminal/index.js';
import { levelName } from './view.js';

/** Where everything is, and with which tokens to enter: lines that stay above the moving picture. */
export function showProgramme({ fleet, console }: Scene, nameOf: (unit: string) => string): void {
  const { bold, accent, dim } = console.paint;
  console.line(bold('Nodes and the description of their API'));
  for (const { plan, url } of fleet.nodes) {
    const name = padEnd(`${plan.unit} ${nameOf(plan.unit)}`, 32);
    console.line(`  ${padEnd(levelName(plan.level), 15)}${name}${accent(`${url}/api/docs`)}`);
  }
  console.line();
  console.line(bold('Logins: send “Authorization: Bearer <token>”'));
  for (const level of LEVELS) {
    const { api } = fleet.node(SHOWN_BRANCH[level]);
    console.line(`  ${levelName(level)} ${SHOWN_BRANCH[level]}`);
    for (const [role, token] of Object.entries(api.tokens)) {
      console.line(`    ${dim(padEnd(role, 15))}${token}`);
    }
  }
  console.line();
}
