/**
 * Why a bundle is not taken:
 * `malformed`  it has not the shape of one
 * `version`    it is of a version that is not known here
 * `kind`       it carries frames where an answer is wanted, or the other way round
 * `receiver`   it is for another node
 * `sender`     it comes from nobody who may send it here
 * `altered`    it is not what its sender wrote
 * `truncated`  its end is missing
 */
export type BundleRule = 'malformed' | 'version' | 'kind' | 'receiver' | 'sender' | 'altered' | 'truncated';

/** Says what and where (`header`, `chunk 3`, `end`), never the content. */
export class BundleFault extends Error {
  constructor(
    readonly rule: BundleRule,
    readonly place: string,
  ) {
    super(`${rule} (${place})`);
    this.name = 'BundleFault';
  }
}
