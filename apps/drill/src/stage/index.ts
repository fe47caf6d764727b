export { DrillStage, type DrillStageOptions, type Tier } from './drill-stage.js';
