import type { Body } from '../../support/node-api.js';
import type { TestFleet } from '../../support/fleet.js';
import type { Planted } from './planted-records.js';
import { levelOf } from './places.js';
import type { Place } from './scan.js';

const ROLES = ['clerk', 'administrator', 'operator'] as const;
const FIGURE_READERS = ['administrator'] as const;

/** What an operation that reads is asked with; the rest is said by its description. */
const PARAMETERS: Readonly<Record<string, string>> = {
  code: 'facilities',
  term: 'n',
  at: '2006-12-31',
  from: '2005-01-01',
  to: '2006-12-31',
  level: 'community',
  format: 'csv',
  indicator: 'facilities',
};

/** Answers of every operation that reads, at one tier, to its own people; errors apart: no mark may be in them. */
export async function apiPlaces(test: TestFleet, unit: string, planted: Planted): Promise<Place[]> {
  const { url, api } = test.fleet.node(unit);
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as Body;
  const places: Place[] = [];
  const read = async (address: string, roles: readonly (typeof ROLES)[number][]): Promise<void> => {
    for (const role of roles) {
      const answer = await fetch(url + address, { headers: { authorization: `Bearer ${api.tokens[role]}` } });
      const tier = answer.ok ? levelOf(unit) : undefined;
      const name = `${unit} ${role} GET ${address} → ${answer.status}`;
      places.push({ name, tier, text: await answer.text() });
    }
  };
  await read('/metrics', ROLES);
  for (const [path, { get }] of Object.entries<Body>(document.paths)) {
    if (!get) continue;
    // Figures are many, and the same to everybody.
    const roles = path.includes('/indicators/{code}') ? FIGURE_READERS : ROLES;
    for (const address of addressesOf(path, get, unit, planted)) await read(address, roles);
  }
  return places;
}

/** One address for most operations; one for each type or record where the operation asks for one. */
function addressesOf(path: string, operation: Body, unit: string, planted: Planted): string[] {
  const parameters: Body[] = operation.parameters ?? [];
  const asks = (name: string): boolean => parameters.some((parameter) => parameter.name === name);
  const variants = variantsOf(path, asks, planted);
  return variants.map((variant) => {
    const values: Record<string, string> = { ...PARAMETERS, unit, origin: unit, ...variant };
    if (path.startsWith('/api/v1/units')) values['code'] = unit;
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'x');
    const query = new URLSearchParams(
      parameters
        .filter(({ in: place, name }) => place === 'query' && values[name] !== undefined && name !== 'cursor')
        .map(({ name }): [string, string] => [name, values[name] ?? '']),
    );
    return `${filled}?${query.toString()}`;
  });
}

function variantsOf(
  path: string,
  asks: (name: string) => boolean,
  planted: Planted,
): readonly Readonly<Record<string, string>>[] {
  if (asks('record')) return planted.records.map((record) => ({ record }));
  if (asks('type')) return planted.types.map(({ code }) => ({ type: code }));
  if (asks('term')) return planted.terms;
  if (!path.includes('/indicators/{code}')) return [{}];
  return [...new Set(planted.terms.map(({ code }) => code))].map((code) => ({ code, dims: 'true' }));
}
