export { waitForRecord } from './arrival.js';
export { pipeline } from './pipeline.js';
export { communitiesOf, nodesFor, PLACEMENTS } from './placements.js';
export { enterAll, measureThroughput, topOf, type Throughput } from './throughput.js';
export { makeWorkload, Supply } from './workload.js';
