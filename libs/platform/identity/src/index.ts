export { IdentityModule } from './identity.module.js';
export { loadNodeIdentity, NODE_IDENTITY, RenewableIdentity, type NodeIdentity } from './node-identity.js';
export { nodeKeyFile, readChainFile, readKeyFile, replacePair, writePrivateKey } from './keys/pair-files.js';
export { KeyStore, openKeyStore, type KeyFile } from './keys/key-store.js';
export { keyFilesOf, rewriteKeys, secretsKeyFile } from './keys/rewrite-keys.js';
export { KEY_BYTES, openBox, sealBox } from './keys/sealed-box.js';
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
