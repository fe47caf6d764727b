/** One API request's body. A batch of 500 ordinary records is about 300 KB; 10 MB of text is somebody's mistake. */
export const BODY_BYTES_MAX = 1024 * 1024;

/** Nesting of a JSON body. Ours is four deep; deeper ones would exhaust the stack of what walks them. */
export const BODY_DEPTH_MAX = 16;

/** A request that takes longer is given up, so that a stuck client cannot hold a connection for ever. */
export const REQUEST_TIMEOUT_MS = 30_000;
