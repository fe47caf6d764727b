import { readConfig } from './node-config.js';
import { cityVariables, Files, read, streetVariables, TOKEN } from './testing/variables.js';
import { ConfigError } from './validated.js';

const SECRET = 'hunter2-is-a-secret';

let files: Files;
beforeAll(() => {
  files = new Files();
});
afterAll(() => files.remove());

describe('the least that is needed', () => {
  it('makes a frozen configuration with defaults', () => {
    const config = readConfig(streetVariables(files));
    expect(config).toMatchObject({
      unit: '140502001',
      profile: { level: 'street', parent: 'district' },
      roles: new Set(['api', 'worker']),
      http: { host: '127.0.0.1', port: 8400 },
      database: { url: undefined, poolMax: 8 },
      queueUrl: undefined,
      parentUrl: 'http://district.example:8400',
      childNodes: [],
      timeZone: 'Asia/Shanghai',
      uplinkCompression: 'gzip',
      auditRowsPerSecond: 1_000,
      logLevel: 'info',
    });
    expect(Object.isFrozen(config)).toBe(true);
    expect(config.identity.keyFile).toMatch(/\/\.data\/node\.key$/);
    expect(JSON.stringify(config)).not.toContain(TOKEN);
  });

  it('is less at the top, which has no parent', () => {
    const config = readConfig({ ...cityVariables(files), PARENT_URL: 'not even an address' });
    expect(config).toMatchObject({ parentUrl: undefined, identity: { certificateFile: undefined } });
  });

  it('is empty where a variable is empty', () => {
    const config = readConfig({ ...cityVariables(files), HTTP_PORT: '', DATABASE_URL: '', QUEUE_URL: '' });
    expect([config.http.port, config.database.url, config.queueUrl]).toEqual([8400, undefined, undefined]);
  });

  it('is read from what is given, and nothing else in the environment matters', () => {
    const config = readConfig({
      ...streetVariables(files),
      PATH: '/bin',
      NODE_ROLES: 'worker',
      HTTP_PORT: '0',
      DATABASE_URL: 'postgresql://db/silian',
      QUEUE_URL: 'rediss://queue:6380',
      CHILD_NODES: '140502001001,140502001002',
      PARENT_URL: 'https://district.example/silian//',
    });
    expect(config).toMatchObject({
      roles: new Set(['worker']),
      http: { port: 0 },
      database: { url: 'postgresql://db/silian' },
      queueUrl: 'rediss://queue:6380',
      childNodes: ['140502001001', '140502001002'],
      parentUrl: 'https://district.example/silian',
    });
  });
});

describe('what is missing', () => {
  it('is all named at once', () => {
    const names = (read({}) as string[]).map((problem) => problem.split(' ')[0]);
    expect(names.sort()).toEqual(['NODE_LEVEL', 'NODE_UNIT']);
  });

  it.each(['PARENT_URL', 'NODE_CERTIFICATE_FILE', 'TRUST_ROOT_KEY'])(
    '%s is needed below the city',
    (name) => {
      for (const value of [undefined, '']) {
        expect(read({ ...streetVariables(files), [name]: value })).toEqual([
          expect.stringMatching(new RegExp(`^${name} must .*every level below the city`)),
        ]);
      }
    },
  );
});

describe('what breaks a rule', () => {
  it.each([
    ['NODE_UNIT', '14o502001', /code of the level in NODE_LEVEL|digits only/],
    ['NODE_UNIT', '140502', /code of the level in NODE_LEVEL/],
    ['NODE_ROLES', 'api;worker', /api, worker or api,worker/],
    ['HTTP_PORT', '65536', /whole number from 0 to 65535/],
    ['HTTP_PORT', '-1', /whole number/],
    ['HTTP_PORT', '8400a', /whole number/],
    ['HTTP_PORT', '0x50', /whole number/],
    ['HTTP_PORT', ' ', /whole number/],
    ['HTTP_PORT', '84.5', /whole number/],
    ['DATABASE_POOL_MAX', '1', /whole number from 2 to 200/],
    ['DATABASE_POOL_MAX', '201', /whole number from 2 to 200/],
    ['DATABASE_URL', `mysql://root:${SECRET}@db`, /postgres:\/\/ URL/],
    ['QUEUE_URL', `http://:${SECRET}@queue`, /redis:\/\/ or rediss:\/\/ URL/],
    ['PARENT_URL', 'district.example:8400', /http\(s\) URL/],
    ['PARENT_URL', `ftp://user:${SECRET}@district.example`, /http\(s\) URL/],
    ['TRUST_ROOT_KEY', SECRET, /43 characters of base64url/],
    ['TRUST_ROOT_KEY', '+'.repeat(43), /43 characters of base64url/],
    ['CHILD_NODES', '140502001001 140502001002', /below NODE_UNIT, separated by commas/],
    ['CHILD_NODES', '140502001', /below NODE_UNIT/],
    ['CHILD_NODES', '140502002001', /below NODE_UNIT/],
    ['CHILD_NODES', '1405020010', /below NODE_UNIT/],
    ['CHILD_NODES', '140502001001,', /below NODE_UNIT/],
    ['TIME_ZONE', 'Mars/Olympus', /IANA time zone/],
    ['UPLINK_COMPRESSION', 'zip', /gzip, none/],
    ['AUDIT_ROWS_PER_SECOND', '-1', /whole number from 0 to 100000/],
    ['AUDIT_ROWS_PER_SECOND', '1e3', /whole number/],
    ['RATE_CALLER_PER_MINUTE', '50/s', /whole number from 0 to 1000000/],
    ['RATE_ADDRESS_PER_MINUTE', '1000001', /whole number/],
    ['RATE_UNKNOWN_PER_MINUTE', '-1', /whole number/],
    ['LOG_LEVEL', 'loud', /fatal, error, warn/],
    ['API_TOKENS_FILE', `/nowhere/${SECRET}.json`, /readable JSON file/],
  ])('%s=%s', (name, value, rule) => {
    const problems = read({ ...streetVariables(files), [name]: value });
    expect(problems).toEqual([expect.stringMatching(rule)]);
    const [problem = ''] = problems as readonly string[];
    expect(problem.split(' ')[0]).toBe(name);
    expect(problem).not.toMatch(new RegExp(`${name}.*${name} `));
    if (value.length > 3) expect(problem).not.toContain(value);
    expect(problem).not.toContain(SECRET);
  });

  it.each(['province', 'constructor', '市'])('NODE_LEVEL=%s, and with it the unit', (level) => {
    expect(read({ ...streetVariables(files), NODE_LEVEL: level })).toEqual([
      'NODE_LEVEL must be one of city, district, street, community',
      expect.stringContaining('NODE_UNIT must be a code of the level in NODE_LEVEL'),
    ]);
  });

  it('is told in one message that names no value', () => {
    const variables = { ...streetVariables(files), HTTP_PORT: SECRET, LOG_LEVEL: SECRET, TIME_ZONE: SECRET };
    expect(() => readConfig(variables)).toThrow(ConfigError);
    expect(() => readConfig(variables)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/HTTP_PORT [^]*TIME_ZONE [^]*LOG_LEVEL /),
        problems: expect.not.arrayContaining([expect.stringContaining(SECRET)]),
      }),
    );
  });
});

describe('the code of a unit', () => {
  it.each([
    ['city', '1405'],
    ['city', '50'],
    ['district', '140502'],
    ['street', '140502001'],
    ['community', '140502001001'],
  ])('of a %s may be %s', (level, unit) => {
    const variables = { ...streetVariables(files), NODE_LEVEL: level, NODE_UNIT: unit };
    files.tokens([{ role: 'operator', unit, token: TOKEN }]);
    expect(readConfig(variables)).toMatchObject({ unit, profile: { level } });
  });

  it.each([
    ['city', '140502'],
    ['district', '1405'],
    ['street', '140502001001'],
    ['community', '140502001'],
  ])('of a %s is not %s', (level, unit) => {
    expect(read({ ...streetVariables(files), NODE_LEVEL: level, NODE_UNIT: unit })).toEqual([
      expect.stringContaining('NODE_UNIT must be a code of the level in NODE_LEVEL'),
    ]);
  });
});
