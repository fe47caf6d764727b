export {
  codesOfChange,
  readReorganisation,
  type Abolish,
  type Change,
  type Create,
  type Merge,
  type Move,
  type Rename,
  type Reorganisation,
  type Split,
} from './document.js';
export {
  planReorganisation,
  type ClosedUnit,
  type OpenedUnit,
  type RenamedUnit,
  type ReorganisationPlan,
  type StoredUnit,
} from './plan.js';
export { Succession, type SuccessionLink, type SuccessionStep } from './succession.js';
