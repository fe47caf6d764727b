export { seriesAbove, seriesOf, stepDays, termOfSeries, type Series } from './series.js';
export { GROUP_RECORDS_MIN, type Group } from './small-groups.js';
export { stepsOf, type CellEvent, type SplitCell, type Step } from './steps.js';
