import { Inject, Injectable } from '@nestjs/common';
import type { Day } from '#core/kernel';
import { NODE_CONFIG } from './node-config.token.js';
import type { NodeConfig } from './node-config.js';

/** The only source of time. The day is the one of the configured zone, not the server's. */
@Injectable()
export class Clock {
  private readonly format: Intl.DateTimeFormat;
  private readonly timeFormat: Intl.DateTimeFormat;
  private readonly offsetFormat: Intl.DateTimeFormat;

  constructor(@Inject(NODE_CONFIG) config: NodeConfig) {
    // The Swedish locale writes dates as YYYY-MM-DD.
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone: config.timeZone, dateStyle: 'short' });
    this.timeFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: config.timeZone, timeStyle: 'short' });
    this.offsetFormat = new Intl.DateTimeFormat('en', {
      timeZone: config.timeZone,
      timeZoneName: 'longOffset',
    });
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

  /** How far the configured zone is from UTC at an instant, `+08:00`. */
  offsetAt(instant: Date): string {
    const parts = this.offsetFormat.formatToParts(instant);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return name.replace('GMT', '') || '+00:00';
  }

  /** The time of day in the configured zone, `HH:MM`. */
  timeOfDay(): string {
    return this.timeFormat.format(this.now());
  }
}
