export { importSheets } from './import.js';
