import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import Doctor from '../../src/commands/doctor.ts';
import Login from '../../src/commands/login.ts';
import Logout from '../../src/commands/logout.ts';
import ProfileList from '../../src/commands/profile/list.ts';
import ProfileRemove from '../../src/commands/profile/remove.ts';
import WhoAmI from '../../src/commands/whoami.ts';
import { type Ran, runCommand } from './run.ts';

const hangingMs = 700;
const fake = vi.hoisted(() => ({ module: '', limitMs: 0 }));
vi.mock(import('../../src/account/credentials/keyring.ts'), async (load) => {
  const original = await load();
  return { ...original, keyring: () => original.keyring(fake) };
});

const sk = 'the-secret-half';
const seen: Ran[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-keyring-'));
});
afterEach(() => {
  for (const ran of seen.splice(0)) expect(JSON.stringify(ran)).not.toContain(sk);
  rmSync(folder, { recursive: true });
});

const working = `
  setPassword(text) { fs.writeFileSync(this.path, text); }
  getPassword() { return fs.existsSync(this.path) ? fs.readFileSync(this.path, 'utf8') : null; }
  deletePassword() { const had = fs.existsSync(this.path); fs.rmSync(this.path, { force: true }); return had; }`;
const throwing = (how: string) =>
  `setPassword() { ${how} } getPassword() { ${how} } deletePassword() { ${how} }`;

const keyrings = {
  locked: throwing("throw new Error('locked');"),
  hanging: throwing('for (;;);'),
  missing: undefined,
};

/** Puts a keyring in place of the machine's: the body of its Entry class. */
function plug(entry: string | undefined): void {
  // On a busy machine, the process of a keyring that responds takes its time, too.
  fake.limitMs = entry === keyrings.hanging ? hangingMs : 20_000;
  fake.module = join(folder, entry === undefined ? 'no-such-module.cjs' : 'keyring.cjs');
  if (entry === undefined) return;
  writeFileSync(
    fake.module,
    `const fs = require('node:fs');
     exports.Entry = class {
       constructor(service, account) { this.path = ${JSON.stringify(`${folder}/entry-`)} + service + '-' + encodeURIComponent(account); }
       ${entry}
     };`,
  );
}

async function koo(
  command: Parameters<typeof runCommand>[0],
  argv: readonly string[],
  env = {},
): Promise<Ran> {
  const ran = await runCommand(command, argv, { KOO_CONFIG_DIR: join(folder, 'config'), ...env });
  seen.push(ran);
  return ran;
}

const login = (...argv: string[]) =>
  koo(Login, ['--no-verify', '--no-input', '--profile', 'acme', ...argv], {
    KOO_AK: 'AKEXAMPLE',
    KOO_SK: sk,
  });
const stored = (name: string) => readFileSync(join(folder, 'config', name), 'utf8');
const kept = async () =>
  JSON.parse((await koo(ProfileList, ['--json'])).stdout) as { secrets: string | null }[];

describe.each(Object.entries(keyrings))('with a keyring that is %s', (kind, entry) => {
  test('a login keeps the secrets in a file, says so, and does not wait', async () => {
    plug(entry);
    const ran = await login('--json');
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ secrets: [{ name: 'sk', store: 'file' }] });
    const why = kind === 'hanging' ? 'did not respond within 0.7 s' : 'is missing or locked';
    expect(ran.stderr).toMatch(
      new RegExp(`The keyring ${why}\\. Secrets are stored in the file .*credentials\\.json`),
    );
    expect(stored('credentials.json')).toContain(sk);
  });

  test('a login that fails does not say where secrets are kept', async () => {
    plug(entry);
    const ran = await koo(Login, ['--no-input', '--endpoint', 'http://127.0.0.1:9', '--ak', 'AKEXAMPLE']);
    expect(ran).toMatchObject({ exitCode: 2, stderr: '' });
  });

  test('a login that wants the keyring and nothing else fails before a key is asked for', async () => {
    plug(entry);
    await koo((await import('../../src/commands/config/set.ts')).default, ['secret-store', 'keyring']);
    const ran = await koo(Login, ['--no-verify', '--no-input']);
    expect(ran).toMatchObject({ exitCode: 3, code: 'KEYRING_UNAVAILABLE' });
    expect(ran.hint).toContain('koo config set secret-store file');
  });

  test('secrets in it cannot be forgotten, unless by force: then it is said what may remain', async () => {
    plug(working);
    expect(JSON.parse((await login('--json')).stdout)).toMatchObject({ secrets: [{ store: 'keyring' }] });
    plug(entry);
    for (const run of [() => koo(Logout, []), () => koo(ProfileRemove, ['acme', '--yes'])]) {
      const ran = await run();
      expect(ran).toMatchObject({ exitCode: 3, code: 'KEYRING_UNAVAILABLE' });
      expect(ran.hint).toContain('--force');
      expect(await kept()).toMatchObject([{ secrets: 'keyring' }]);
    }
    const left = /The entry "acme" of the service "koo" may still be in the keyring/;
    const out = await koo(Logout, ['--force']);
    expect(out).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(left) });
    expect(await kept()).toMatchObject([{ secrets: null }]);
    expect((await koo(WhoAmI, [])).code).toBe('NO_CREDENTIAL');
    plug(working);
    await login();
    plug(entry);
    const gone = await koo(ProfileRemove, ['acme', '--yes', '--force', '--lang', 'zh']);
    expect(gone).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('服务“koo”的条目“acme”') });
    expect(await kept()).toEqual([]);
  });

  test('is reported by koo doctor', async () => {
    plug(entry);
    const { checks } = JSON.parse((await koo(Doctor, ['--offline', '--json'])).stdout);
    expect(checks).toContainEqual(expect.objectContaining({ id: 'secret-store', status: 'warn' }));
  });
});

test('a login with a damaged settings file: it is set aside with a notice, and the login stored', async () => {
  plug(working);
  await login();
  writeFileSync(join(folder, 'config', 'settings.json'), '{"profiles":{"acme":');
  const ran = await login('--json');
  expect(ran.exitCode).toBe(0);
  expect(ran.stderr).toMatch(/settings\.json was damaged\. koo moved it to .*settings\.json\.damaged-/);
  expect(JSON.parse(stored('settings.json')).profiles).toHaveProperty('acme');
});

test('a login with a damaged credentials file: it is set aside with a notice, and the keys stored', async () => {
  plug(undefined);
  await login();
  writeFileSync(join(folder, 'config', 'credentials.json'), '{"profiles":[');
  const ran = await login('--json');
  expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('credentials.json was damaged') });
  expect(stored('credentials.json')).toContain(sk);
});

test('a login without a terminal names what to give, and asks nothing', async () => {
  plug(working);
  const ran = await koo(Login, ['--ak', 'AKEXAMPLE']);
  expect(ran).toMatchObject({ exitCode: 2, code: 'MISSING_VALUE', stdout: '' });
  expect(ran.hint).toContain('Use --sk-file or --sk-stdin, or set KOO_SK.');
});

test.each<[string, string[], Record<string, string>]>([
  ['AK', ['--ak', 'AK EXAMPLE'], { KOO_SK: sk }],
  ['AK', [], { KOO_AK: 'AK\u200b', KOO_SK: sk }],
  ['SK', ['--ak', 'AKEXAMPLE', '--sk-file', 'FILE'], {}],
  ['KOO_SECURITY_TOKEN', [], { KOO_AK: 'AKEXAMPLE', KOO_SK: sk, KOO_SECURITY_TOKEN: 'a\nb' }],
])('a login with an %s that no key is, is refused: %j', async (name, argv, env) => {
  plug(working);
  const file = join(folder, 'sk.txt');
  writeFileSync(file, 'ключ\n');
  const words = argv.map((word) => (word === 'FILE' ? file : word));
  const ran = await koo(Login, ['--no-verify', '--no-input', ...words], env);
  expect(ran).toMatchObject({ exitCode: 2, code: 'INVALID_KEY', message: expect.stringContaining(name) });
  expect(ran.message).not.toContain('ключ');
});
