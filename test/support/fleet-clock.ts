/**
 * Runs before a node's own code and moves its `Date`; which node, and how far, stands in the environment. The server
 * takes the time for its `Date` header from elsewhere, so that is moved as well.
 */
const PRELOAD = `
import { ServerResponse } from 'node:http';
const skewMs = Number(JSON.parse(process.env.SKEWED_CLOCKS)[process.env.NODE_UNIT] ?? 0);
const RealDate = Date;
globalThis.Date = class Date extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + skewMs);
    else super(...args);
  }
  static now() {
    return RealDate.now() + skewMs;
  }
};
const { writeHead } = ServerResponse.prototype;
ServerResponse.prototype.writeHead = function (...args) {
  this.setHeader('date', new Date().toUTCString());
  return writeHead.apply(this, args);
};
`;

/** Environment of a fleet in which the clocks of some units go wrong by so many milliseconds. */
export function skewedClocks(skewMs: Readonly<Record<string, number>>): Record<string, string> {
  return {
    SKEWED_CLOCKS: JSON.stringify(skewMs),
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PRELOAD)}`,
  };
}
