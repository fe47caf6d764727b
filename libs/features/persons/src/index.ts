export { ID_NUMBER_LENGTH_MAX, PERSON_KEY_FIELDS, PersonKeys } from './person-keys.js';
export { PersonsModule } from './persons.module.js';
