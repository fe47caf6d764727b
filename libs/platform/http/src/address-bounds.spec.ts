import { assertAddress } from './address-bounds.js';

it.each([
  ['nothing', [undefined, null]],
  ['texts', [{ unit: '1405', name: '王芳\n' }, { at: ['a', 'b'] }]],
])('%s is taken', (_, parts) => {
  expect(() => assertAddress(...parts)).not.toThrow();
});

it.each([
  ['in a query', [{}, { unit: '14\u000005' }], 'unit'],
  ['in one of several', [{ unit: ['1405', '\u0000'] }], 'unit'],
  ['in a path', [{ id: '\u0000' }], 'id'],
])('a NUL %s is named and not repeated', (_, parts, field) => {
  expect(() => assertAddress(...parts)).toThrow(
    expect.objectContaining({
      code: 'query_invalid',
      details: [{ field, rules: ['must be text without NUL'] }],
    }),
  );
});
