import { isPermitted, ROLES, type Role } from '#core/access';
import type { ApiAnswer, Body } from '../../support/node-api.js';
import { contentOf } from '../support/content.js';
import { noteCounts } from '../support/counts.js';
import type { Sample } from '../support/examples.js';
import { operationsOf, type Operation } from '../support/operations.js';
import { send } from '../support/send.js';
import { walkedSample } from './samples.js';
import { BESIDE, DISTRICT, MARK, walkedWorld, type WalkedWorld } from './walked-world.js';

/** They concern the node or the whole city, and hold nothing of any unit below. */
const OF_NO_UNIT: Readonly<Record<string, string>> = {
  'GET /api/v1/indicators': 'the published plan names the districts that its targets are for',
};

/** Answers that tell nothing about what lies beside. */
const NOTHING_TOLD = /^(403 scope_exceeded|404 \w+|409 pairing_not_pending)$/;

let world: WalkedWorld;
let operations: Operation[];
const unexpected: string[] = [];

beforeAll(async () => {
  world = await walkedWorld();
  operations = operationsOf(world.node).filter(({ permission }) => permission !== undefined);
});

afterAll(async () => {
  await noteCounts({ unexpected: unexpected.length });
  await world?.close();
});

/** What stands in nothing that somebody beside may see. */
const marks = (): string[] => [
  ...[MARK, encodeURIComponent(MARK), '73910047', DISTRICT],
  ...[world.record, world.second, world.report, world.request, world.import, world.closing, world.pairing],
];

/** True where the request names a unit of the district, or something in it. */
function namesTheDistrict({ path, query, body }: Sample): boolean {
  const text = JSON.stringify([path, query, body ?? null]);
  return marks().some((mark) => text.includes(mark));
}

/** Of several records none is taken, and each is refused for the right reason. */
function isRefusedWhole(body: Body): boolean {
  const { saved, rejected } = body ?? {};
  return saved?.length === 0 && rejected.every(({ code }: Body) => code === 'scope_exceeded');
}

function faultOf({ status, body }: ApiAnswer, sample: Sample): string | undefined {
  const outcome = `${status} ${body?.code ?? ''}`.trim();
  const told = JSON.stringify(body ?? '');
  if (status >= 400) return NOTHING_TOLD.test(outcome) || !namesTheDistrict(sample) ? undefined : outcome;
  if (isRefusedWhole(body)) return undefined;
  if (namesTheDistrict(sample)) return `${outcome}, though the request names what lies beside`;
  return marks().some((mark) => told.includes(mark)) ? `${outcome} with what lies beside` : undefined;
}

it.each(ROLES)(
  '%s of the unit beside gets nothing of the district and changes nothing',
  async (role: Role) => {
    const before = await contentOf(world.node);
    const api = world.node.as(role, BESIDE);
    const wrong: string[] = [];
    for (const operation of operations) {
      if (!isPermitted([role], operation.permission!) || OF_NO_UNIT[operation.name]) continue;
      const sample = walkedSample(operation, world);
      const fault = faultOf(await send(api, operation, sample), sample);
      if (fault) wrong.push(`${operation.name} → ${fault}`);
    }
    const after = await contentOf(world.node);
    const written = Object.keys(after).filter((table) => after[table] !== before[table]);
    unexpected.push(...wrong, ...written);
    expect({ wrong, written }).toEqual({ wrong: [], written: [] });
  },
);
