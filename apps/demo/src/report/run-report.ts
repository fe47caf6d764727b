import type { Bilingual, Day } from '#core/kernel';
import { runOnce } from '../once/index.js';
import type { Scene } from '../scene.js';
import { padEnd, padStart, type Console } from '../terminal/index.js';
import { CITY } from '../world/index.js';

/** One indicator of the city with its target. */
export interface ReportRow {
  readonly code: string;
  /** null is not known, which is not zero. */
  readonly value: number | null;
  /** The next one that is due, or the last where all are over; null where the plan sets none. */
  readonly target: number | null;
  /** What is missing of the target; null without one, or where the figure is not known. */
  readonly gap: number | null;
  /** Units that should have reported, and those of which something has come in. */
  readonly coverage: { readonly expected: number; readonly reported: number };
  /** Units of which a measure behind the figure is not known. */
  readonly unknown: number;
}

interface BoardRow {
  readonly code: string;
  readonly zh: string;
  readonly measuredIn: string;
  readonly value: number | null;
  readonly unknown: number;
  readonly reason: Bilingual | null;
  readonly certificate: {
    readonly coverage: ReportRow['coverage'];
    readonly targets: readonly { readonly op: string; readonly value: number; readonly gap: number | null }[];
  };
}

/** The end of the first year of the plan: reports are entered from its beginning on. */
const REPORT_DAY: Day = '2005-12-31';

const NAME_COLUMNS = 34;

/** Enters records as the demonstration does, and reads all indicators of the city, each with its target. */
export async function runReport(scene: Scene): Promise<readonly ReportRow[]> {
  await runOnce(scene);
  const { api } = scene.fleet.node(CITY);
  const path = `/api/v1/board?unit=${CITY}&at=${REPORT_DAY}&period=year`;
  const { rows } = await api.call<{ rows: readonly BoardRow[] }>('administrator', 'GET', path);
  for (const row of rows) show(scene.console, row);
  return rows.map(({ code, value, unknown, certificate }) => {
    const [target] = certificate.targets;
    const { expected, reported } = certificate.coverage;
    return {
      ...{ code, value, target: target?.value ?? null, gap: target?.gap ?? null },
      ...{ coverage: { expected, reported }, unknown },
    };
  });
}

function show(console: Console, { code, zh, measuredIn, value, reason, certificate }: BoardRow): void {
  const { dim, good, bad } = console.paint;
  const [target] = certificate.targets;
  const said = value === null ? '—' : value.toLocaleString('en', { maximumFractionDigits: 1 });
  const aim = target ? `${target.op} ${target.value}` : '';
  const gap = target?.gap === 0 ? good(padEnd('met', 12)) : bad(padEnd(gapText(target?.gap), 12));
  const { expected, reported } = certificate.coverage;
  console.line(
    `    ${padEnd(code, 24)}${padEnd(zh, NAME_COLUMNS)}${padStart(said, 14)} ${padEnd(measuredIn, 6)}` +
      `${padEnd(aim, 12)}${target ? gap : padEnd('', 12)}${dim(`${reported}/${expected}  ${reason?.zh ?? ''}`)}`,
  );
}

function gapText(gap: number | null | undefined): string {
  if (gap === null || gap === undefined) return '—';
  return gap.toLocaleString('en', { maximumFractionDigits: 1 });
}
