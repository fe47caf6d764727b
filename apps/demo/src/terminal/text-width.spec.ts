import { cut, padEnd, padStart, textWidth } from './text-width.js';

const RED = '\u001b[31m';
const OFF = '\u001b[0m';

it.each([
  ['city', 4],
  ['晋城市', 6],
  ['140502 城区', 11],
  ['\uff08示例\uff09', 8],
  ['“完成”…', 7],
  [`${RED}红${OFF}`, 2],
  ['', 0],
])('%j takes %i columns', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

it('pads by columns, not by characters', () => {
  expect(padEnd('街道', 6)).toBe('街道  ');
  expect(padStart('街道', 6)).toBe('  街道');
  expect(padEnd('街道', 3)).toBe('街道');
});

describe('cut', () => {
  it('leaves alone what fits', () => {
    expect(cut('街道', 4)).toBe('街道');
  });

  it('never shows half of a wide character', () => {
    expect(cut('街道办事处', 6)).toBe('街道…');
    expect(cut('街道办事处', 5)).toBe('街道…');
  });

  it('counts colours as nothing, and ends them', () => {
    expect(cut(`${RED}abcdef${OFF}`, 4)).toBe(`${RED}abc…${OFF}`);
  });
});
