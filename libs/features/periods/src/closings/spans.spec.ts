import { readFileSync } from 'node:fs';
import { loadCatalogue } from '#core/catalogue';
import { spansOf } from './spans.js';

const FILE = new URL('../../../../../data/catalogue/jincheng-2005.json', import.meta.url);
const catalogue = loadCatalogue(JSON.parse(readFileSync(FILE, 'utf8')));

function spans(code: string): string[] {
  const indicator = catalogue.indicators.get(code);
  if (!indicator) throw new TypeError(`no indicator ${code}`);
  const found = spansOf(catalogue, indicator, { at: '2006-03-31', period: 'quarter' });
  return found.map(({ type, from, to }) => `${type} ${from ?? 'ever'}..${to}`).sort();
}

const QUARTER = '2006-01-01..2006-03-31';

it.each<[string, string, string[]]>([
  ['a flow moves by what happened in its window', 'activities', [`activity ${QUARTER}`]],
  ['a stock by whatever began before the day', 'organisations', ['org ever..2006-03-31']],
  [
    'a comparison also by the year before',
    'case-change',
    ['security-report 2005-01-01..2005-03-31', 'security-report 2006-01-01..2006-03-31'],
  ],
  [
    'the state of reports by reports and declarations',
    'report-complete',
    [
      'environment-report',
      'family-planning-report',
      'party-report',
      'population-report',
      'report-completion',
      'security-report',
    ].map((type) => `${type} ${QUARTER}`),
  ],
])('%s', (_, code, expected) => {
  expect(spans(code)).toEqual(expected);
});

it('looks into the measures that an indicator is made of', () => {
  expect(spans('office-300')).toEqual(['facility ever..2006-03-31']);
});

it('takes the newest value from any period before', () => {
  const measure = [...catalogue.measures.values()].find(({ terms }) =>
    [...terms.values()].some(({ aggregate }) => aggregate === 'last'),
  );
  const last = [...(measure?.terms.values() ?? [])].find(({ aggregate }) => aggregate === 'last');
  const terms = new Map(last ? [['n', last]] : []);
  const indicator = { ...catalogue.indicators.get('activities')!, terms };
  expect(spansOf(catalogue, indicator, { at: '2006-03-31', period: 'quarter' })).toEqual([
    { type: last?.from, from: null, to: '2006-03-31' },
  ]);
});
