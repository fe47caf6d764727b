import { jincheng } from '../testing/jincheng.js';
import type { Fields, RecordType } from '../model.js';
import { erasedFields } from './erased-fields.js';

function typeOf(code: string): RecordType {
  const type = jincheng.types.get(code);
  if (!type) throw new Error(`there is no type ${code}`);
  return type;
}

const erased = (code: string, fields: Fields) => erasedFields(typeOf(code), fields, jincheng, 'nobody');

it('keeps what is not personal, and of texts only those that must be there, under another name', () => {
  const fields = {
    ...{ person_key: 'k', name: '李四', id_no: '1', phone: '2', address: '3', note: '4', sex: 'f' },
    ...{ birth_year: 1950, category: 'elderly', registered_on: '2006-01-01', served: true },
  };
  expect(erased('person', fields)).toEqual({
    ...{ person_key: 'nobody', name: 'nobody' },
    ...{ category: 'elderly', registered_on: '2006-01-01', served: true },
  });
});

it('keeps personal numbers that must be there, and a name by which persons are told apart in a figure', () => {
  expect(erased('cadre', { person_key: 'k', name: '王', birth_year: 1970, phone: '1' })).toEqual({
    ...{ person_key: 'nobody', name: 'nobody', birth_year: 1970 },
  });
  expect(erased('employment-event', { person_key: 'k', name: '王', difficulty: true })).toEqual({
    ...{ person_key: 'nobody', difficulty: true },
  });
});

it('never keeps a text that is personal, whatever the type', () => {
  for (const type of jincheng.types.values()) {
    const personal = type.fields.filter(
      ({ personal, type: kind }) => personal && /^(string|text)$/.test(kind),
    );
    const fields = Object.fromEntries(personal.map(({ name }) => [name, 'somebody']));
    expect(Object.values(erased(type.code, fields))).not.toContain('somebody');
  }
});
