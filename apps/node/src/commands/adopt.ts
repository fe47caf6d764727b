import { SilianError } from '#core/kernel';
import { LinkError } from '#features/nodes';
import { Adoption } from '#features/sync';
import type { CommandLine } from './command-line.js';
import { printJson } from './files.js';
import { withNode } from './with-node.js';

/** Answers of the node above that say what a person has to do. */
const EXPLAINED = ['hand_over_not_offered', 'take_back_incomplete', 'node_revoked'] as const;

/** Moves the logs of this node's unit from the node above to this machine, or back to it. May be repeated at any time. */
export async function adopt(line: CommandLine): Promise<void> {
  const back = line.has('back');
  const outcome = await withNode(async (app, { profile, unit }) => {
    if (!profile.parent) line.refuse('a node at the top has nobody to take logs over from');
    const adoption = app.get(Adoption);
    try {
      return await (back ? adoption.giveBack() : adoption.adopt());
    } catch (error) {
      const code = error instanceof LinkError && EXPLAINED.find((known) => known === error.code);
      throw code ? new SilianError(code, { unit }) : error;
    }
  });
  printJson({ ...outcome, moved: back ? 'back' : 'out' });
}
