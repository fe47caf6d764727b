import { LEVELS, type Level } from '#core/kernel';
import { redactFor, type SealedEntry } from '#core/protocol';
import { assess, reasonOf } from './assessment.js';
import { ACTIVITY, COMMUNITY, contextAt, entryOf, sectionOf, withSection } from './testing/entries.js';

const PERSON = {
  person_key: 'p',
  name: '李四',
  sex: 'f',
  category: 'elderly',
  registered_on: '2006-01-01',
  served: true,
};

const PROFILE = {
  name: '示例社区',
  established_on: '1999-01-01',
  adjusted: true,
  assembly_system: true,
  representative_system: true,
  police_mode: 'none',
  computers: 1,
  network: 'none',
  greening_system: true,
};

const sound = entryOf({}, ACTIVITY);
const person = entryOf({ type: 'person', occurredOn: '2006-01-01' }, PERSON);

const judge = (entry: SealedEntry, level: Level = 'city', origin = COMMUNITY) =>
  assess({ ...entry, local: false }, origin, contextAt(level));
const verdict = (entry: SealedEntry, level?: Level, origin?: string): [string, string[]] => {
  const { status, faults } = judge(entry, level, origin);
  return [status, faults.map((fault) => fault.code)];
};

describe('a sound entry', () => {
  it.each(LEVELS)('counts at the level %s', (level) => {
    expect(verdict(redactFor(level, sound), level)).toEqual(['counted', []]);
    expect(verdict(redactFor(level, person), level)).toEqual(['counted', []]);
  });

  it('shows each level the fields that may rise to it', () => {
    const seen = (level: Level) => Object.keys(judge(redactFor(level, person), level).fields).sort();
    expect(seen('city')).toEqual([]);
    expect(seen('district')).toEqual(['category', 'person_key', 'registered_on', 'served']);
    expect(seen('street')).toEqual([...seen('district'), 'sex'].sort());
    expect(seen('community')).toEqual(Object.keys(PERSON).sort());
  });

  it('may withdraw a record of a type that is not known here', () => {
    expect(verdict(entryOf({ op: 'delete', type: 'tomorrow', version: 2 }, {}))).toEqual(['deleted', []]);
  });
});

describe('an entry that came back from above without what nobody above may hold', () => {
  const sent = redactFor('district', person);
  const given = (local: boolean, level: Level) => assess({ ...sent, local }, COMMUNITY, contextAt(level));

  it('P8 is judged by what is left of it, in the log of the node itself', () => {
    const { status, faults, fields } = given(true, 'community');
    expect([status, faults]).toEqual(['counted', []]);
    expect(fields).toEqual(judge(sent, 'district').fields);
  });

  it('P4 is held back in a log of another node, where nothing may be missing', () => {
    expect(given(false, 'community').faults.map(({ code }) => code)).toEqual(['section_malformed']);
  });

  it('is held back where not even the node above would count it', () => {
    const blank = withSection(sent, 'city', `#${'A'.repeat(43)}`);
    expect(assess({ ...blank, local: true }, COMMUNITY, contextAt('community')).status).toBe('quarantined');
  });
});

describe('an entry that waits', () => {
  it.each([
    ['for its type', entryOf({ type: 'tomorrow' }, { a: 1 }), COMMUNITY, 'type_unknown'],
    ['for its unit', entryOf({ unit: '140521001' }, ACTIVITY), '140521001', 'unit_unknown'],
  ])('%s is deferred', (_what, entry, origin, code) => {
    expect(verdict(entry, 'city', origin)).toEqual(['deferred', [code]]);
  });
});

describe('an entry that breaks a rule', () => {
  it.each<[string, SealedEntry, string, Level?]>([
    ['by its header', { ...sound, header: '{}' }, 'entry_malformed'],
    ['as another unit’s', entryOf({ unit: '140502001002' }, ACTIVITY), 'unit_not_origin'],
    ['at a level where its type is not entered', entryOf({ type: 'plan' }, {}), 'unit_level_wrong'],
    ['by a section that is no JSON', withSection(sound, 'city', sectionOf('{"a":}')), 'section_malformed'],
    ['by a section that is a list', withSection(sound, 'city', sectionOf('[]')), 'section_malformed'],
    ['by a section that is missing', withSection(sound, 'city', '-'), 'section_malformed'],
    ['by a section that is withheld', withSection(sound, 'city', `#${'0'.repeat(64)}`), 'section_malformed'],
    [
      'by a field that rose too high',
      withSection(person, 'city', sectionOf('{"name":"李四"}')),
      'field_height',
    ],
    ['by a field that nobody knows', withSection(sound, 'city', sectionOf('{"x":1}')), 'field_unknown'],
    ['by a value', entryOf({}, { ...ACTIVITY, participants: -1 }), 'field_min'],
    ['by NUL', entryOf({}, { ...ACTIVITY, title: 'a\u0000' }), 'field_characters'],
    [
      'by a field that is missing',
      entryOf({}, { kind: 'sport', title: 'a', held_on: '2006-02-12' }),
      'field_required',
    ],
    ['by a rule over fields', entryOf({}, { ...ACTIVITY, residents_n: 81 }), 'rule_failed'],
    ['by its day', entryOf({ occurredOn: '2006-02-13' }, ACTIVITY), 'occurred_on_mismatch'],
    ['by no day', entryOf({ occurredOn: null }, ACTIVITY), 'occurred_on_mismatch'],
    ['by a period', entryOf({ period: '2006-01' }, ACTIVITY), 'period_not_allowed'],
  ])('%s is quarantined', (_how, entry, code) => {
    const [status, codes] = verdict(entry, 'district');
    expect([status, codes]).toEqual(['quarantined', expect.arrayContaining([code])]);
  });

  it('says so in both languages, and repeats no value', () => {
    const { faults } = judge(entryOf({}, { ...ACTIVITY, kind: 'secret-kind', title: 'secret\u0007' }));
    expect(faults.length).toBe(2);
    for (const { message } of faults) {
      expect(message).toEqual({ zh: expect.stringMatching(/\S/), en: expect.stringMatching(/\S/) });
    }
    expect(JSON.stringify(faults)).not.toContain('secret');
  });

  it('does so also with names that every object has', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const entry = withSection(sound, 'city', sectionOf(`{"${name}":{"polluted":true}}`));
      expect(verdict(entry)[0]).toBe('quarantined');
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('“today” in a rule', () => {
  const adjusted = (on: string, recordedAt: string): string[] =>
    verdict(
      entryOf(
        { type: 'community-profile', occurredOn: '1999-01-01', recordedAt },
        { ...PROFILE, adjusted_on: on },
      ),
    )[1];

  it('is the day on which the entry was recorded, whatever day it is where it is judged', () => {
    expect(adjusted('2099-12-31', '2099-12-31T23:59:59.999Z')).toEqual([]);
    expect(adjusted('2006-02-13', '2006-02-13T00:00:00.000Z')).toEqual([]);
    expect(adjusted('2006-02-14', '2006-02-13T23:59:59.999Z')).toEqual(['rule_failed']);
  });
});

describe('a reason', () => {
  const withReason = withSection(sound, 'street', sectionOf('{"_reason":"盘点"}'));
  it('is no field, and is shown up to the street', () => {
    expect(verdict(withReason, 'community')).toEqual(['counted', []]);
    expect(LEVELS.map((level) => reasonOf(redactFor(level, withReason), level))).toEqual([
      undefined,
      undefined,
      '盘点',
      '盘点',
    ]);
  });

  it('is nothing where there is none, or none that can be read', () => {
    expect(reasonOf(sound, 'community')).toBeUndefined();
    expect(reasonOf(withSection(sound, 'street', sectionOf('{"_reason":5}')), 'street')).toBeUndefined();
  });
});
