import type { Bilingual } from '#core/kernel';

export const PASSWORD_LENGTH_MIN = 10;

/** A hash takes time with its length; nobody types more. */
export const PASSWORD_LENGTH_MAX = 200;

/** Fewer different characters are typed by holding a key down. */
const CHARACTERS_MIN = 5;

/** What stands at the head of every list of leaked passwords, and is long enough for the other rules. */
const WELL_KNOWN = [
  '1234567890',
  '0123456789',
  '1q2w3e4r5t',
  'qwertyuiop',
  'password12',
  'admin12345',
  'abcdefghij',
  'passw0rd12',
  'woaini1314',
  'iloveyou12',
];

/** Why a password is none, or null where it will do. `names` are words that it must not be made of. */
export function passwordFault(password: string, names: readonly string[]): Bilingual | null {
  const length = [...password].length;
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX)
    return {
      zh: `密码长度应为 ${PASSWORD_LENGTH_MIN} 至 ${PASSWORD_LENGTH_MAX} 个字符`,
      en: `A password has ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters`,
    };
  if (new Set(password).size < CHARACTERS_MIN)
    return {
      zh: `密码至少包含 ${CHARACTERS_MIN} 个不同字符`,
      en: `A password has at least ${CHARACTERS_MIN} different characters`,
    };
  const plain = password.toLowerCase();
  if (WELL_KNOWN.some((known) => plain.includes(known)))
    return { zh: '密码过于常见,请另选一个', en: 'This password is among the first that are tried' };
  if (names.some((name) => name !== '' && plain.includes(name.toLowerCase())))
    return { zh: '密码不能包含账号或姓名', en: 'A password does not contain the name of the account' };
  return null;
}
