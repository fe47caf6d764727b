export { CertificateBook } from './certificate-book.js';
export {
  epochFault,
  LogVerification,
  type LogFault,
  type LoggedEntry,
  type LogRule,
  type Place,
  type SpeaksFor,
} from './log-verification.js';
export { forkFault, type KeptFork } from './fork-verification.js';
export { verifyBundleChunks, verifyExport, type VerifiedFile } from './verify-files.js';
