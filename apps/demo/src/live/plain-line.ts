import { figure, type Picture } from './view.js';

/** The picture in one line, for logs and pipes. */
export function plainLine({ tiers, indicators, tally, seconds }: Picture): string {
  const held = tiers.map(({ level, records, backlog }) => {
    const waiting = backlog === undefined ? '' : ` (${backlog} waiting)`;
    return `${level} ${records}${waiting}`;
  });
  const figures = indicators.map(({ indicator, values }) => `${indicator.en} ${figure(values.city)}`);
  const { entered, corrected, withdrawn, refused } = tally;
  const done = `entered ${entered}, corrected ${corrected}, withdrawn ${withdrawn}, refused ${refused}`;
  return `${seconds.toFixed(0)} s: ${done} | ${held.join(', ')} | city: ${figures.join(' · ')}`;
}
