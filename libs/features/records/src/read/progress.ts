import type { Level } from '#core/kernel';
import type { ProgressRow } from '#platform/storage';

interface Words {
  readonly zh: string;
  readonly en: string;
}

/** How far a record's newest version got at one tier. */
export interface ProgressStep {
  readonly level: Level;
  readonly unit: string;
  /** When the tier had it; null where it has not, or where this node does not know. */
  readonly at: string | null;
  readonly state: 'saved' | 'received' | 'counted' | 'quarantined' | 'deferred' | 'waiting';
  readonly message: Words;
}

export interface Tier {
  readonly unit: string;
  readonly level: Level;
}

const LEVEL_WORDS: Readonly<Record<Level, Words>> = {
  city: { zh: '市级', en: 'the city' },
  district: { zh: '区县', en: 'the district' },
  street: { zh: '街道', en: 'the street' },
  community: { zh: '社区', en: 'the community' },
};

/** What is held back only until its type or unit becomes known. */
const DEFERRING = new Set(['type_unknown', 'unit_unknown']);

/** From here up: `tiers` are this node and those above it. The topmost counts for good, the others hand on. */
export function progressOf(
  tiers: readonly Tier[],
  record: { readonly status: string; readonly savedAt: string },
  said: ReadonlyMap<string, ProgressRow>,
): ProgressStep[] {
  return tiers.map(({ unit, level }, index) => {
    const here = index === 0;
    const row = said.get(here ? '' : unit);
    const at = here ? record.savedAt : (row?.receivedAt ?? null);
    const step = { level, unit, at };
    if (row?.verdict) {
      const { code, zh, en } = row.verdict;
      return { ...step, state: DEFERRING.has(code) ? 'deferred' : 'quarantined', message: { zh, en } };
    }
    const top = index === tiers.length - 1 && record.status !== 'deleted';
    const state = at === null ? 'waiting' : top ? 'counted' : here ? 'saved' : 'received';
    return { ...step, state, message: wordsFor(state, level) };
  });
}

function wordsFor(state: 'saved' | 'received' | 'counted' | 'waiting', level: Level): Words {
  const { zh, en } = LEVEL_WORDS[level];
  switch (state) {
    case 'saved':
      return { zh: '已保存', en: 'saved' };
    case 'received':
      return { zh: `${zh}已收到`, en: `received by ${en}` };
    case 'counted':
      return { zh: `${zh}已计入统计`, en: `counted by ${en}` };
    case 'waiting':
      return { zh: `等待${zh}收到`, en: `not yet received by ${en}` };
  }
}
