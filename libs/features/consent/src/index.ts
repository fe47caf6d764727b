export { ConsentModule } from './consent.module.js';
export { TwoPersons } from './two-persons.js';
