import fc from 'fast-check';
import { PLACES_MAX } from '../heads/head-questions.js';
import { lastCommonPlace } from './last-common.js';

/** A million entries and more are searched in so many questions. */
const QUESTIONS_MAX = 5;
const ENTRIES_MAX = 10_000_000;

describe('the place where two logs part', () => {
  it('is found exactly, in a few questions, however long the logs are', async () => {
    const logs = fc
      .nat(ENTRIES_MAX)
      .chain((limit) => fc.record({ limit: fc.constant(limit), common: fc.nat(limit) }));
    await fc.assert(
      fc.asyncProperty(logs, async ({ limit, common }) => {
        let questions = 0;
        const found = await lastCommonPlace(limit, PLACES_MAX, (seqs) => {
          questions += 1;
          expect(seqs.length).toBeLessThanOrEqual(PLACES_MAX);
          for (const seq of seqs) expect(seq > 0 && seq <= limit).toBe(true);
          return Promise.resolve(seqs.map((seq) => seq <= common));
        });
        expect(found).toBe(common);
        expect(questions).toBeLessThanOrEqual(QUESTIONS_MAX);
      }),
    );
  });
});
