import { Catch, ValidationPipe, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import type { Role } from '#core/access';
import { SilianError } from '#core/kernel';
import { ensureUnits, UnitsModule, UnitTree } from '#features/units';
import { ConfigModule, tokenDigest, type NodeConfig } from '#platform/config';
import { IdentityModule, type RenewableIdentity } from '#platform/identity';
import { RateLimitsModule } from '#platform/rate-limits';
import { Database, StorageModule } from '#platform/storage';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const TOKENS = {
  administrator: { role: 'administrator', unit: '1405' },
  districtAdministrator: { role: 'administrator', unit: '140502' },
  clerk: { role: 'clerk', unit: '140502001' },
} satisfies Record<string, { role: Role; unit: string }>;

const config = {
  timeZone: 'Asia/Shanghai',
  rates: {},
  apiTokens: Object.entries(TOKENS).map(([token, item]) => ({ ...item, digest: tokenDigest(token) })),
} as unknown as NodeConfig;

interface Reply {
  status(code: number): Reply;
  send(body: unknown): unknown;
}

/** The little of the application's error answers that is looked at here. */
@Catch(SilianError)
class CodeFilter implements ExceptionFilter<SilianError> {
  catch(error: SilianError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<Reply>();
    reply.status(error.status).send({ code: error.code });
  }
}

let server: TestDatabase;
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  server = await createTestDatabase();
  const testing = await Test.createTestingModule({
    imports: [
      ConfigModule.register(config),
      StorageModule.register(server.url, 4),
      RateLimitsModule,
      IdentityModule.register({} as RenewableIdentity),
      UnitsModule,
    ],
  }).compile();
  app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.useGlobalFilters(new CodeFilter());
  app.useGlobalPipes(
    new ValidationPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      exceptionFactory: () => new SilianError('body_invalid'),
    }),
  );
  await ensureUnits(app.get(Database), { root: '1405' });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  await server.drop();
});

async function call(
  token: keyof typeof TOKENS | undefined,
  path: string,
  correction?: object,
): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }> {
  const response = await fetch(`${url}/api/v1/units/${path}`, {
    method: correction ? 'PATCH' : 'GET',
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(correction && { 'content-type': 'application/json' }),
    },
    ...(correction && { body: JSON.stringify(correction) }),
  });
  return { status: response.status, body: await response.json() };
}

describe('GET /api/v1/units', () => {
  it('shows a unit with its path and the number of its children', async () => {
    const { status, body } = await call('clerk', '140502001');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      code: '140502001',
      level: 'street',
      kind: null,
      streetKind: 'street',
      seat: false,
    });
    expect(body.path.map(({ name }: { name: string }) => name).slice(0, 2)).toEqual(['晋城市', '城区']);
    expect(body.childCount).toBe(app.get(UnitTree).children('140502001').length);
  });

  it('lists the children', async () => {
    const { body } = await call('administrator', '1405/children');
    expect(body).toHaveLength(6);
    expect(body[1]).toMatchObject({ code: '140521', name: '沁水县', childCount: 12 });
  });

  it.each([
    [undefined, '1405', 401, 'token_missing'],
    ['clerk', '140502', 403, 'scope_exceeded'],
    ['clerk', '140502/children', 403, 'scope_exceeded'],
    ['administrator', '14050', 400, 'unit_code_invalid'],
    ['administrator', '140599', 404, 'unit_unknown'],
    ['administrator', '140599/children', 404, 'unit_unknown'],
  ] as const)('refuses %s at %s', async (token, path, status, code) => {
    expect(await call(token, path)).toMatchObject({ status, body: { code } });
  });
});

describe('PATCH /api/v1/units', () => {
  it('corrects kind and seat for all to see', async () => {
    const community = app.get(UnitTree).children('140502001')[0]?.code ?? '';
    const corrected = await call('districtAdministrator', community, { kind: 'rural' });
    expect(corrected).toMatchObject({ status: 200, body: { code: community, kind: 'rural' } });
    expect((await call('clerk', community)).body.kind).toBe('rural');
    expect((await call('administrator', '140525100', { seat: true })).body.seat).toBe(true);
    expect((await call('administrator', '140525100')).body.seat).toBe(true);
  });

  it.each([
    ['clerk', '140502001', { seat: true }, 403, 'role_insufficient'],
    ['districtAdministrator', '140521100', { seat: false }, 403, 'scope_exceeded'],
    ['administrator', '140502001', { kind: 'urban' }, 400, 'body_invalid'],
    ['administrator', '140502', { seat: true }, 400, 'body_invalid'],
    ['administrator', '140502001', { seat: 'yes' }, 400, 'body_invalid'],
    ['administrator', '140502001', { seat: null }, 400, 'body_invalid'],
    ['administrator', '140502001001', { kind: 'suburban' }, 400, 'body_invalid'],
    ['administrator', '140502001', { name: '西街' }, 400, 'body_invalid'],
    ['administrator', '140599', { seat: true }, 404, 'unit_unknown'],
  ] as const)('refuses %s at %s with %j', async (token, path, correction, status, code) => {
    expect(await call(token, path, correction)).toMatchObject({ status, body: { code } });
  });
});

it('describes its answers in the OpenAPI document', () => {
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().addBearerAuth().build());
  expect(Object.keys(document.paths)).toEqual(['/api/v1/units/{code}', '/api/v1/units/{code}/children']);
  expect(document.components?.schemas).toMatchObject({
    UnitDetail: { properties: { path: { items: { $ref: '#/components/schemas/UnitName' } } } },
    CorrectUnitBody: { properties: { kind: { enum: ['urban', 'rural'] } } },
  });
});
