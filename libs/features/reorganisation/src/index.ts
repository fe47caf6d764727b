export { ReorganisationModule } from './reorganisation.module.js';
