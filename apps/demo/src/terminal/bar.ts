const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A bar that is filled by a share from 0 to 1, in eighths of a column. */
export function bar(share: number, columns: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * columns * 8);
  const whole = '█'.repeat(Math.floor(filled / 8));
  const part = EIGHTHS[filled % 8] ?? '';
  return `${whole}${part}${'░'.repeat(columns - whole.length - part.length)}`;
}
