import { item } from '../testing/broken-catalogue.js';
import { jincheng, jinchengDocument, typeOf } from '../testing/jincheng.js';
import { loadCatalogue } from './load-catalogue.js';

/** What the plan does not have: due days, locks and the declaration that a report is complete. */
const OURS = {
  types: ['report-completion'],
  enums: ['owed-report'],
  params: ['report.due_days', 'report.expiry_days', 'report.locked_from'],
};

describe('the delivered catalogue', () => {
  it('loads whole', () => {
    const { types, enums, params, measures, indicators } = jincheng;
    expect([types.size, enums.size, params.length, measures.size, indicators.size]).toEqual([
      31 + OURS.types.length,
      47 + OURS.enums.length,
      25 + OURS.params.length,
      20,
      60,
    ]);
    expect([...types.keys()]).toEqual(expect.arrayContaining(OURS.types));
    expect([...enums.keys()]).toEqual(expect.arrayContaining(OURS.enums));
    expect(params.map(({ code }) => code)).toEqual(expect.arrayContaining(OURS.params));
    expect([...indicators.values()].flatMap((each) => each.targets)).toHaveLength(36);
    expect([...types.values()].flatMap((each) => each.rules)).toHaveLength(61);
  });

  it('cannot be changed by a reader', () => {
    const rule = typeOf('facility').rules[0];
    expect(() => Object.assign(typeOf('facility'), { travel: 'community' })).toThrow(TypeError);
    expect(() => Object.assign(rule?.requirement ?? {}, { is: 'not' })).toThrow(TypeError);
    expect(() => (jincheng.params as unknown[]).push(1)).toThrow(TypeError);
  });

  it('lowers a field to its type and lists the heights that occur, city always first', () => {
    const { heights, fieldsByName } = typeOf('person');
    expect(fieldsByName.get('category')?.travel).toBe('district');
    expect(fieldsByName.get('name')?.travel).toBe('community');
    expect(heights).toEqual(['city', 'district', 'street', 'community']);
    expect(typeOf('facility').heights).toEqual(['city']);
  });

  it('never lets a field rise above its type', () => {
    const document = jinchengDocument();
    const fields = item(document, 'types', 'person')['fields'] as Record<string, unknown>[];
    Object.assign(fields.find((field) => field['name'] === 'served') ?? {}, { travel: 'city' });
    expect(loadCatalogue(document).types.get('person')?.fieldsByName.get('served')?.travel).toBe('district');
  });

  it('reads a key of “id”, and no key, as none', () => {
    const document = jinchengDocument();
    item(document, 'types', 'activity')['naturalKey'] = ['id'];
    expect(loadCatalogue(document).types.get('activity')?.naturalKey).toEqual([]);
    expect(typeOf('activity').naturalKey).toEqual([]);
    expect(typeOf('population-report').naturalKey).toEqual(['region', 'period']);
  });

  it('settles defaults of terms: stock for entities, period for the others', () => {
    const windowOf = (code: string, term: string): unknown => {
      const found = jincheng.indicators.get(code)?.terms.get(term);
      return found && 'window' in found ? [found.window, found.shiftYears] : undefined;
    };
    expect(windowOf('facilities', 'n')).toEqual(['stock', 0]);
    expect(windowOf('participation', 'p')).toEqual(['stock', 0]);
    expect(windowOf('task-on-time', 'd')).toEqual(['stock', 0]);
    expect(windowOf('case-change', 'b')).toEqual(['ytd', -1]);
    expect(windowOf('report-complete', 'd')).toEqual(['period', 0]);
  });

  it('says which figures are amounts, so that 元 and fen are never mixed', () => {
    expect(jincheng.measures.get('funds-ok')?.terms.get('a')).toMatchObject({ storedPerUnit: 100 });
    expect(jincheng.measures.get('office-300')?.terms.get('a')).toMatchObject({ storedPerUnit: 1 });
    const benefits = jincheng.indicators.get('cadre-benefits')?.terms.get('n');
    expect(benefits).toMatchObject({ reach: 'district', storedPerUnit: 1 });
    expect(benefits && 'where' in benefits && benefits.where[4]).toEqual({
      subject: { of: 'field', name: 'monthly_pay' },
      kind: 'number',
      test: 'compare',
      operator: '>=',
      operand: { is: 'param', code: 'pay.min_month', money: true },
    });
  });

  it('says rules in both languages', () => {
    const words = (code: string, rule: number): unknown => typeOf(code).rules[rule]?.words;
    expect(words('population-report', 0)).toEqual({
      zh: '流动人口 ≤ 常住人口',
      en: 'Floating population ≤ Residents',
    });
    expect(words('facility', 0)).toEqual({
      zh: '启用日期 必填,当 状态 = 使用中',
      en: 'Opened is required, when Status = In use',
    });
    expect(words('cadre', 1)).toEqual({
      zh: '离任原因 必填,当 离任日期 已填',
      en: 'Reason left is required, when Left is filled in',
    });
    expect(words('request-step', 0)).toMatchObject({ zh: '流转至 必填,当 动作 为 派单、上报、退单 之一' });
  });

  it('ignores what a newer version may add', () => {
    const document = { ...jinchengDocument(), forms: [{ nobody: 'knows' }] };
    Object.assign(document.types[0] ?? {}, { colour: 'red' });
    expect(loadCatalogue(document).types.size).toBe(31 + OURS.types.length);
  });
});
