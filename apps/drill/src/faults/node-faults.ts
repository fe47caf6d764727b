import { pause } from '../../../demo/src/fleet/index.js';
import type { Fault } from './fault.js';

/** Faults of the process itself. */
export const NODE_FAULTS: readonly Fault[] = [
  {
    name: 'node-kill-9',
    needs: 'node',
    happen: async ({ tier: { node }, outageMs }) => {
      await node.kill();
      await pause(outageMs);
      await node.start();
      return true;
    },
  },
  {
    name: 'node-restart',
    needs: 'node',
    happen: async ({ tier: { node }, outageMs }) => {
      await node.stop();
      await pause(outageMs);
      await node.start();
      return true;
    },
  },
  {
    name: 'node-paused',
    needs: 'node',
    happen: async ({ tier: { node }, outageMs }) => {
      node.pause();
      await pause(outageMs);
      node.resume();
      return true;
    },
  },
];
