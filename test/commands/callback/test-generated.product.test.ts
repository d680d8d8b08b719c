import { createPrivateKey, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { generateRsaKeys } from '../../../src/callback/delivery/random.ts';
import { knownSecrets } from '../../../src/cli/output/edge.ts';
import { generateKeys } from '../../../src/suite/cli/generated-keys.ts';
import { both, verbatim } from '../../../src/text/translate.ts';
import { binary, koo } from '../../support/koo.ts';
import { kooHere } from '../../support/koo-here.ts';
import { freePort } from '../../support/port.ts';

const root = mkdtempSync(join(tmpdir(), 'koo-generated-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = '';
let port = 0;

/**
 * A server that notes its environment, prints its keys, and is the reference merchant then. It takes its keys, licence code
 * and port from the environment only.
 */
const server = `
const { writeFileSync, statSync, readFileSync } = require('node:fs');
const { dirname } = require('node:path');
const env = process.env;
const mode = env.DATABASE && (statSync(dirname(env.DATABASE)).mode & 0o777).toString(8);
writeFileSync('seen.json', JSON.stringify({ ...env, mode }));
if (env.DATABASE) writeFileSync(env.DATABASE, 'data');
console.log(env.KOO_ACCESS_KEY, env.KOO_KIT_KEY, env.KOO_LICENSE_KEY, env.KOO_NOTIFY_KEY, env.KOO_RSA_PRIVATE_KEY);
writeFileSync('rsa.key', env.KOO_RSA_PRIVATE_KEY ?? '');
const args = ['callback', 'serve', '--host', env.HOST, '--port', env.PORT, '--encrypt', env.KOO_ENCRYPT];
for (const code of env.KOO_LICENSE_CODES.split(',')) args.push('--license-code', code);
if (env.KOO_RSA_PRIVATE_KEY) args.push('--rsa-private-key', 'rsa.key');
process.argv.splice(2, process.argv.length, ...args);
import(${JSON.stringify(pathToFileURL(binary))});
`;

beforeEach(async () => {
  folder = mkdtempSync(join(root, 'case-'));
  port = await freePort();
  writeFileSync(join(folder, 'server.cjs'), server);
  settings();
});

function settings(more = 'protocols: [v1, v1-kit, v2, v2-kit, license-code, online-license, order-notify]') {
  const start = JSON.stringify(`"${process.execPath}" server.cjs`);
  writeFileSync(
    join(folder, 'koo.yaml'),
    `callback:\n  url: http://127.0.0.1:${port}/saasproduce\n  start: ${start}\n  generateKeys: true\n  ${more}\n`,
  );
}

function hasRoomInMemory(): boolean {
  if (!existsSync('/dev/shm')) return false;
  const memory = statfsSync('/dev/shm');
  return memory.bavail * memory.bsize >= 2 ** 28;
}

const seen = (): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8'));

function run(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  return kooHere(['callback', 'test', ...args], { cwd: folder, env });
}

describe('a server that koo starts with generateKeys', () => {
  test('passes the suite without any key of the user, and its keys are told nowhere', async () => {
    const args = [
      '--explore',
      '0',
      '--no-order-api',
      // The reference merchant keeps nothing.
      '--skip',
      '*-RESTART-*',
      '--encrypt',
      'aes128',
      '--verbose',
      '--start-log',
      'server.log',
    ];
    const { code, stdout, stderr } = await run([
      ...args,
      '--reporter',
      'spec',
      '--reporter',
      'json=report.json',
    ]);
    expect(code, stdout.slice(-2000) + stderr).toBe(0);
    expect(stdout).toMatch(/✔ \d{3} passed/);
    const env = seen();
    const keys = ['ACCESS_KEY', 'KIT_KEY', 'LICENSE_KEY', 'NOTIFY_KEY'].map(
      (name) => env[`KOO_${name}`] ?? '',
    );
    expect(new Set(keys).size).toBe(4);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(env.KOO_ENCRYPT).toBe('aes128');
    const log = readFileSync(join(folder, 'server.log'), 'utf8');
    expect(log).toContain('*** *** *** *** ***');
    const report = readFileSync(join(folder, 'report.json'), 'utf8');
    for (const secret of [...keys, env.KOO_RSA_PRIVATE_KEY ?? '?'])
      for (const text of [stdout, stderr, log, report]) expect(text).not.toContain(secret);
    expect(stderr).toContain('base interfaces (generated for this run)');
    expect(stderr).toContain(
      'the server gets an empty database, and new keys where you give none (generateKeys in koo.yaml)',
    );
  });

  test('gets a database in a folder that only the user can read, and that is gone then', async () => {
    settings('protocols: [v2]');
    expect((await run(['--only', 'V2-LIFE-NEW'], { DATABASE: join(folder, 'my.db') })).code).toBe(0);
    const { DATABASE = '', mode, KOO_RSA_PRIVATE_KEY } = seen();
    expect(DATABASE).not.toBe(join(folder, 'my.db'));
    expect(existsSync(join(folder, 'my.db'))).toBe(false);
    if (process.platform !== 'win32') expect(mode).toBe('700');
    expect(existsSync(dirname(DATABASE))).toBe(false);
    expect(KOO_RSA_PRIVATE_KEY).toBeUndefined();
  });

  test('gets it where TMPDIR says', async () => {
    settings('protocols: [v2]');
    expect((await run(['--only', 'V2-LIFE-NEW'], { TMPDIR: folder })).code).toBe(0);
    expect(dirname(dirname(seen().DATABASE ?? ''))).toBe(folder);
  });

  test.runIf(hasRoomInMemory())('else gets it in memory, without a disk to wait for', async () => {
    settings('protocols: [v2]');
    const { code } = await koo(['callback', 'test', '--only', 'V2-LIFE-NEW'], {
      cwd: folder,
      env: { TMPDIR: '' },
    });
    expect(code).toBe(0);
    expect(seen().DATABASE).toMatch(/^\/dev\/shm\/koo-test-\w+\/koogallery\.db$/);
    expect(existsSync(dirname(seen().DATABASE ?? ''))).toBe(false);
  });

  test('may have a name below localhost, which no resolver or proxy knows', async () => {
    settings('protocols: [v2]');
    const file = join(folder, 'koo.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('127.0.0.1', 'shop.localhost'));
    const { code, stdout, stderr } = await run(['--only', 'V2-LIFE-NEW,NET-*'], {
      HTTP_PROXY: 'http://127.0.0.1:9',
    });
    expect(code, stdout + stderr).toBe(0);
    expect(seen().HOST).toBe('localhost');
  });

  test('leaves no database where the run is interrupted', async () => {
    const { code } = await koo(['callback', 'test'], {
      cwd: folder,
      during: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
    });
    expect(code).toBe(130);
    expect(existsSync(dirname(seen().DATABASE ?? ''))).toBe(false);
  });

  test('signs with what is exported, and generates the rest', async () => {
    settings('protocols: [v2, order-notify]');
    const { code, stderr } = await run(['--only', 'V2-LIFE-NEW'], { KOO_ACCESS_KEY: 'exported-access-key' });
    expect(code).toBe(0);
    expect(stderr).toContain(
      'base interfaces (KOO_ACCESS_KEY), order notifications (generated for this run)',
    );
    expect(seen().KOO_ACCESS_KEY).toBe('exported-access-key');
    expect(seen().KOO_NOTIFY_KEY).toMatch(/^[0-9a-f]{32}$/);
  });

  test('does not read the profile, which the server would not know', async () => {
    const env = { KOO_PROFILE: 'unknown' };
    const { code } = await run(['--only', 'V2-LIFE-NEW'], env);
    expect(code).toBe(0);
    const named = await run(['--only', 'V2-LIFE-NEW', '--profile', 'unknown']);
    expect(named).toMatchObject({ code: 3, stderr: expect.stringContaining('UNKNOWN_PROFILE') });
  });

  test('gets the order API of the run, and no AK/SK with which it would query that of the marketplace', async () => {
    settings('protocols: [v2]');
    const exported = { KOO_ORDER_API_AK: 'exported-ak', KOO_ORDER_API_SK: 'exported-sk' };
    expect((await run(['--only', 'V2-LIFE-NEW', '--no-order-api'], exported)).code).toBe(0);
    expect(seen()).toMatchObject({ KOO_ORDER_API_AK: '', KOO_ORDER_API_SK: '' });
    for (const flags of [[], ['--order-api', '0']]) {
      const { code } = await run(['--only', 'V2-LIFE-NEW', ...flags], exported);
      expect(code).toBe(0);
      expect(seen()).toMatchObject({
        KOO_ORDER_API_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
        KOO_ORDER_API_AK: expect.not.stringMatching(/^(?:exported-ak)?$/),
        KOO_ACCESS_KEY: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
  });

  test('is started with new keys for each run of --watch', async () => {
    settings('protocols: [v2]');
    const found: (string | undefined)[] = [];
    let heard = '';
    await koo(['callback', 'test', '--watch', '--only', 'V2-LIFE-NEW'], {
      cwd: folder,
      during: (child) =>
        child.stderr?.on('data', (text) => {
          heard += text;
          if (heard.split('Waiting for changes').length - 1 <= found.length) return;
          found.push(seen().KOO_ACCESS_KEY);
          if (found.length > 1) child.kill('SIGINT');
          else setTimeout(() => writeFileSync(join(folder, 'changed.js'), ''), 100);
        }),
    });
    expect(new Set(found).size).toBe(2);
  });
});

describe('a configured server that does not start', () => {
  const configured = (generateKeys: boolean) =>
    writeFileSync(
      join(folder, 'koo.yaml'),
      `callback:\n  url: http://127.0.0.1:${port}/\n  start: exit 3\n  generateKeys: ${generateKeys}\n`,
    );
  const key = { KOO_ACCESS_KEY: 'exported-access-key' };

  test('may miss what it needs', async () => {
    configured(true);
    const { code, stderr } = await run();
    expect(code).toBe(6);
    expect(stderr).toContain('SERVER_ENDED');
    expect(stderr.replace(/\s+/g, ' ')).toContain('first install what the server needs (see its README).');
  });

  test('can have another port: with generated keys, that of koo.yaml alone', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    configured(true);
    const told = await run();
    configured(false);
    const untold = await run([], key);
    other.close();
    const hints = [told, untold].map(({ stderr }) => stderr.replace(/\s+/g, ' '));
    expect(hints[0]).toContain('or change the port of callback.url in koo.yaml.');
    expect(hints[1]).toContain('or change the port of the server and of callback.url in koo.yaml.');
  });
});

test('a server that uses another key than the generated one is told so', async () => {
  settings('protocols: [v2]');
  const file = join(folder, 'server.cjs');
  writeFileSync(
    file,
    server.replace(
      'const env = process.env;',
      "const env = process.env; env.KOO_ACCESS_KEY = 'another-access-key';",
    ),
  );
  const { code, stdout } = await run(['--explore', '0', '--only', 'V2-AUTH-RIGHT']);
  expect(code).toBe(7);
  const text = stdout.replace(/[\s│]+/g, ' ');
  expect(text).toContain('does not use the access key of its environment (KOO_ACCESS_KEY');
  expect(text).not.toContain('key management page');
});

describe('generateKeys has no effect', () => {
  const without = 'Without the URL, koo starts the server of koo.yaml with keys of its own.';

  test('for a server that koo does not start', async () => {
    const { code, stderr } = await run([`http://127.0.0.1:${port}/`]);
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('NO_ACCESS_KEY') });
    expect(stderr).not.toContain('generateKeys');
    expect(stderr.replace(/\s+/g, ' ')).toContain(without);
    expect((await run(['--list'])).code).toBe(0);
  });

  test('for an address elsewhere, which the keys of the user sign for', async () => {
    const { code, stderr } = await run(['https://isv.example.com/', '--start', 'exit 1']);
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('NO_ACCESS_KEY') });
    expect(stderr.replace(/\s+/g, ' ')).not.toContain(without);
  });

  test('where it is false', async () => {
    const file = join(folder, 'koo.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('generateKeys: true', 'generateKeys: false'));
    for (const args of [[], [`http://127.0.0.1:${port}/`]]) {
      const { code, stderr } = await run(args);
      expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('NO_ACCESS_KEY') });
      expect(stderr.replace(/\s+/g, ' ')).not.toContain(without);
    }
  });
});

describe('generateKeys', () => {
  const wanted = {
    url: 'http://127.0.0.1:8600/x',
    encrypt: 'aes256',
    licenses: [],
  } as const;
  const none = { keys: {}, sources: {} };

  test('keeps given keys and where they come from', async () => {
    const given = { keys: { kit: 'given-kit-key' }, sources: { kit: verbatim('--kit-key-file') } };
    const { located, server: told } = await generateKeys(given, wanted, {});
    expect(located.keys.kit).toBe('given-kit-key');
    expect(located.sources).toMatchObject({
      kit: verbatim('--kit-key-file'),
      base: both('generated for this run'),
    });
    expect(told.env.KOO_KIT_KEY).toBeUndefined();
    expect(told.env.KOO_ACCESS_KEY).toBe(located.keys.base);
    expect(knownSecrets()).toContain(located.keys.notify);
  });

  test.each([
    ['http://[::1]:8600/x', { HOST: '::1', PORT: '8600', PUBLIC_URL: 'http://[::1]:8600' }],
    ['http://localhost/', { HOST: 'localhost', PORT: '80', PUBLIC_URL: 'http://localhost' }],
    ['https://127.0.0.1/', { HOST: '127.0.0.1', PORT: '443', PUBLIC_URL: 'https://127.0.0.1' }],
  ])('tells the address of %s', async (url, env) => {
    expect((await generateKeys(none, { ...wanted, url }, {})).server.env).toMatchObject(env);
  });

  test('has a licence code of its own, and knows those that the user sets', async () => {
    const { set, server: told } = await generateKeys(none, { ...wanted, licenses: ['A', 'B'] }, {});
    expect(told.env.KOO_LICENSE_CODES).toBe(`${set.license},A,B`);
    expect((await generateKeys(none, wanted, {})).set.license).not.toBe(set.license);
  });

  test('tells the private key of the public key, or uses the exported one', async () => {
    const { rsa, server: told } = await generateKeys(none, { ...wanted, newRsaKeys: generateRsaKeys }, {});
    const key = Buffer.from(told.env.KOO_RSA_PRIVATE_KEY ?? '', 'base64');
    const own = createPublicKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
    expect(rsa?.rsaPublicKey.equals(own)).toBe(true);
    const { publicKey, privateKey } = await generateRsaKeys();
    const exported = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const env = { KOO_RSA_PRIVATE_KEY: exported };
    const used = await generateKeys(none, { ...wanted, newRsaKeys: generateRsaKeys }, env);
    expect(used.rsa?.rsaPublicKey.equals(publicKey)).toBe(true);
    expect(used.server.env.KOO_RSA_PRIVATE_KEY).toBeUndefined();
    expect((await generateKeys(none, wanted, {})).rsa).toBeUndefined();
  });
});
