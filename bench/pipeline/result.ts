import { padEnd, padStart } from '../../apps/demo/src/terminal/index.js';
import type { MachineFacts } from '../harness/index.js';
import { platformSeconds } from './cpu-meter.js';
import type { Latency } from './latency.js';
import type { Throughput } from './throughput.js';

export interface PlacementResult {
  readonly name: string;
  readonly words: string;
  readonly logs: number;
  readonly hops: number;
  readonly bytesPerRecord: number;
  readonly throughput: Throughput;
  /** Single records while nothing else happens: with empty tables, and after the rush. */
  readonly idle: Latency;
  readonly idleAfterwards: Latency;
}

export interface PipelineResult {
  readonly scenario: 'pipeline';
  readonly at: string;
  readonly queue: 'postgres' | 'redis';
  readonly records: number;
  readonly machine: MachineFacts;
  readonly postgres: Readonly<Record<string, string>>;
  readonly placements: readonly PlacementResult[];
}

const LABEL_COLUMNS = 44;
const VALUE_COLUMNS = 14;

/** Processor time is compared over runs of any size. */
const CPU_RECORDS = 100_000;

type Row = readonly [label: string, of: (result: PlacementResult) => string];

export function showResult(result: PipelineResult): string {
  const { machine, postgres, placements, queue, records, at } = result;
  const scale = CPU_RECORDS / records;
  const table = rows(scale).map(([label, of]) => line(label, placements.map(of)));
  return [
    `pipeline: ${whole(records)} records, queues on ${queue}, ${at}`,
    `machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.kernel}, Node ${machine.node}`,
    `         load before ${machine.loadBefore}, fsync of a page ${machine.fsyncMs} ms`,
    `PostgreSQL: ${Object.entries(postgres)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
    ...placements.map(({ name, words }) => `${name}: ${words}`),
    '',
    line(
      '',
      placements.map(({ name }) => name),
    ),
    ...table,
    '',
  ].join('\n');
}

function rows(scale: number): readonly Row[] {
  const cpu = (seconds: number): string => (seconds * scale).toFixed(1);
  return [
    ['records/s at the top, end to end', ({ throughput }) => whole(throughput.recordsPerSecond)],
    ['records/s taken at the bottom', ({ throughput }) => whole(throughput.enteredPerSecond)],
    ['seconds', ({ throughput }) => throughput.seconds.toFixed(1)],
    ['CPU s per 100,000 records, platform', ({ throughput }) => cpu(platformSeconds(throughput.cpu))],
    ['  city node', ({ throughput }) => cpu(throughput.cpu.nodes.city)],
    ['  district node', ({ throughput }) => cpu(throughput.cpu.nodes.district)],
    ['  street node', ({ throughput }) => cpu(throughput.cpu.nodes.street)],
    ['  community node', ({ throughput }) => cpu(throughput.cpu.nodes.community)],
    ['  PostgreSQL, four databases', ({ throughput }) => cpu(throughput.cpu.postgres)],
    ['  Redis', ({ throughput }) => cpu(throughput.cpu.redis)],
    ['CPU s per 100,000 records, load generator', ({ throughput }) => cpu(throughput.cpu.loadGenerator)],
    ['  cores taken by others meanwhile', ({ throughput }) => othersCores(throughput).toFixed(2)],
    ['bytes of a record as entered', ({ bytesPerRecord }) => whole(bytesPerRecord)],
    ['bytes on the wire per record, all hops', ({ throughput }) => whole(throughput.wireBytesPerRecord)],
    ['records in a frame, mean of all links', ({ throughput }) => whole(throughput.recordsPerFrame)],
    ['single record, idle: p50 ms', ({ idle }) => idle.p50Ms.toFixed(1)],
    ['single record, idle: p99 ms', ({ idle }) => idle.p99Ms.toFixed(1)],
    ['single record, after the rush: p50 ms', ({ idleAfterwards }) => idleAfterwards.p50Ms.toFixed(1)],
    ['single record, after the rush: p99 ms', ({ idleAfterwards }) => idleAfterwards.p99Ms.toFixed(1)],
    ['  one look at the city, ms', ({ idle }) => idle.lookEveryMs.toFixed(1)],
    ['  cores taken by others before the rush', ({ idle }) => idle.othersCores.toFixed(2)],
    ['  cores taken by others after the rush', ({ idleAfterwards }) => idleAfterwards.othersCores.toFixed(2)],
  ];
}

function othersCores({ cpu, seconds }: Throughput): number {
  return cpu.others / seconds;
}

function line(label: string, values: readonly string[]): string {
  return `${padEnd(label, LABEL_COLUMNS)}${values.map((value) => padStart(value, VALUE_COLUMNS)).join('')}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
