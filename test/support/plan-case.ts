import { randomUUID } from 'node:crypto';
import type { Body, NewRecord } from './node-api.js';
import { TestNode } from './node-app.js';

/** Records in one request. */
const BATCH = 500;

/** The last day of the plan. */
export const PLAN_END = '2007-12-31';

type Fields = NewRecord['fields'];

/** A sentence of the plan, worked out by hand: records are entered at a city, and its figures are asked. */
export class PlanCase {
  private constructor(private readonly node: TestNode) {}

  static async start(): Promise<PlanCase> {
    return new PlanCase(await TestNode.start({ unit: '1405' }));
  }

  close(): Promise<void> {
    return this.node.close();
  }

  /** Codes of the urban communities of a unit, in order. */
  async communities(unit: string): Promise<readonly string[]> {
    const rows = await this.node.query<{ code: string }>(
      `SELECT code FROM unit WHERE starts_with(code, $1) AND level = 'community' AND kind = 'urban' ORDER BY code`,
      [unit],
    );
    return rows.map(({ code }) => code);
  }

  /** Enters records; gives their ids. */
  async enter(...records: readonly Omit<NewRecord, 'record'>[]): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let start = 0; start < records.length; start += BATCH) {
      const batch = records
        .slice(start, start + BATCH)
        .map((record) => ({ record: randomUUID(), ...record }));
      const { body } = await this.node.as('clerk').send('POST', '/api/v1/records/batch', { records: batch });
      expect(body.rejected).toEqual([]);
      ids.push(...batch.map(({ record }) => record));
    }
    return ids;
  }

  async correct(record: string, fields: Fields, expectedVersion = 1): Promise<void> {
    const { status, body } = await this.node.as('clerk').correct(record, { expectedVersion, fields });
    expect([status, body.code]).toEqual([200, undefined]);
  }

  async remove(record: string, expectedVersion = 1): Promise<void> {
    expect((await this.node.as('clerk').remove(record, { expectedVersion })).status).toBe(200);
  }

  async figure(code: string, unit = '1405', at = PLAN_END): Promise<Body> {
    const { status, body } = await this.node
      .as('administrator')
      .get(`/api/v1/indicators/${code}?unit=${unit}&at=${at}`);
    expect(status).toBe(200);
    return body;
  }

  /** The target of a day as it stands for a unit. */
  async target(code: string, due = PLAN_END, unit = '1405', at = due): Promise<Body> {
    const { certificate } = await this.figure(code, unit, at);
    return certificate.targets.find((target: Body) => target.due === due);
  }
}

export function room(
  unit: string,
  kind: string,
  name: string,
  fields: Fields = {},
): Omit<NewRecord, 'record'> {
  return {
    type: 'facility',
    unit,
    fields: {
      ...{ kind, name, status: 'in-use', floor_area_m2: 20, counts_office: false, counts_house: false },
      ...{ open_public: true, opened_on: '2006-01-01', ...(kind === 'library' ? { books: 500 } : {}) },
      ...fields,
    },
  };
}

export function population(unit: string, households: number, period = '2007-Q4'): Omit<NewRecord, 'record'> {
  return { type: 'population-report', unit, period, fields: { households, population: 3 * households } };
}
