import {
  ackedSeqOf,
  createOrigins,
  lockOrigins,
  openDatabase,
  putAcknowledgements,
  setBackAcknowledgements,
  type Database,
} from '#platform/storage';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const LOG = { origin: '140502001001', epoch: 1 };

let server: TestDatabase;
let database: Database;
let originId: number;

beforeAll(async () => {
  server = await createTestDatabase();
  database = await openDatabase(server.url);
  await createOrigins(database.sql, [LOG], true);
  const [row] = await lockOrigins(database.sql, [LOG]);
  originId = row?.id ?? 0;
});

afterAll(async () => {
  await database?.close();
  await server?.drop();
});

const acknowledged = (fromSeq: number, ackedSeq: number): Promise<void> =>
  putAcknowledgements(database.sql, [{ originId, fromSeq, ackedSeq, knownSigner: null, refusedCode: null }]);

describe('what the parent has acknowledged of a log', () => {
  beforeEach(() => database.sql.query('DELETE FROM link_head'));

  it('goes on, and back where the parent says so', async () => {
    await acknowledged(0, 250);
    await acknowledged(250, 500);
    await acknowledged(500, 100);
    expect(await ackedSeqOf(database.sql, originId)).toBe(100);
  });

  it('is not moved back by the answer of a worker that is late', async () => {
    await acknowledged(0, 250);
    await acknowledged(250, 500);
    await acknowledged(0, 250);
    expect(await ackedSeqOf(database.sql, originId)).toBe(500);
  });

  it('is set back by a comparison of heads only where nothing was acknowledged meanwhile (P8)', async () => {
    await acknowledged(0, 500);
    expect(await setBackAcknowledgements(database.sql, [{ originId, from: 250, to: 0 }])).toBe(0);
    expect(await ackedSeqOf(database.sql, originId)).toBe(500);
    expect(await setBackAcknowledgements(database.sql, [{ originId, from: 500, to: 100 }])).toBe(1);
    expect(await ackedSeqOf(database.sql, originId)).toBe(100);
  });
});
