import { createLogger, NestLogger } from './logger.js';

const SECRET = 'hunter2-is-a-secret';

function logged(write: (logger: NestLogger) => void, level = 'info'): Record<string, unknown>[] {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(new NestLogger(createLogger({ level, unit: '140502', nodeLevel: 'district' }, destination)));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('writes one JSON object a line, scoped to the node and the context', () => {
  expect(logged((logger) => logger.log('started', 'Uplink'))).toEqual([
    {
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      unit: '140502',
      nodeLevel: 'district',
      context: 'Uplink',
      msg: 'started',
    },
  ]);
});

it('takes an object as it is', () => {
  const [line] = logged((logger) => logger.warn({ msg: 'refused', code: 'frame_gap', count: 3 }, 'Uplink'));
  expect(line).toMatchObject({ level: 40, context: 'Uplink', msg: 'refused', code: 'frame_gap', count: 3 });
});

it.each(['token', 'authorization', 'password', 'fields', 'sections', 'Authorization'])(
  'withholds %s, wherever it stands',
  (name) => {
    const hidden = { [name]: { deep: SECRET } };
    const entry = { ...hidden, one: hidden, two: { list: [{ three: hidden }] }, kept: 'yes' };
    const lines = logged((logger) => logger.error(entry, 'Http'));
    expect(JSON.stringify(lines)).not.toContain(SECRET);
    expect(lines[0]).toMatchObject({ kept: 'yes', one: { [name]: '[withheld]' } });
  },
);

it('shows an error with its message and its stack', () => {
  const [line] = logged((logger) => logger.error(new Error('boom'), 'Nest'));
  expect(line).toMatchObject({
    msg: 'boom',
    err: { message: 'boom', stack: expect.stringContaining('logger.spec') },
  });
  const [text] = logged((logger) => logger.error('boom', 'Error: boom\n    at here', 'Nest'));
  expect(text).toMatchObject({ msg: 'boom', stack: 'Error: boom\n    at here', context: 'Nest' });
});

it('writes nothing below its level', () => {
  const all = (logger: NestLogger): void => {
    logger.verbose('v');
    logger.debug('d');
    logger.log('l');
    logger.warn('w');
    logger.error('e');
    logger.fatal('f');
  };
  const levels = (level: string) => logged(all, level).map((line) => line['msg']);
  expect(levels('warn')).toEqual(['w', 'e', 'f']);
  expect(levels('debug')).toEqual(['d', 'l', 'w', 'e', 'f']);
  expect(levels('silent')).toEqual([]);
});

it('survives an object that leads back to itself', () => {
  const loop: Record<string, unknown> = { name: 'loop' };
  loop['self'] = loop;
  expect(logged((logger) => logger.log(loop, 'X'))).toHaveLength(1);
});
