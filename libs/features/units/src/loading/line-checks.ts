import { isWithin, parentUnit, unitLevel, unitNameFault, type Level, type SilianError } from '#core/kernel';
import { unitsFileInvalid } from '../units-file-error.js';
import type { UnitLine } from '../unit-line.js';

/** Keeps a file of the whole country from becoming a tree in memory. The largest city has 12,340 units. */
export const UNITS_MAX = 20_000;

/** Enough to see the pattern in a file with whole branches missing. */
const MISSING_PARENTS_SHOWN_MAX = 20;

/** Checks the lines of one file, in its order, and in the end that no parent is missing. */
export class LineChecks {
  private readonly lineOf = new Map<string, UnitLine>();
  /** Parents that children have named and no line has given yet, with the first such child. */
  private readonly awaited = new Map<string, UnitLine>();

  constructor(private readonly root: string) {}

  /** Gives the unit's level; throws where the line breaks a rule. */
  check(line: UnitLine): Level {
    const level = unitLevel(line.code);
    if (!level) throw refuse(line, 'code must be 4, 6, 9 or 12 digits (2 for a municipality)');
    this.checkPlace(line, level);
    if (line.level !== undefined && line.level !== level) {
      throw refuse(line, `level must be ${level}: the code has ${line.code.length} digits`);
    }
    checkName(line);
    this.remember(line);
    return level;
  }

  /** After the last line. Throws for the first child whose parent the file does not hold. */
  finish(): void {
    const missing = [...this.awaited].map(([parent, child]) => ({ parent, child }));
    const [first] = missing;
    if (first) {
      const shown = missing.slice(0, MISSING_PARENTS_SHOWN_MAX);
      const details = shown.map(({ parent, child }) => ({ line: child.line, parent, child: child.code }));
      throw refuse(first.child, `parent ${first.parent} of ${first.child.code} is not in the file`, details);
    }
    if (!this.lineOf.has(this.root)) throw unitsFileInvalid(1, `the file has no unit ${this.root}`);
  }

  private checkPlace(line: UnitLine, level: Level): void {
    if (!isWithin(line.code, this.root)) throw refuse(line, `code ${line.code} is not within ${this.root}`);
    if (level === 'city' && line.code !== this.root) {
      throw refuse(line, `code ${line.code} is of the top level, which only ${this.root} has`);
    }
    const earlier = this.lineOf.get(line.code);
    if (earlier) throw refuse(line, `code ${line.code} is on line ${earlier.line} already`);
  }

  private remember(line: UnitLine): void {
    this.lineOf.set(line.code, line);
    if (this.lineOf.size > UNITS_MAX) throw refuse(line, `the tree has more than ${UNITS_MAX} units`);
    this.awaited.delete(line.code);
    const parent = parentUnit(line.code, this.root);
    if (parent !== undefined && !this.lineOf.has(parent) && !this.awaited.has(parent)) {
      this.awaited.set(parent, line);
    }
  }
}

function checkName(line: UnitLine): void {
  const fault = unitNameFault(line.name);
  if (fault) throw refuse(line, fault);
}

function refuse(line: UnitLine, rule: string, details?: unknown): SilianError {
  return unitsFileInvalid(line.line, line.file ? `${line.file}: ${rule}` : rule, details);
}
