import { readdirSync, readFileSync } from 'node:fs';

/** What Linux counts processor time in, whatever its timer runs at: part of the kernel's interface. */
const TICKS_PER_SECOND = 100;

/** Places in /proc/<pid>/stat, counted from the third field on: the second may hold blanks. */
const PARENT = 1;
const USER = 11;
const SYSTEM = 12;
const COLLECTED_USER = 13;
const COLLECTED_SYSTEM = 14;

/** Places in the first line of /proc/stat. */
const MACHINE_IDLE = 3;
const MACHINE_WAITING = 4;
const MACHINE_GUEST = 8;

/** User and system time of a process with all its threads. */
export function cpuSecondsOf(pid: number): number {
  return seconds(statOf(pid), [USER, SYSTEM]);
}

/** The same with the children that live and those that have ended and were collected: a PostgreSQL server as a whole. */
export function cpuSecondsWithChildren(pid: number): number {
  const own = seconds(statOf(pid), [USER, SYSTEM, COLLECTED_USER, COLLECTED_SYSTEM]);
  return childrenOf(pid).reduce((sum, stat) => sum + seconds(stat, [USER, SYSTEM]), own);
}

/** What all processes of the machine have used since it started. */
export function cpuSecondsOfMachine(): number {
  const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '';
  const ticks = line.trim().split(/\s+/).slice(1).map(Number);
  const idle = (ticks[MACHINE_IDLE] ?? 0) + (ticks[MACHINE_WAITING] ?? 0);
  // Guests' time, the last two, is part of user time already.
  const all = ticks.slice(0, MACHINE_GUEST).reduce((sum, value) => sum + value, 0);
  return (all - idle) / TICKS_PER_SECOND;
}

function seconds(stat: readonly string[], places: readonly number[]): number {
  return places.reduce((sum, place) => sum + Number(stat[place] ?? 0), 0) / TICKS_PER_SECOND;
}

function statOf(pid: number): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function childrenOf(pid: number): readonly (readonly string[])[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = statOf(Number(name));
        return Number(stat[PARENT]) === pid ? [stat] : [];
      } catch {
        // Ended since the directory was read: its time is with its parent now, or will be at the next reading.
        return [];
      }
    });
}
