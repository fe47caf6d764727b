export { PartialsModule } from './partials.module.js';
