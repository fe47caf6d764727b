export { EvolutionModule } from './evolution.module.js';
