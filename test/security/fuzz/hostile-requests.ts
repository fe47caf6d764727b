import type { SeededRandom } from '../../support/seeded-random.js';
import { addressOf, type Sample } from '../support/examples.js';
import type { Operation } from '../support/operations.js';
import { hostileBody } from './hostile-body.js';
import { hostileText, NAME } from './hostile-values.js';

/** A request as its bytes go out: nothing is put right on the way. */
export interface RawRequest {
  readonly method: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const MEDIA_TYPES = [
  'text/plain',
  'text/csv',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/vnd.silian.frame',
  'application/vnd.silian.link+json',
  'application/json; charset=utf-16',
  'application/json;;;',
  'nonsense',
  '',
];
const ODD_ADDRESSES = [
  '/',
  '//',
  '/api/v1/records/',
  '/api/v1//records',
  '/api/v1/records/../../operations/status',
  '/api/v1/records/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '/api/v1/records/%00',
  '/api/v1/records/%E0%A4%A',
  '/api/v1/records/%ED%A0%80',
  '/api/v1/records?type=facility&type[$ne]=x',
  '/api/v1/records?type=facility&limit=1&limit=2',
  '/api/v1/records?type=facility&limit=1e3',
  '/api/v1/records?type=facility&__proto__[limit]=5',
  '/api/v1/records?%',
  '/api/v1/records?&&&===',
  '/api/v1/records;jsessionid=1',
  '/API/V1/RECORDS',
  '*',
];
const BROKEN_JSON = [
  '{',
  '[1,',
  '{"a":1}}',
  '{"a":1,"a":2}',
  "{'a':1}",
  '\ufeff{}',
  'null',
  '""',
  '{"__proto__":{}}',
  '\u0000',
];

/** Makes a request that is wrong in one to three ways out of one that is right. */
export function hostileRequest(
  random: SeededRandom,
  operation: Operation,
  sample: Sample,
  mark: string,
): RawRequest {
  let changed = sample;
  const changes = random.between(1, 3);
  for (let change = 0; change < changes; change += 1)
    changed = changeSample(random, operation, changed, mark);
  const plain = addressOf(operation, withSoundPath(changed));
  const address = random.chance(0.04) ? random.pick(ODD_ADDRESSES) : oddlyEncoded(random, plain);
  const method = random.chance(0.04) ? random.pick(METHODS) : operation.method;
  const body = bytesOf(random, changed.body);
  const type = random.chance(0.06) ? random.pick(MEDIA_TYPES) : mediaTypeOf(operation, changed.body);
  return {
    method,
    address,
    headers: { ...headersOf(random, mark), ...(body && type ? { 'content-type': type } : {}) },
    body,
  };
}

function changeSample(random: SeededRandom, operation: Operation, sample: Sample, mark: string): Sample {
  const { path, query, body } = sample;
  const named = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const kind = random.between(0, 9);
  if (kind <= 1 && Object.keys(path).length > 0)
    return { ...sample, path: { ...path, [random.pick(Object.keys(path))]: hostileText(random, mark) } };
  if (kind <= 4 && named.length > 0)
    return { ...sample, query: { ...query, [random.pick(named)]: hostileText(random, mark) } };
  if (kind === 5)
    return { ...sample, query: { ...query, [hostileText(random, NAME)]: hostileText(random, mark) } };
  if (typeof body === 'string') return { ...sample, body: body + hostileText(random, mark) };
  return body === undefined ? sample : { ...sample, body: hostileBody(random, body, mark) };
}

/** An address names no half character; it is sent as what others make of it. */
function withSoundPath(sample: Sample): Sample {
  const sound = (given: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(given).map(([name, text]) => [name, text.toWellFormed()]));
  return { ...sample, path: sound(sample.path), query: sound(sample.query) };
}

function oddlyEncoded(random: SeededRandom, address: string): string {
  if (random.chance(0.03)) return `${address}%ZZ`;
  if (random.chance(0.03)) return `${address}${address.includes('?') ? '&' : '?'}unit=%ED%A0%80`;
  return random.chance(0.03) ? `${address}/` : address;
}

function mediaTypeOf(operation: Operation, body: unknown): string | undefined {
  return typeof body === 'string' ? operation.body?.mediaType : 'application/json';
}

function bytesOf(random: SeededRandom, body: unknown): Buffer | undefined {
  if (random.chance(0.03)) return Buffer.from(random.pick(BROKEN_JSON));
  if (body === undefined) return undefined;
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return random.chance(0.03) ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
}

function headersOf(random: SeededRandom, mark: string): Record<string, string> {
  if (random.chance(0.02)) return { 'content-encoding': 'gzip' };
  if (random.chance(0.02)) return { accept: `text/${encodeURIComponent(mark)}`, 'accept-language': '*' };
  return random.chance(0.02)
    ? { 'x-forwarded-for': encodeURIComponent(mark), 'x-http-method-override': 'DELETE' }
    : {};
}
