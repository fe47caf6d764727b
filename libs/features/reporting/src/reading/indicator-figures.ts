import type { Bilingual } from '#core/kernel';
import type { CompiledIndicator } from '#core/statistics';
import { figureOf, noFigure, type Figure, type ReadParam, type Readings } from './figure.js';
import { together } from './term-reading.js';

export interface DimsFigure extends Figure {
  /** In the order of the indicator's dims. */
  readonly dims: readonly unknown[];
}

/** The figures of one indicator from the readings of its terms, or why there are none. */
export class IndicatorFigures {
  constructor(
    private readonly indicator: CompiledIndicator,
    private readonly readings: Readings,
    private readonly param: ReadParam,
    private readonly obstacle: Bilingual | undefined,
  ) {}

  whole(): Figure {
    return this.figure({ partOf: ({ whole }) => whole, unknownOf: ({ whole }) => whole });
  }

  /** Of a unit right below the asked one. */
  at(code: string): Figure {
    return this.figure({
      partOf: ({ parts, absent }) => parts.get(code) ?? absent,
      unknownOf: ({ parts }) => parts.get(code) ?? 0,
    });
  }

  /** Of some units right below the asked one together. */
  over(codes: readonly string[]): Figure {
    return this.figure({
      partOf: ({ parts, absent }) =>
        together(
          codes.map((code) => parts.get(code) ?? absent),
          absent,
        ),
      unknownOf: ({ parts }) => codes.reduce((sum, code) => sum + (parts.get(code) ?? 0), 0),
    });
  }

  /** A term that is not split is whole beside every tuple. */
  byDims(): readonly DimsFigure[] {
    const tuples = new Set([...this.readings.values()].flatMap(({ byDims }) => [...(byDims?.keys() ?? [])]));
    return [...tuples].map((dims) => ({
      dims: JSON.parse(dims) as unknown[],
      ...this.figure({
        partOf: ({ byDims, whole, absent }) => (byDims ? (byDims.get(dims) ?? absent) : whole),
        unknownOf: ({ whole }) => whole,
      }),
    }));
  }

  private figure(pick: Parameters<typeof figureOf>[2]): Figure {
    if (this.obstacle) return noFigure(this.indicator, this.obstacle);
    return figureOf(this.indicator, this.readings, pick, this.param);
  }
}
