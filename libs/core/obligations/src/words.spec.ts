import { judge, nextStep } from './index.js';

const DUE = '2006-02-10';
const LOCKED = '2006-03-17';
const UNTIL = '2006-05-01';

function said(
  at: string,
  evidence: Partial<Parameters<typeof judge>[1]> = {},
  lockedOn: string | null = LOCKED,
): string {
  const known = { receivedOn: null, declared: false, unlockedUntil: null, ...evidence };
  const deadlines = { dueOn: DUE, lockedOn };
  const { zh, en } = nextStep(judge(deadlines, known, at), deadlines, known.unlockedUntil);
  expect(zh).toMatch(/[\u4e00-\u9fff]/);
  return en;
}

it.each<[string, string, string]>([
  ['before the due day', said('2006-02-01'), 'Report it by 2006-02-10'],
  ['behind it', said('2006-02-11'), 'Overdue since 2006-02-10: report it before it is locked on 2006-03-17'],
  ['where it never locks', said('2006-02-11', {}, null), 'Overdue since 2006-02-10: report it now'],
  [
    'once it is locked',
    said('2006-03-17'),
    'Overdue, and locked since 2006-03-17: ask an administrator of the street or above to unlock it',
  ],
  [
    'once it is unlocked',
    said('2006-04-01', { unlockedUntil: UNTIL }),
    'Overdue, and unlocked: report it by 2006-05-01',
  ],
  [
    'once it is there',
    said('2006-04-01', { receivedOn: DUE }),
    'Received: look it over and declare it complete',
  ],
  [
    'once it is declared',
    said('2006-04-01', { receivedOn: DUE, declared: true }),
    'Declared complete: nothing is to be done',
  ],
])('what to do next is said %s', (_, actual, expected) => {
  expect(actual).toBe(expected);
});
