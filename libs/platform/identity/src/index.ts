export { IdentityModule } from './identity.module.js';
export {
  loadNodeIdentity,
  NODE_IDENTITY,
  readChainFile,
  writePrivateKey,
  type NodeIdentity,
} from './node-identity.js';
export { FromCaller, OpenRoute, Roles } from './api.guard.js';
export type { Caller } from './caller.js';
export { linkTokenFault, linkTokenSigner, signLinkToken, type LinkRequest } from './link-token.js';
export { issuersOf, knownChains, type Issuer } from './issuers.js';
