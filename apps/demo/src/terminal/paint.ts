/** Colours of a text. Where the stream is no terminal, or asks for none, they change nothing. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly accent: (text: string) => string;
}

const CODES = { bold: 1, dim: 2, good: 32, bad: 31, accent: 36 } as const;

export function createPaint(hasColours: boolean): Paint {
  const wrap = (code: number) => (text: string) => (hasColours ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    bold: wrap(CODES.bold),
    dim: wrap(CODES.dim),
    good: wrap(CODES.good),
    bad: wrap(CODES.bad),
    accent: wrap(CODES.accent),
  };
}
