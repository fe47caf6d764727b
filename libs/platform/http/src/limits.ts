/** One API request's body. A batch of 500 ordinary records is about 300 KB; 10 MB of text is somebody's mistake. */
export const BODY_BYTES_MAX = 1024 * 1024;

/** Nesting of a JSON body. Ours is four deep; deeper ones would exhaust the stack of what walks them. */
export const BODY_DEPTH_MAX = 16;

/**
 * Values in a JSON body: 500 records of 100 fields and their envelopes. One megabyte can hold ten times as many, and
 * naming what is wrong with each of them would take seconds.
 */
export const BODY_VALUES_MAX = 60_000;

/** Broken rules that one answer names: enough to mend a form, and no long list of one mistake. */
export const NAMED_PROBLEMS_MAX = 50;

/** A request that takes longer is given up, so that a stuck client cannot hold a connection for ever. */
export const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Routes whose requests are not limited by address: nodes are known by their certificates, their frames take turns, and all
 * children of a node may stand behind one address; and who looks whether the node lives must always hear so.
 */
export const NOT_LIMITED_ROUTES = /^\/(sync\/v1|health)\//;

/** The one route that reads its body as it comes, and bounds it. */
export const SHEET_UPLOAD_ROUTE = '/api/v1/imports';

/** Types of such bodies. What browsers say of a CSV file depends on the programs that are installed. */
export const SHEET_UPLOAD_TYPES = [
  'text/csv',
  'text/plain',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
] as const;
