import { LEVELS, type Level } from '#core/kernel';
import { LEVEL_PROFILES } from '#platform/config';
import { bar, padEnd, padStart, type Paint } from '../terminal/index.js';
import { SHOWN_DAY, type IndicatorSample, type TierSample } from './sampler.js';
import type { Tally } from './trickle.js';

export interface Picture {
  readonly tiers: readonly TierSample[];
  readonly indicators: readonly IndicatorSample[];
  readonly tally: Tally;
  readonly seconds: number;
  /** The units whose figures stand in the columns. */
  readonly names: Readonly<Record<Level, string>>;
}

const BAR_COLUMNS = 22;
const FIGURE_COLUMNS = 12;
const NAME_COLUMNS = 30;

/** The levels as a record meets them, from left to right. */
const RISING: readonly Level[] = LEVELS.toReversed();

/** The whole picture, line by line; 80 columns are enough for it. */
export function viewOf(picture: Picture, paint: Paint): readonly string[] {
  return [
    ...tierLines(picture, paint),
    '',
    ...indicatorLines(picture, paint),
    '',
    ...tallyLines(picture, paint),
  ];
}

function tierLines({ tiers }: Picture, { bold, accent, good }: Paint): readonly string[] {
  const head = `${padEnd('Tier', 14)}Nodes  Units  ${padEnd('Records held', BAR_COLUMNS)}         Waiting   New/s`;
  const rows = tiers.map((tier) => {
    const isComplete = tier.records >= tier.expected;
    const share = tier.expected === 0 ? 0 : tier.records / tier.expected;
    const drawing = (isComplete ? good : accent)(bar(share, BAR_COLUMNS));
    const waiting = tier.backlog === undefined ? '–' : number(tier.backlog);
    return (
      `${padEnd(levelName(tier.level), 14)}${padStart(number(tier.nodes), 5)}${padStart(number(tier.units), 7)}  ` +
      `${drawing}${padStart(number(tier.records), 8)}${padStart(waiting, 9)}${padStart(tier.perSecond.toFixed(0), 8)}`
    );
  });
  return [bold(head), ...rows];
}

function indicatorLines({ indicators, names }: Picture, { bold, dim }: Paint): readonly string[] {
  const columns = RISING.map((level) => padStart(names[level], FIGURE_COLUMNS)).join('');
  const head = bold(`${padEnd(`Figures at ${SHOWN_DAY}`, NAME_COLUMNS)}${columns}`);
  const rows = indicators.map(({ indicator, values }) => {
    const figures = RISING.map((level) => padStart(figure(values[level]), FIGURE_COLUMNS)).join('');
    const name = padEnd(`${indicator.zh} `, NAME_COLUMNS - 2);
    return `${name}${dim(padEnd(indicator.unit, 2))}${figures}`;
  });
  return [head, ...rows];
}

function tallyLines({ tally, seconds }: Picture, { dim, accent }: Paint): readonly string[] {
  const { entered, corrected, withdrawn, refused, lastRefusal } = tally;
  const done = `${clock(seconds)}  entered ${number(entered)} · corrected ${corrected} · withdrawn ${withdrawn}`;
  const refusal = lastRefusal
    ? `${lastRefusal.what} → ${accent(lastRefusal.codes.at(-1) ?? '')} ${lastRefusal.message.zh}`
    : 'none yet';
  return [
    `${done} · refused ${refused}`,
    dim(`last refusal: `) + refusal,
    dim('Ctrl-C ends the demonstration'),
  ];
}

export function levelName(level: Level): string {
  return `${LEVEL_PROFILES[level].zh} ${level}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

/** A dash where there is no figure: not known is not zero. */
export function figure(value: number | null): string {
  if (value === null) return '—';
  return value.toLocaleString('en', { maximumFractionDigits: value < 1_000 ? 1 : 0 });
}

function clock(seconds: number): string {
  const part = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${part(seconds / 3_600)}:${part((seconds / 60) % 60)}:${part(seconds % 60)}`;
}
