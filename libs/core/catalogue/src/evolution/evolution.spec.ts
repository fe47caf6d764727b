import fc from 'fast-check';
import { loadCatalogue } from '../index.js';
import { item } from '../testing/broken-catalogue.js';
import { jinchengDocument, jincheng, type CatalogueDocument } from '../testing/jincheng.js';
import { askedTwice, burdenOf, compareCatalogues, effectsOn, forbiddenChanges } from './index.js';

type Item = Record<string, unknown>;

/** The delivered catalogue after a change of its document. */
function changed(change: (document: CatalogueDocument) => void) {
  const document = jinchengDocument();
  change(document);
  return loadCatalogue(document);
}

const fieldOf = (document: CatalogueDocument, type: string, name: string): Item => {
  const found = (item(document, 'types', type)['fields'] as Item[]).find((field) => field['name'] === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
};

const addField = (type: string, field: Item) => (document: CatalogueDocument) => {
  (item(document, 'types', type)['fields'] as Item[]).push(field);
};

const GARDENS = { name: 'gardens', type: 'integer', zh: '花园数', en: 'Gardens', min: 0 };

const said = (after: typeof jincheng) =>
  compareCatalogues(jincheng, after).map(({ what, path, message }) => [what, path, message.zh, message.en]);

describe('what a new catalogue says otherwise', () => {
  it('is a new field, in words', () => {
    expect(said(changed(addField('activity', GARDENS)))).toEqual([
      [
        'added',
        'types/activity/fields/gardens',
        '“社区活动与培训”的字段“花园数”新增',
        'field “Gardens” of “Activity” is new',
      ],
    ]);
  });

  it('is what has changed of a field, with both values', () => {
    const after = changed((document) => (fieldOf(document, 'activity', 'participants')['max'] = 7));
    const [difference] = compareCatalogues(jincheng, after);
    expect(difference).toMatchObject({
      what: 'changed',
      changes: [{ aspect: 'max', after: '7' }],
    });
    expect(difference?.message.zh).toContain('最大值 ');
  });

  it('is a type as a whole, a value of a list, a target and a parameter', () => {
    const after = changed((document) => {
      document.types = document.types.filter(({ code }) => code !== 'report-completion');
      document.enums['facility-kind']?.push({ value: 'greenhouse', zh: '温室', en: 'Greenhouse' });
      const target = (item(document, 'indicators', 'community-adjusted')['targets'] as Item[])[0];
      if (target) target['value'] = 90;
      document.params.push({ code: 'extra', value: 1, from: '2006-01-01', where: { region: '1405' } });
    });
    expect(said(after).map(([what, path]) => [what, String(path).split('/').slice(0, 2).join('/')])).toEqual([
      ['added', 'enums/facility-kind'],
      ['changed', 'indicators/community-adjusted'],
      ['added', 'params/extra'],
      ['removed', 'types/report-completion'],
    ]);
  });

  it('is nothing where only the order or the spacing is another one', () => {
    const after = changed((document) => {
      document.types.reverse();
      document.indicators.reverse();
      for (const indicator of document.indicators) indicator['value'] = ` ${String(indicator['value'])}  `;
    });
    expect(compareCatalogues(jincheng, after)).toEqual([]);
  });
});

describe('what must not change', () => {
  it.each<[string, string, (document: CatalogueDocument) => void]>([
    ['a kind', 'field_kind_changed', (d) => (fieldOf(d, 'activity', 'participants')['type'] = 'decimal')],
    ['a unit', 'field_unit_changed', (d) => (fieldOf(d, 'community-profile', 'area_km2')['unit'] = 'mu')],
    ['a height, upwards', 'field_travel_raised', (d) => delete fieldOf(d, 'person', 'name')['travel']],
    ['what is personal', 'field_personal_dropped', (d) => (fieldOf(d, 'person', 'name')['personal'] = false)],
    [
      'a list',
      'field_list_changed',
      (d) => {
        d.enums['other'] =
          d.enums['activity.kind'] ?? d.enums[String(fieldOf(d, 'activity', 'kind')['enum'])] ?? [];
        fieldOf(d, 'activity', 'kind')['enum'] = 'other';
      },
    ],
    ['a stock', 'field_stock_changed', (d) => stockOf(d)],
    ['a key', 'natural_key_changed', (d) => delete item(d, 'types', 'facility')['naturalKey']],
    [
      'days',
      'type_time_changed',
      (d) => (item(d, 'types', 'community-profile')['time'] = { from: 'adjusted_on' }),
    ],
    ['periods', 'type_period_changed', (d) => (item(d, 'types', 'security-report')['period'] = 'quarter')],
  ])('is %s', (_, code, change) => {
    expect(forbiddenChanges(jincheng, changed(change)).map((found) => found.code)).toContain(code);
  });

  /** The first stock of a report becomes a flow, and nothing reads it any more. */
  function stockOf(document: CatalogueDocument): void {
    document.indicators = [];
    document.measures = [];
    const field = (item(document, 'types', 'population-report')['fields'] as Item[]).find(
      ({ time }) => time === 'last',
    );
    if (!field) throw new Error('no stock');
    field['time'] = 'sum';
  }

  it('is not what is asked no more, asked less widely, or new', () => {
    const after = changed((document) => {
      addField('activity', GARDENS)(document);
      fieldOf(document, 'activity', 'title')['travel'] = 'district';
      document.types = document.types.filter(({ code }) => code !== 'report-completion');
    });
    expect(forbiddenChanges(jincheng, after)).toEqual([]);
  });
});

describe('which indicators may change', () => {
  const touched = (after: typeof jincheng) =>
    effectsOn(jincheng, after).filter(({ effect }) => effect !== 'same');

  it('are those whose terms, measures or parameters have changed, and why', () => {
    const after = changed((document) => {
      const measure = item(document, 'measures', 'office-300');
      measure['value'] = 'a >= 200';
    });
    const effects = touched(after);
    expect(effects.length).toBeGreaterThan(0);
    for (const { because } of effects) expect(because).toEqual(['measures/office-300']);
  });

  it('are none where a label, a target, or a field that nothing counts has changed', () => {
    const after = changed((document) => {
      addField('activity', GARDENS)(document);
      item(document, 'indicators', 'activities')['zh'] = '新名';
      item(document, 'indicators', 'activities')['targets'] = [];
    });
    expect(touched(after)).toEqual([]);
  });

  it('tells what is new and what is gone', () => {
    const after = changed((document) => {
      item(document, 'indicators', 'activities')['code'] = 'events-held';
    });
    expect(
      touched(after)
        .map(({ indicator, effect }) => [indicator, effect])
        .sort(),
    ).toEqual([
      ['activities', 'removed'],
      ['events-held', 'added'],
    ]);
  });
});

describe('what is asked twice', () => {
  it('is a new field with the words of another form of the same level', () => {
    const words = { ...GARDENS, name: 'machines', zh: '计算机台数', en: 'Machines' };
    expect(askedTwice(jincheng, changed(addField('activity', words)))).toEqual([
      {
        ...{ type: 'activity', field: 'machines', label: { zh: '计算机台数', en: 'Machines' } },
        already: [{ type: 'community-profile', field: 'computers', because: 'label' }],
      },
    ]);
  });

  it('is nothing that was there before, and nothing that is only asked elsewhere', () => {
    expect(askedTwice(jincheng, jincheng)).toEqual([]);
    const words = { ...GARDENS, name: 'machines', zh: '计算机台数', en: 'Machines' };
    expect(askedTwice(jincheng, changed(addField('contact-point', words)))).toEqual([]);
  });

  it('is counted as a burden by level and rhythm', () => {
    const after = changed(addField('security-report', { ...GARDENS, required: true }));
    const more = burdenOf(jincheng, after).filter((row) => row.before !== row.after);
    expect(more.map(({ level, rhythm, before, after: now }) => [level, rhythm, now - before])).toEqual([
      ['community', 'month', 1],
    ]);
  });
});

describe('for any changes', () => {
  /** Removes fields, values, indicators and parameters that the catalogue can do without. */
  const mutation = fc.constantFrom<(document: CatalogueDocument, at: number) => void>(
    (document, at) => document.indicators.splice(at % document.indicators.length, 1),
    (document, at) =>
      addField(String(document.types[at % document.types.length]?.['code']), { ...GARDENS, name: `g${at}` })(
        document,
      ),
    (document, at) => {
      const type = document.types[at % document.types.length];
      if (type) type['zh'] = `改名${at}`;
    },
    (document, at) => {
      const lists = Object.values(document.enums);
      lists[at % lists.length]?.push({ value: `v${at}`, zh: `值${at}`, en: `Value ${at}` });
    },
  );
  const catalogues = fc
    .array(fc.tuple(mutation, fc.nat({ max: 500 })), { minLength: 1, maxLength: 6, size: 'max' })
    .map((steps) =>
      changed((document) =>
        steps.forEach(([step, at]) => {
          try {
            step(document, at);
          } catch {
            /* the same twice */
          }
        }),
      ),
    );

  it('a catalogue does not differ from itself, and forbids nothing to itself', () => {
    fc.assert(
      fc.property(catalogues, (catalogue) => {
        expect(compareCatalogues(catalogue, catalogue)).toEqual([]);
        expect(forbiddenChanges(catalogue, catalogue)).toEqual([]);
        expect(effectsOn(catalogue, catalogue).every(({ effect }) => effect === 'same')).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('there and back are the same differences', () => {
    const turned = { added: 'removed', removed: 'added', changed: 'changed' } as const;
    fc.assert(
      fc.property(catalogues, (after) => {
        const there = compareCatalogues(jincheng, after).map(({ what, path }) => `${turned[what]} ${path}`);
        const back = compareCatalogues(after, jincheng).map(({ what, path }) => `${what} ${path}`);
        expect(back.sort()).toEqual(there.sort());
      }),
      { numRuns: 15 },
    );
  });
});
