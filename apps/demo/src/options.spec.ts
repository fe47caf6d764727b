import { readOptions } from './options.js';

it('enters fewer records where it ends by itself', () => {
  expect(readOptions(['--once', '--json'])).toMatchObject({
    once: true,
    json: true,
    records: 2_000,
    queue: 'postgres',
  });
  expect(readOptions([])).toMatchObject({ once: false, records: 6_000, keep: false });
});

it('reports at the end of what it does once', () => {
  expect(readOptions(['--report', '--json'])).toMatchObject({ once: true, report: true, json: true });
});

it('takes what it is given', () => {
  const args = [
    '--records',
    '500',
    '--queue',
    'redis',
    '--redis-url',
    'redis://localhost:1',
    '--seed',
    '3',
    '--keep',
  ];
  expect(readOptions(args)).toEqual({
    once: false,
    report: false,
    json: false,
    records: 500,
    queue: 'redis',
    redisUrl: 'redis://localhost:1',
    seed: 3,
    keep: true,
  });
});

it('chooses another seed each time', () => {
  expect(readOptions([])?.seed).not.toBe(readOptions([])?.seed);
});

it.each([
  [['--json'], /--json needs --once/],
  [['--records', 'many'], /--records must be a whole number/],
  [['--records', '10'], /from 200/],
  [['--queue', 'kafka'], /postgres or redis/],
  [['--redis-url', 'localhost'], /must begin with redis/],
  [['--colour'], /Unknown option '--colour'/],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

it('gives nothing where only help is asked for', () => {
  expect(readOptions(['--help'])).toBeUndefined();
});
