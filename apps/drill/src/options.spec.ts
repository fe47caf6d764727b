import { readOptions } from './options.js';

describe('the command line of the drill', () => {
  it('takes seed and seconds', () => {
    expect(readOptions(['--seed', '7', '--seconds', '25', '--json'])).toEqual({
      seed: 7,
      seconds: 25,
      json: true,
    });
  });

  it('chooses a seed where none is given', () => {
    expect(readOptions([])).toEqual({ seed: expect.any(Number), seconds: 60, json: false });
  });

  it('only helps where help is asked for', () => {
    expect(readOptions(['--help', '--seed', '7'])).toBeUndefined();
  });

  it.each([['--seed', '-1'], ['--seed', '1e3'], ['--seconds', '0'], ['--seconds', '86401'], ['--what']])(
    'answers %s %s with its usage',
    (...args) => {
      expect(() => readOptions(args)).toThrow(/Usage: npm run drill/);
    },
  );
});
