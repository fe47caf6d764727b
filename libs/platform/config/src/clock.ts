import { Inject, Injectable } from '@nestjs/common';
import type { Day } from '#core/kernel';
import { NODE_CONFIG } from './node-config.token.js';
import type { NodeConfig } from './node-config.js';

const DAY_MS = 86_400_000;

/** The only source of time. The day is the one of the configured zone, not the server's. */
@Injectable()
export class Clock {
  private readonly format: Intl.DateTimeFormat;
  private readonly timeFormat: Intl.DateTimeFormat;
  private readonly instantFormat: Intl.DateTimeFormat;
  private readonly offsetFormat: Intl.DateTimeFormat;

  constructor(@Inject(NODE_CONFIG) config: NodeConfig) {
    // The Swedish locale writes dates as YYYY-MM-DD.
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone: config.timeZone, dateStyle: 'short' });
    this.timeFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: config.timeZone, timeStyle: 'short' });
    this.instantFormat = new Intl.DateTimeFormat('sv-SE', {
      timeZone: config.timeZone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
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

  /** The instant at which a day is over in the configured zone. */
  endOf(day: Day): Date {
    const utc = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
    const shown = Date.parse(`${this.instantFormat.format(utc).replace(' ', 'T')}Z`);
    return new Date(utc - (shown - utc));
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
