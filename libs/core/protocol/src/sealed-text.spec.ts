import { createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { newPrivateKey } from './keys.js';
import { openSealedText, sealTextTo } from './sealed-text.js';

const own = newPrivateKey();
const other = newPrivateKey();
const sealed = (text: string, context = 'about'): string =>
  sealTextTo(createPublicKey(own), text, context) ?? '';

it('is opened by whom it was sealed to, about the same, and never twice the same', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, context) => {
      expect(openSealedText(own, sealed(text, context), context)).toBe(text);
    }),
    { numRuns: 30 },
  );
  expect(sealed('x')).not.toBe(sealed('x'));
});

it('is opened by nobody else, about nothing else, and in no other form', () => {
  const box = sealed('secret');
  expect(openSealedText(other, box, 'about')).toBeUndefined();
  expect(openSealedText(own, box, 'else')).toBeUndefined();
  for (const broken of [undefined, 7, '', box.slice(0, 20), box.slice(0, 50), `${box.slice(0, -3)}AAA`])
    expect(openSealedText(own, broken, 'about')).toBeUndefined();
});
