export { NodesModule } from './nodes.module.js';
export { LinkAuthenticator, type LinkRequest } from './link/link-authenticator.js';
export { LinkError } from './link/link-error.js';
export { ParentLink, parseJson } from './link/parent-link.js';
export { Signers } from './link/signers.js';
export { NodeRegistry } from './registry/node-registry.js';
export { Heartbeats } from './heartbeat/heartbeats.js';
export { pairWithParent, PairingError } from './pairing/pairing-client.js';
export { Revocations, type StatedRevocations } from './revocation/revocations.js';
