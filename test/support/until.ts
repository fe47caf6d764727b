export { until } from '../../apps/drill/src/until.js';
