/** Injection token of the frozen configuration. */
export const NODE_CONFIG = Symbol('NODE_CONFIG');
