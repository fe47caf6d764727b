import { Guesses } from './guesses.js';

const MAX = 2;

let guesses: Guesses;
let struck: number;
beforeEach(() => {
  guesses = new Guesses();
  struck = 0;
});

const strikes = {
  take: () => {
    if (struck >= MAX) throw new Error('enough');
    struck += 1;
  },
  add: () => void (struck += 1),
  giveBack: () => void (struck -= 1),
};

const judge = (credential: string, isGood: boolean | Promise<boolean>) =>
  guesses.judge(credential, strikes, async () => ((await isGood) ? 'somebody' : undefined));

const wrongOnes = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index++) expect(await judge(`wrong ${index}`, false)).toBeUndefined();
};

it('judges so many wrong ones, and then none', async () => {
  await wrongOnes(MAX);
  await expect(judge('right', true)).rejects.toThrow('enough');
});

it('counts before it judges, so that many at once are not all judged', async () => {
  const answers = Array.from({ length: 50 }, (_, index) => judge(`wrong ${index}`, false));
  const judged = (await Promise.allSettled(answers)).filter(({ status }) => status === 'fulfilled');
  expect(judged).toHaveLength(MAX);
});

it('counts no right one, and not the same one that is being judged', async () => {
  const found = await Promise.all(Array.from({ length: 50 }, () => judge('right', Promise.resolve(true))));
  expect(new Set(found)).toEqual(new Set(['somebody']));
  expect(struck).toBe(0);
});

it('keeps nobody out who was known before', async () => {
  await judge('right', true);
  await wrongOnes(MAX);
  expect(await judge('right', true)).toBe('somebody');
});

it('counts one that was right and is no more', async () => {
  await judge('right', true);
  expect(await judge('right', false)).toBeUndefined();
  expect(struck).toBe(1);
  await judge('wrong', false);
  await expect(judge('right', true)).rejects.toThrow('enough');
});

it('does not count where nothing could be found out', async () => {
  const away = guesses.judge('any', strikes, () => Promise.reject(new Error('away')));
  await expect(away).rejects.toThrow('away');
  expect(struck).toBe(0);
});
