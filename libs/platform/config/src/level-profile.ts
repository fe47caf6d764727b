import type { Level } from '#core/kernel';

/** What differs between levels, as data. Code asks the profile; it never asks for the level by name. */
export interface LevelProfile {
  readonly level: Level;
  /** The level that this one sends to; undefined at the top. */
  readonly parent: Level | undefined;
  readonly zh: string;
  readonly en: string;
}

export const LEVEL_PROFILES: Readonly<Record<Level, LevelProfile>> = {
  city: { level: 'city', parent: undefined, zh: '市', en: 'city' },
  district: { level: 'district', parent: 'city', zh: '区县', en: 'district' },
  street: { level: 'street', parent: 'district', zh: '街道', en: 'street' },
  community: { level: 'community', parent: 'street', zh: '社区', en: 'community' },
};
