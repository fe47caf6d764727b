import { LOG_STATES, logStateOf, sentenceOf, type LogFacts } from './log-state.js';

const SOUND: LogFacts = {
  local: false,
  abandonedAfter: null,
  frozenCode: null,
  refusedCode: null,
  forks: 0,
  newestEpoch: 1,
  epoch: 1,
};

describe('the state of a log', () => {
  it.each<[string, Partial<LogFacts>, string]>([
    ['to which nothing has happened', {}, 'sound'],
    ['that the parent refuses', { local: true, refusedCode: 'signature_invalid' }, 'refused'],
    ['that was passed on and is refused further up', { refusedCode: 'frame_fork' }, 'refused'],
    ['of which the parent has another end', { local: true, refusedCode: 'frame_fork' }, 'forked'],
    ['of which another end has come', { forks: 1 }, 'forked'],
    ['of which another end has come, and then the next epoch', { forks: 2, newestEpoch: 2 }, 'superseded'],
    ['that has parted in its newest epoch as well', { forks: 1, epoch: 2, newestEpoch: 2 }, 'forked'],
    ['that is sound beside a later epoch', { newestEpoch: 2 }, 'sound'],
    [
      'that was closed, whatever the parent had said',
      { local: true, abandonedAfter: 0, refusedCode: 'frame_fork' },
      'superseded',
    ],
    ['that an operator froze', { frozenCode: 'origin_frozen' }, 'frozen'],
  ])('%s', (_, facts, state) => {
    expect(logStateOf({ ...SOUND, ...facts })).toBe(state);
  });

  it('is said in one sentence in both languages, which leaves no gap', () => {
    const facts = [
      SOUND,
      { ...SOUND, refusedCode: 'signature_invalid' },
      { ...SOUND, forks: 1 },
      { ...SOUND, local: true, refusedCode: 'frame_fork' },
      { ...SOUND, abandonedAfter: 3 },
      { ...SOUND, frozenCode: 'origin_frozen' },
    ];
    expect(new Set(facts.map(logStateOf))).toEqual(new Set(LOG_STATES));
    for (const { zh, en } of facts.map(sentenceOf)) {
      expect(`${zh} ${en}`).not.toContain('{');
      expect(zh).toMatch(/\p{Script=Han}/u);
    }
    expect(new Set(facts.map((one) => sentenceOf(one).en)).size).toBe(facts.length);
  });
});
