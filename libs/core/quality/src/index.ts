export { comparedFields, seriesOf, sortOf, type ComparedField } from './compared-field.js';
export { boundsParams, earlierDays, jumpWarning, type BoundsPlace, type EarlierValue } from './jump.js';
export {
  identitiesOf,
  identityText,
  likeWarning,
  LIKE_MAX,
  type Identity,
  type LikeRecord,
} from './likeness.js';
export { normalised } from './normalised.js';
export { outlierWarning, spreadOf, type Spread } from './outlier.js';
export {
  WARNING_CODES,
  WARNING_KINDS,
  type QualityWarning,
  type Severity,
  type WarningCode,
  type WarningKind,
} from './warning.js';
