import { ERRORS } from '#core/kernel';
import type { Body } from '../../support/node-api.js';
import type { RawAnswer } from './raw-http.js';

/** Who writes such a document, which everybody is to read, is told by its name which part of it is wrong. */
const ABOUT_DOCUMENTS = ['catalogue_invalid', 'reorganisation_invalid', 'reorganisation_conflict'];

/** What is wrong with an answer, whatever was asked; undefined for nothing. */
export function faultOf({ status, text }: RawAnswer, mark: string): string | undefined {
  if (status === 0) return 'no answer in time';
  if (status < 400) return undefined;
  const body = parsed(text);
  if (status >= 500 && !(status === 503 && body?.code === 'busy')) return `status ${status} ${body?.code}`;
  if (body?.code === undefined || !Object.hasOwn(ERRORS, body.code)) return `status ${status} without a code`;
  const { zh, en } = body.message ?? {};
  if (!/\S/.test(zh ?? '') || !/\S/.test(en ?? '')) return `${body.code} without words`;
  if (ABOUT_DOCUMENTS.includes(body.code)) return undefined;
  return text.includes(mark) ? `${body.code} repeats what was given` : undefined;
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
