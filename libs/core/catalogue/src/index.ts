export * from './model.js';
export * from './statistics-model.js';
export type { Comparator, Expression, Scalar, Value } from './language/expression.js';
export type { ValueKind } from './language/kinds.js';
export { indicatorInWords } from './language/definition-words.js';
export { parseExpression } from './language/parse.js';
export { evaluate, type Scope } from './language/evaluate.js';
export { loadCatalogue } from './loading/load-catalogue.js';
export {
  FIELD_ERRORS,
  FIELD_WARNINGS,
  type FieldError,
  type FieldErrorCode,
  type FieldWarningCode,
} from './records/field-errors.js';
export * from './records/limits.js';
export {
  validateEntry,
  type EntryContext,
  type EntryInput,
  type ValidatedEntry,
} from './records/validate-entry.js';
export { validateStored, type StoredContext } from './records/validate-stored.js';
export { occurredOn } from './records/occurred-on.js';
export { erasedFields } from './records/erased-fields.js';
export { fieldsByHeight, toEdge } from './records/forms.js';
export { boundInFen } from './money.js';
export { naturalKeyOf, type KeyedRecord } from './records/natural-key.js';
export {
  derivationFrom,
  derivationInto,
  DERIVATIONS_REVISION,
  type Derivation,
} from './derived/derivation.js';
export type { DerivationSource } from './derived/source.js';
export * from './evolution/index.js';
