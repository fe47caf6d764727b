import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Ended {
  readonly code: number;
  readonly output: string;
}

function run(script: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const env = { ...process.env, CI: '', ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

describe('the audit of packages', () => {
  /** What the registry answers to the question for known holes; a status that is not 200 is no answer. */
  let answer: { readonly status: number; readonly body: object };
  let asked: number;
  let registry: Server;
  let cache: string;
  beforeAll(async () => {
    // npm remembers what it was told of a hole; nobody else is to be told of ours.
    cache = await mkdtemp(join(tmpdir(), 'npm-cache-'));
    registry = createServer((request, response) => {
      const isQuestion = request.method === 'POST';
      if (isQuestion) asked += 1;
      const { status, body } = isQuestion ? answer : { status: 404, body: {} };
      request.resume();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(registry, 'listening');
  });
  beforeEach(() => {
    asked = 0;
  });
  afterAll(async () => {
    registry?.close();
    await rm(cache, { recursive: true, force: true });
  });

  const audit = (environment: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    run('scripts/audit.mjs', ['--pause-ms=1'], {
      npm_config_cache: cache,
      npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}`,
      ...environment,
    });

  let holes = 0;
  const hole = (severity: string) => ({
    status: 200,
    body: {
      fastify: [
        { id: ++holes, url: 'https://holes.example/1', title: 'A hole', severity, vulnerable_versions: '*' },
      ],
    },
  });

  it('passes where nothing is known', async () => {
    answer = { status: 200, body: {} };
    expect(await audit({ CI: 'true' })).toEqual({ code: 0, output: '' });
  });

  it.each(['high', 'critical'])(
    'fails where a hole of level %s is known, and names the package',
    async (severity) => {
      answer = hole(severity);
      const { code, output } = await audit();
      expect(code).toBe(1);
      expect(output).toContain(`${severity}: fastify `);
      expect(output).toContain('A hole https://holes.example/1');
    },
  );

  it('passes where what is known is of a lower level', async () => {
    answer = hole('moderate');
    expect((await audit({ CI: 'true' })).code).toBe(0);
  });

  it('says at a desk that the registry did not answer, and lets pass', async () => {
    answer = { status: 503, body: {} };
    const { code, output } = await audit();
    expect([code, asked]).toEqual([0, 1]);
    expect(output).toMatch(/^The registry could not be asked for known holes.*503/);
  });

  it('passes everywhere, and says so, where the registry takes no such question', async () => {
    answer = { status: 405, body: {} };
    const { code, output } = await audit({ CI: 'true' });
    expect([code, asked]).toEqual([0, 1]);
    expect(output).toContain('nothing is known of ours');
  });

  it('fails under CI where the registry does not answer after some attempts', async () => {
    answer = { status: 503, body: {} };
    const { code, output } = await audit({ CI: 'true' });
    expect([code, asked]).toEqual([1, 4]);
    expect(output).toContain('asked 4 times');
  });
});

describe('the list of what is in it', () => {
  it('has the packages of production and no others', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sbom-'));
    try {
      const file = join(directory, 'sbom.cdx.json');
      expect(await run('scripts/sbom.mjs', [file])).toMatchObject({ code: 0 });
      const { bomFormat, metadata, components } = JSON.parse(await readFile(file, 'utf8'));
      const { dependencies } = JSON.parse(await readFile('package.json', 'utf8'));
      const names = components.map(({ name }: { name: string }) => name);
      expect([bomFormat, metadata.component.name]).toEqual(['CycloneDX', 'silian']);
      expect(names).toEqual(expect.arrayContaining([...Object.keys(dependencies), 'fastify']));
      expect(names.filter((name: string) => /jest|eslint|prettier/.test(name))).toEqual([]);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
