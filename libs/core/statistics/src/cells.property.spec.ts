import fc from 'fast-check';
import { CellStore } from './testing/cell-store.js';
import { question, transactions } from './testing/random-records.js';
import { COUNTED, TRIED } from './testing/tried-terms.js';
import { readWritten } from './testing/written-definition.js';

function storeAfter(changes: Parameters<CellStore['apply']>[0][]): CellStore {
  const store = new CellStore();
  for (const transaction of changes) store.apply(transaction);
  return store;
}

it('tries every kind of record and of term', () => {
  expect(TRIED.length).toBeGreaterThan(50);
  expect(new Set(COUNTED.map(({ lifecycle }) => lifecycle))).toEqual(new Set(['entity', 'event', 'report']));
});

it('cells equal the written definition after any creates, corrections and deletions, on any day', () => {
  const questions = fc.array(question, { minLength: 3, maxLength: 6 });
  fc.assert(
    fc.property(transactions, questions, (changes, asked) => {
      const store = storeAfter(changes);
      const live = [...store.records.values()];
      for (const { at, period } of asked) {
        for (const term of TRIED) {
          const told = { term: term.name, at, period };
          const expected = { ...told, table: readWritten(term, live, at, period) };
          expect({ ...told, table: store.read(term, at, period) }).toEqual(expected);
        }
      }
    }),
    { numRuns: 200 },
  );
});

it('cells are zero where every record is deleted', () => {
  fc.assert(
    fc.property(transactions, (changes) => {
      const store = storeAfter(changes);
      store.apply([...store.records.keys()].map((id) => ({ id, version: null })));
      return store.isZero;
    }),
  );
});
