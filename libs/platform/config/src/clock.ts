import { Inject, Injectable } from '@nestjs/common';
import type { Day } from '#core/kernel';
import { NODE_CONFIG } from './node-config.token.js';
import type { NodeConfig } from './node-config.js';

/** The only source of time. The day is the one of the configured zone, not the server's. */
@Injectable()
export class Clock {
  private readonly format: Intl.DateTimeFormat;
  private readonly timeFormat: Intl.DateTimeFormat;

  constructor(@Inject(NODE_CONFIG) config: NodeConfig) {
    // The Swedish locale writes dates as YYYY-MM-DD.
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone: config.timeZone, dateStyle: 'short' });
    this.timeFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: config.timeZone, timeStyle: 'short' });
  }

  now(): Date {
    return new Date();
  }

  today(): Day {
    return this.dayOf(this.now());
  }

  /** The day that an instant lies in. */
  dayOf(instant: Date): Day {
    return this.format.format(instant);
  }

  /** The time of day in the configured zone, `HH:MM`. */
  timeOfDay(): string {
    return this.timeFormat.format(this.now());
  }
}
