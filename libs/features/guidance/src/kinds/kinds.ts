import { readAnnouncement, type Announcement } from './announcement.js';
import { readAssignment, type Assignment } from './assignment.js';
import { readNamedDocument, type NamedDocument } from './document.js';
import { readReturn, type ReturnForCorrection } from './return.js';
import { readTarget, type Target } from './target.js';
import { readUnlock, type Unlock } from './unlock.js';

export interface Bodies {
  readonly announcement: Announcement;
  readonly target: Target;
  readonly return: ReturnForCorrection;
  readonly assignment: Assignment;
  readonly unlock: Unlock;
  readonly catalogue: NamedDocument;
  readonly reorganisation: NamedDocument;
}

export type KindName = keyof Bodies;

export interface Kind<Body> {
  /** The one reader, where it is issued and where it arrives. Throws `directive_invalid`. */
  readonly read: (body: unknown) => Body;
  /** Who may say it: any unit at or above the addressee, one that is truly above, or only the top, to all. */
  readonly issuer: 'covers' | 'above' | 'top';
  /** Something has to be done before it holds; the others hold as soon as they are stored. */
  readonly needsWork: boolean;
}

const STORED = { issuer: 'covers', needsWork: false } as const;

export const KINDS: { readonly [Name in KindName]: Kind<Bodies[Name]> } = {
  announcement: { ...STORED, read: readAnnouncement },
  target: { ...STORED, read: readTarget },
  return: { ...STORED, read: readReturn, issuer: 'above' },
  assignment: { ...STORED, read: readAssignment },
  unlock: { ...STORED, read: readUnlock, issuer: 'above' },
  catalogue: { read: readNamedDocument, issuer: 'top', needsWork: true },
  reorganisation: { read: readNamedDocument, issuer: 'covers', needsWork: true },
};

export function isKind(name: string): name is KindName {
  return Object.hasOwn(KINDS, name);
}
