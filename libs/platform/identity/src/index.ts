export { IdentityModule } from './identity.module.js';
export { loadNodeIdentity, NODE_IDENTITY, RenewableIdentity, type NodeIdentity } from './node-identity.js';
export { readChainFile, readKeyFile, replacePair, writePrivateKey } from './key-files.js';
export { ForWholeNode, FromCaller, OpenRoute, Permit } from './api.guard.js';
export { callerOf, may, type Caller, type CallerAccount } from './caller.js';
export {
  bearerOf,
  CallerSources,
  type CallerReply,
  type CallerRequest,
  type CallerSource,
} from './caller-sources.js';
export { Routes, type Route } from './routes.js';
export { checkLinkToken, linkTokenSigner, signLinkToken, type LinkRequest } from './link-token.js';
export { issuersOf, knownChains, type Issuer } from './issuers.js';
