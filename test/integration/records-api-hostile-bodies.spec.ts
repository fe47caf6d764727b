import { TestNode } from '../support/node-app.js';
import { expectRefusal } from '../support/refusals.js';
import { activity, COMMUNITY, facility } from '../support/sample-records.js';

const RECORDS = '/api/v1/records';
const JSON_TYPE = 'application/json';
const DEPTH = 50_000;

let node: TestNode;

beforeAll(async () => {
  node = await TestNode.start({ unit: '140502' });
  await node.as('clerk').create(facility({ name: '已有' }));
});
afterAll(() => node?.close());

const sound = JSON.stringify(facility());
const withFields = (fields: string): string => `{"type":"facility","unit":"${COMMUNITY}","fields":${fields}}`;
const withField = (name: string, json: string): string =>
  withFields(JSON.stringify({ ...facility().fields, [name]: '?' }).replace('"?"', () => json));

describe('a body that is no record', () => {
  it.each<[string, string | Uint8Array, string, number, string]>([
    ['that is no JSON', '{nope', JSON_TYPE, 400, 'body_invalid'],
    ['that is empty', '', JSON_TYPE, 400, 'body_invalid'],
    ['of null', 'null', JSON_TYPE, 400, 'body_invalid'],
    ['of a text', '"facility"', JSON_TYPE, 400, 'body_invalid'],
    ['of a number', '1', JSON_TYPE, 400, 'body_invalid'],
    ['of a list', `[${sound}]`, JSON_TYPE, 400, 'body_invalid'],
    ['in UTF-16', Buffer.from(sound, 'utf16le'), JSON_TYPE, 400, 'body_invalid'],
    ['as plain text', sound, 'text/plain', 415, 'media_type_unsupported'],
    [
      'as a form',
      'type=facility&fields[a]=1',
      'application/x-www-form-urlencoded',
      415,
      'media_type_unsupported',
    ],
    ['as XML', '<record/>', 'application/xml', 415, 'media_type_unsupported'],
    ['as a frame', sound, 'application/vnd.silian.frame', 415, 'media_type_unsupported'],
    ['as nobody knows what', sound, 'no type', 415, 'media_type_unsupported'],
    ['nested as lists', withFields('['.repeat(DEPTH) + ']'.repeat(DEPTH)), JSON_TYPE, 400, 'body_too_deep'],
    [
      'nested as objects',
      withFields(`${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`),
      JSON_TYPE,
      400,
      'body_too_deep',
    ],
    ['nested from the start', '['.repeat(DEPTH) + ']'.repeat(DEPTH), JSON_TYPE, 400, 'body_too_deep'],
    ['with a prototype', `{"__proto__":{"admin":true},${sound.slice(1)}`, JSON_TYPE, 400, 'body_invalid'],
    [
      'of ten megabytes',
      withField('address', `"${'x'.repeat(10_000_000)}"`),
      JSON_TYPE,
      413,
      'body_too_large',
    ],
    ['of half a million zeros', `[${'0,'.repeat(500_000)}0]`, JSON_TYPE, 400, 'body_invalid'],
    ['with a field of its own', `{"admin":true,${sound.slice(1)}`, JSON_TYPE, 400, 'body_invalid'],
  ])('%s', async (_what, body, contentType, status, code) => {
    const send = () => node.as('clerk').sendRaw('POST', RECORDS, body, contentType);
    await expectRefusal(node, send, status, code);
  });
});

describe('fields that break a rule', () => {
  const LONE = '"\\ud800"';
  it.each<[string, string, number, string]>([
    ['NUL', withField('name', '"a\\u0000b"'), 422, 'record_invalid'],
    ['an escape sequence', withField('name', '"\\u001b[31m"'), 422, 'record_invalid'],
    ['half a character', withField('name', LONE), 422, 'record_invalid'],
    ['a name of half a character', withFields(`{${LONE}:1}`), 422, 'record_invalid'],
    ['a blank', withField('name', '"   "'), 422, 'record_invalid'],
    ['a value of no list', withField('kind', '"castle"'), 422, 'record_invalid'],
    ['an object', withField('name', '{"a":1}'), 422, 'record_invalid'],
    ['a list', withField('name', '["a"]'), 422, 'record_invalid'],
    ['a number for a text', withField('name', '5'), 422, 'record_invalid'],
    ['a text for a number', withField('books', '"5"'), 422, 'record_invalid'],
    ['infinity', withField('floor_area_m2', '1e400'), 422, 'record_invalid'],
    ['a gigantic number', withField('floor_area_m2', '1e308'), 422, 'record_invalid'],
    ['a number that no double holds', withField('books', '9007199254740993'), 422, 'record_invalid'],
    ['too many decimals', withField('floor_area_m2', '0.12345678'), 422, 'record_invalid'],
    ['a day that does not exist', withField('opened_on', '"2006-02-30"'), 422, 'record_invalid'],
    ['a day of number nought', withField('opened_on', '"2006-03-00"'), 422, 'record_invalid'],
    ['a day of long ago', withField('opened_on', '"0001-01-01"'), 422, 'record_invalid'],
    ['a day with a time', withField('opened_on', '"2006-03-01T00:00:00Z"'), 422, 'record_invalid'],
    ['a long text', withField('address', `"${'x'.repeat(900_000)}"`), 422, 'record_invalid'],
    ['a reference to no id', withField('owner_unit', '"1; DROP TABLE record"'), 422, 'record_invalid'],
    ['a prototype', withFields('{"__proto__":{"admin":true}}'), 400, 'body_invalid'],
    ['a constructor', withFields('{"constructor":{"prototype":{"admin":true}}}'), 400, 'body_invalid'],
    ['names that every object has', withField('toString', '1'), 422, 'record_invalid'],
    ['an unknown name', withField('height', '1'), 422, 'record_invalid'],
    ['no object', withFields('[]'), 400, 'body_invalid'],
    ['nothing', withFields('null'), 400, 'body_invalid'],
    [
      'thousands of names',
      withFields(`{${Array.from({ length: 5_000 }, (_, i) => `"f${i}":1`).join()}}`),
      422,
      'record_invalid',
    ],
    ['bytes that are no UTF-8', withField('name', '"\\ufffe\\u0007"'), 422, 'record_invalid'],
  ])('%s', async (_what, body, status, code) => {
    const send = () => node.as('clerk').sendRaw('POST', RECORDS, body, JSON_TYPE);
    await expectRefusal(node, send, status, code);
  });
});

describe('an envelope that breaks a rule', () => {
  const NUL = String.fromCharCode(0);
  it.each<[string, object, number, string]>([
    ['a type nobody knows', { type: 'castle' }, 404, 'type_unknown'],
    ['a type that every object has', { type: '__proto__' }, 404, 'type_unknown'],
    ['a type with NUL', { type: `facility${NUL}` }, 404, 'type_unknown'],
    ['a type of half a character', { type: '\ud800' }, 404, 'type_unknown'],
    ['a long type', { type: 'x'.repeat(65) }, 400, 'body_invalid'],
    ['a unit with NUL', { unit: `140502${NUL}` }, 400, 'unit_code_invalid'],
    ['a unit with a quote', { unit: "140502'--" }, 400, 'unit_code_invalid'],
    ['a unit that is a number', { unit: 140_502 }, 400, 'body_invalid'],
    ['a period where there is none', { period: '2006' }, 422, 'record_invalid'],
    ['an id that is none', { record: '1' }, 400, 'body_invalid'],
    ['an id in capitals', { record: '01A2087A-74CE-733B-ADD9-45791C5788A6' }, 400, 'body_invalid'],
    ['a list of ids', { record: ['01a2087a-74ce-733b-add9-45791c5788a6'] }, 400, 'body_invalid'],
  ])('%s', async (_what, envelope, status, code) => {
    const send = () => node.as('clerk').send('POST', RECORDS, { ...facility(), ...envelope });
    await expectRefusal(node, send, status, code);
  });
});

describe('a batch', () => {
  it.each<[string, unknown]>([
    ['of none', []],
    ['of one too many', Array.from({ length: 501 }, () => activity())],
    ['that is no list', { 0: activity() }],
    ['of nothing', [null]],
    ['of texts', ['facility']],
    ['of lists', [[activity()]]],
    ['with one record that is none', [activity(), { type: 'activity' }]],
  ])('%s', async (_what, records) => {
    const send = () => node.as('clerk').send('POST', `${RECORDS}/batch`, { records });
    await expectRefusal(node, send, 400, 'body_invalid');
  });
});
