import fc from 'fast-check';
import type { Fields } from '../model.js';
import { requestState } from './request-state.js';
import type { DerivationSource } from './source.js';

const REQUEST = { submitted_at: '2006-03-01T08:00:00+08:00', due_at: '2006-03-10T08:00:00+08:00' };

let ids = 0;
const step = (action: string, at: string, fields: Fields = {}): DerivationSource => ({
  record: `step-${String(ids++).padStart(6, '0')}`,
  fields: { action, at, ...fields },
});
const on = (day: number, hour = 8): string =>
  `2006-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00+08:00`;

it('is submitted where nobody has done anything', () => {
  expect(requestState(REQUEST, [])).toEqual({ status: 'submitted', reopened: 0 });
});

it('follows the way of a request to its end', () => {
  const way = [
    step('accept', on(1, 9)),
    step('dispatch', on(1, 10), { to_region: '140502001' }),
    step('return', on(2), { to_region: '140502' }),
    step('dispatch', on(3), { to_region: '140502003' }),
    step('start', on(4)),
    step('supervise', on(5)),
    step('reply', on(6)),
    step('follow-up', on(7), { satisfaction: 'basic' }),
    step('close', on(8)),
  ];
  const states = way.map((_, index) => requestState(REQUEST, way.slice(0, index + 1)));
  const told = [
    'accepted',
    'dispatched',
    'accepted',
    'dispatched',
    'handling',
    'handling',
    'replied',
    'replied',
    'closed',
  ];
  expect(states.map(({ status }) => status)).toEqual(told);
  expect(states.map(({ handler }) => handler).slice(0, 4)).toEqual([
    undefined,
    '140502001',
    '140502',
    '140502003',
  ]);
  expect(states.at(-1)).toEqual({
    ...{ status: 'closed', handler: '140502003', reopened: 0, satisfaction: 'basic' },
    ...{ accepted_at: on(1, 9), closed_at: on(8), hours: 168, on_time: true },
  });
});

it.each([
  ['the last moment', on(10), true],
  ['a second later', '2006-03-10T08:00:01+08:00', false],
  ['the same moment elsewhere', '2006-03-10T00:00:00Z', true],
])('closed at %s', (_, at, onTime) => {
  expect(requestState(REQUEST, [step('close', at)]).on_time).toBe(onTime);
});

it('is neither in time nor late where nobody said until when', () => {
  const { due_at: _, ...withoutEnd } = REQUEST;
  const state = requestState(withoutEnd, [step('close', on(2, 9))]);
  expect(state).toEqual({ status: 'closed', closed_at: on(2, 9), hours: 25, reopened: 0 });
});

it('stays ended until it is reopened, and is asked about all the same', () => {
  const ended = [step('reject', on(2)), step('accept', on(3)), step('close', on(4))];
  expect(requestState(REQUEST, ended)).toEqual({ status: 'rejected', reopened: 0 });
  const asked = [
    step('close', on(2)),
    step('close', on(9)),
    step('follow-up', on(12), { satisfaction: 'dissatisfied' }),
  ];
  expect(requestState(REQUEST, asked)).toMatchObject({ closed_at: on(2), satisfaction: 'dissatisfied' });
  const reopened = [...asked, step('reopen', on(13))];
  expect(requestState(REQUEST, reopened)).toEqual({
    status: 'handling',
    satisfaction: 'dissatisfied',
    reopened: 1,
  });
  expect(requestState(REQUEST, [...reopened, step('close', on(14))])).toMatchObject({
    ...{ status: 'closed', closed_at: on(14), on_time: false, reopened: 1 },
  });
});

it('has no time that is less than none', () => {
  const state = requestState(REQUEST, [step('close', '2006-02-28T08:00:00+08:00')]);
  expect(state).not.toHaveProperty('hours');
  expect(state).toMatchObject({ status: 'closed', on_time: true });
});

const ACTIONS = [
  'accept',
  'reject',
  'dispatch',
  'return',
  'start',
  'supervise',
  'escalate',
  'reply',
  'follow-up',
  'reopen',
  'merge',
  'withdraw',
  'close',
];
const someStep = fc
  .record({ action: fc.constantFrom(...ACTIONS), day: fc.integer({ min: 1, max: 6 }), id: fc.uuid() })
  .map(({ action, day, id }): DerivationSource => ({
    record: id,
    fields: { action, at: on(day), to_region: '140502', satisfaction: 'very' },
  }));
const someSteps = fc.uniqueArray(someStep, { selector: ({ record }) => record, maxLength: 12 });

it('is the same in whatever order the steps are known', () => {
  fc.assert(
    fc.property(
      someSteps.chain((steps) =>
        fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length })),
      ),
      ([steps, shuffled]) => {
        expect(requestState(REQUEST, shuffled)).toEqual(requestState(REQUEST, steps));
      },
    ),
    { numRuns: 500 },
  );
});

it('has a time of closing exactly where it is closed', () => {
  fc.assert(
    fc.property(someSteps, (steps) => {
      const state = requestState(REQUEST, steps);
      expect('closed_at' in state).toBe(state.status === 'closed');
      expect('on_time' in state).toBe(state.status === 'closed');
      expect(state.reopened).toBe(steps.filter(({ fields }) => fields['action'] === 'reopen').length);
    }),
    { numRuns: 500 },
  );
});
