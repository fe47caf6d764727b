import type { Catalogue } from '#core/catalogue';
import type { Fleet } from './fleet/index.js';
import type { DemoOptions } from './options.js';
import type { Console } from './terminal/index.js';
import type { Book, ChosenUnits, RecordSource } from './world/index.js';

/** Everything that one run of the demonstration plays with. */
export interface Scene {
  readonly fleet: Fleet;
  readonly catalogue: Catalogue;
  readonly units: ChosenUnits;
  readonly source: RecordSource;
  readonly book: Book;
  readonly options: DemoOptions;
  readonly console: Console;
  readonly signal: AbortSignal;
}

/** The branch whose four nodes are shown and asked. */
export const SHOWN_BRANCH = {
  city: '1405',
  district: '140502',
  street: '140502001',
  community: '140502001001',
} as const;
