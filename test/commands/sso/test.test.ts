import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { State } from '../../../src/callback/merchant/state.ts';
import type { CheckInfo } from '../../../src/suite/report.ts';
import type { ReportDocument } from '../../../src/suite/reporters/index.ts';
import { startMerchant, type Variant } from '../../sso/variants/run.ts';
import { binary, koo } from '../../support/koo.ts';
import { kooHere } from '../../support/koo-here.ts';
import { freePort } from '../../support/port.ts';
import { publicKey } from '../../support/rsa-keys.ts';
import { isWhole } from '../../support/whole.ts';

const root = mkdtempSync(join(tmpdir(), 'koo-sso-'));
const keyFile = join(root, 'public.pem');
writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
let folder = '';
const closing: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A merchant in this process, and what koo needs to test it. */
async function merchant(variant: Partial<Variant> = {}) {
  const states: State[] = [];
  const started = await startMerchant({ ...variant, state: (state) => states.push(state) });
  closing.push(started.close);
  const { production, login, cas, accountPage } = started.targets;
  const flags = ['--callback-url', production, '--rsa-public-key', keyFile, '--account-page', accountPage];
  return {
    ...started,
    args: ['sso', 'test', login, ...flags],
    cas,
    env: { KOO_KIT_KEY: started.kitKey },
    /** How many records it has stored. */
    stored: () =>
      states.reduce(
        (sum, { tenants, applications, users }) => sum + tenants.size + applications.size + users.size,
        0,
      ),
  };
}

const key = '00000000-1111-2222-3333-444444444444';
const env = { KOO_KIT_KEY: key };
const nowhere = 'http://127.0.0.1:1';

/** A run against no server, which a usage error must come before. */
function refused(args: readonly string[]) {
  return kooHere(['sso', 'test', ...args], { env, cwd: folder });
}

const demo = ['sso', 'test', '--demo'];

describe('the demo', () => {
  test('passes, in every form', async () => {
    const files = ['json', 'junit', 'html', 'markdown'].map((name) => [name, join(folder, name)] as const);
    const reporters = files.flatMap(([name, file]) => ['--reporter', `${name}=${file}`]);
    // It waits for nine seconds.
    const quick = isWhole ? [] : ['--skip', 'LOGIN-FAIL-SLOW'];
    const { code, stdout, stderr } = await kooHere([...demo, ...quick, '--reporter', 'spec', ...reporters]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/✔ \d+ passed/);
    const [json = '', junit, html, markdown] = files.map(([, file]) => readFileSync(file, 'utf8'));
    const report: ReportDocument = JSON.parse(json);
    expect(report).toMatchObject({
      schema: 'koo.sso-report/1',
      target: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/sso\/callback$/),
      protocols: ['login', 'oauth', 'cas'],
      summary: { failed: 0, warned: 0 },
      notices: [],
    });
    expect(report.summary.passed).toBeGreaterThan(80);
    expect(junit).toMatch(/^<\?xml[\s\S]*CAS-LOGIN/);
    expect(html).toContain('CAS-LOGIN');
    expect(markdown).toMatch(/^## ✅ KooGallery login test: \d+ passed/);
  });

  test('gives one JSON document that --query reads', async () => {
    const args = [...demo, '--only', 'OAUTH-LOGIN', '--json', '--query', 'checks[].id'];
    const { code, stdout, stderr } = await kooHere(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([
      'NET-REACHABLE',
      'LOGIN-BIND-TENANT',
      'LOGIN-BIND-APPLICATION',
      'LOGIN-BIND-USERS',
      'OAUTH-LOGIN',
    ]);
  });

  test('prints the heading of a group once', async () => {
    const { stdout } = await kooHere([...demo, '--only', 'LOGIN-UNBIND*,OAUTH-UNBIND-*,CAS-LOGIN']);
    const headings = stdout.match(/^✔ \w+ \/ After unbinding .*$/gm);
    expect(headings).toEqual(['✔ oauth / After unbinding  2 passed', '✔ login / After unbinding  3 passed']);
  });

  test('binds with the protocol of the flag', async () => {
    const { code, stdout } = await kooHere([
      ...demo,
      '--protocol',
      'v1-kit',
      '--only',
      'CAS-LOGIN',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).summary).toMatchObject({ failed: 0, skipped: 0 });
  });

  test('answers in Chinese', async () => {
    const { stdout } = await kooHere([...demo, '--only', 'CAS-LOGIN', '--lang', 'zh']);
    expect(stdout).toMatch(/\d+ 项通过/);
    expect(stdout).toMatch(/^✔ 登录 \/ /m);
  });

  test('ends at once on Ctrl-C, with the results so far', async () => {
    const { code, stdout } = await koo(demo, {
      during: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
    });
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted');
    expect(stdout).toMatch(/\d+ passed, \d+ skipped/);
  });
});

describe('the broken demo', () => {
  test('has each of its mistakes explained', async () => {
    const ids = [
      'LOGIN-OPEN-REDIRECT',
      'LOGIN-LEAK-URL',
      'OAUTH-ACCOUNT-TENANT',
      'OAUTH-CODE-REPLAY',
      'OAUTH-STATE-FOREIGN',
      'OAUTH-STATE-MISSING',
      'CAS-ACCOUNT-TENANT',
      'CAS-REPLAY',
    ];
    const only = [...ids, 'LOGIN-UNBIND*'].join();
    const { code, stdout } = await kooHere(['sso', 'test', '--demo=broken', '--only', only, '--json']);
    expect(code).toBe(7);
    const { checks }: ReportDocument = JSON.parse(stdout);
    const found = checks.filter(({ status }) => status !== 'passed');
    expect(found.map(({ id, status }) => [id, status]).sort()).toEqual(
      ids.map((id) => [id, 'failed']).sort(),
    );
  });

  test('is refused with a URL', async () => {
    const { code, stderr } = await kooHere(['sso', 'test', '--demo=broken', nowhere]);
    expect(code).toBe(2);
    expect(stderr).toContain('DEMO_WITH_URL');
    expect(stderr).toContain('--demo=broken');
  });
});

describe('the selection', () => {
  test.each([
    ['OAUTH-TOKEN', 'Did you mean OAUTH-TOKEN-*?'],
    ['cas', 'Did you mean CAS-*?'],
    ['OAUTH-LOGGIN', 'Did you mean OAUTH-LOGIN?'],
  ])('names the checks whose ids begin so: %s', async (glob, hint) => {
    const { stderr } = await kooHere([...demo, '--only', glob]);
    expect(stderr).toContain(hint);
  });

  test('--list needs neither a server nor a key, and lists what would run', async () => {
    const listed = await kooHere(['sso', 'test', '--list', '--json']);
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    const ids = (JSON.parse(listed.stdout) as CheckInfo[]).map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['LOGIN-BIND-TENANT', 'OAUTH-LOGIN', 'CAS-LOGIN', 'LOGIN-UNBIND']),
    );
    expect(new Set(ids).size).toBe(ids.length);
    const withoutCas = await kooHere(['sso', 'test', '--list', `${nowhere}/sso/callback`, '--json']);
    const rest = (JSON.parse(withoutCas.stdout) as CheckInfo[]).map(({ id }) => id);
    expect(rest).toEqual(ids.filter((id) => !id.startsWith('CAS-')));
    const chosen = await kooHere([
      'sso',
      'test',
      '--list',
      '--only',
      'CAS-*',
      '--skip',
      'CAS-UNBIND-*',
      '--json',
    ]);
    expect((JSON.parse(chosen.stdout) as CheckInfo[]).map(({ id }) => id)).toEqual(
      ids.filter((id) => id.startsWith('CAS-') && !id.startsWith('CAS-UNBIND-')),
    );
    const none = await kooHere(['sso', 'test', '--list', '--only', 'NO-SUCH', '--json']);
    expect(JSON.parse(none.stdout)).toMatchObject({ error: { code: 'UNKNOWN_CHECK', exitCode: 2 } });
    const table = await kooHere(['sso', 'test', '--list']);
    expect(table.stdout).toMatch(/^CHECK.*\nNET-REACHABLE/);
  });

  test('--skip skips, also what needs it', async () => {
    const args = [...demo, '--only', 'CAS-LOGIN', '--skip', 'CAS-SERVICE-*', '--json'];
    const { code, stdout } = await kooHere(args);
    expect(code).toBe(0);
    const { checks }: ReportDocument = JSON.parse(stdout);
    expect(checks.slice(-2).map(({ id, reason }) => [id, reason?.en])).toEqual([
      ['CAS-SERVICE-EXACT', 'skipped by --skip'],
      ['CAS-LOGIN', 'requires CAS-SERVICE-EXACT, which was skipped'],
    ]);
  });

  test('sso.skip of koo.yaml skips with a reason, also where CAS is not tested', async () => {
    const { args, env: keys } = await merchant();
    const skip = '[{id: OAUTH-WORKBENCH, reason: no workbench}, {id: CAS-ONCE, reason: no CAS}]';
    writeFileSync(join(folder, 'koo.yaml'), `sso:\n  skip: ${skip}\n`);
    const only = ['--only', 'OAUTH-WORKBENCH', '--json'];
    const { code, stdout } = await kooHere([...args, ...only], { env: keys, cwd: folder });
    expect(code).toBe(0);
    const { checks }: ReportDocument = JSON.parse(stdout);
    expect(checks.at(-1)).toMatchObject({
      id: 'OAUTH-WORKBENCH',
      reason: { en: 'skipped by koo.yaml: no workbench' },
    });
  });

  test.each(['--only', '--skip'])('%s that matches no check', async (flag) => {
    const args = [...demo, flag, 'OAUTH-LOGON'];
    const { code, stderr } = await kooHere(args);
    expect(code).toBe(2);
    expect(stderr).toContain('UNKNOWN_CHECK');
    expect(stderr).toContain('OAUTH-LOGIN');
  });
});

describe('a usage error', () => {
  const complete = ['--callback-url', `${nowhere}/saasproduce`, '--rsa-public-key', keyFile];

  test.each([
    ['no login address', [], 'NO_URL', 'login address'],
    ['no production address', [`${nowhere}/sso/callback`], 'NO_CALLBACK_URL', '--callback-url'],
    ['a bad login address before what is missing', ['nonsense'], 'INVALID_URL', '"nonsense"'],
    ['the demo and a URL', ['--demo', `${nowhere}/sso/callback`], 'DEMO_WITH_URL', '--demo'],
    ['no scheme', ['127.0.0.1/sso/callback', ...complete], 'INVALID_URL', '/sso/callback'],
    ['another scheme', ['ftp://127.0.0.1/sso/callback', ...complete], 'INVALID_URL', '/sso/callback'],
    [
      'a callback of CAS without the tenant',
      [nowhere, ...complete, '--cas', `${nowhere}/cas`],
      'NO_TENANT_IN_URL',
      '{tenantId}',
    ],
    [
      'a login page without the tenant',
      [nowhere, ...complete, '--login-page', `${nowhere}/login`],
      'NO_TENANT_IN_URL',
      '--login-page: the page that starts a login does not name the tenant',
    ],
    [
      'an unknown placeholder of the login address',
      ['http://{tenantid}.localhost/sso', ...complete],
      'UNKNOWN_PLACEHOLDER',
      'URL: there is no placeholder {tenantid}',
    ],
    ['another protocol', ['--demo', '--protocol', 'v2'], 'INVALID_VALUE', 'v2-kit'],
    ['no patience', ['--demo', '--patience', '0'], 'INVALID_VALUE', '--patience'],
  ])('%s', async (_case, args, code, told) => {
    const { code: exit, stdout, stderr } = await refused(args);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toContain(code);
    expect(stderr).toContain(told);
  });

  test.each(['--callback-url', '--cas', '--login-page', '--account-page', '--logout'])(
    'a bad address of %s',
    async (flag) => {
      const { code, stderr } = await refused([nowhere, flag, 'foo']);
      expect(code).toBe(2);
      expect(stderr).toContain(`${flag}: "foo" is not an http or https URL`);
      expect(stderr).toContain('such as https://isv.example.com/');
    },
  );

  test.each([
    'callback.url',
    ...['login', 'cas', 'loginPage', 'accountPage', 'logout'].map((key) => `sso.${key}`),
  ])('a bad address in koo.yaml: %s', async (setting) => {
    const config = join(folder, 'koo.yaml');
    writeFileSync(config, `${setting.replace('.', ':\n  ')}: foo\n`);
    const { code, stderr } = await refused(['--config', config]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${setting}: "foo" is not an http or https URL`);
    expect(stderr).toContain('such as https://isv.example.com/');
  });

  test.each(['--cas', '--login-page', '--account-page', '--logout'])(
    'an unknown placeholder of %s',
    async (flag) => {
      const { code, stderr } = await refused([nowhere, flag, `${nowhere}/x?t={tenantId}&of={tenantcode}`]);
      expect(code).toBe(2);
      expect(stderr).toContain(`${flag}: there is no placeholder {tenantcode}`);
      expect(stderr).toContain('Write {tenantId} or {tenantCode}');
    },
  );

  test.each([
    'callback.url',
    ...['login', 'cas', 'loginPage', 'accountPage', 'logout'].map((key) => `sso.${key}`),
  ])('an unknown placeholder in koo.yaml: %s', async (setting) => {
    const config = join(folder, 'koo.yaml');
    writeFileSync(config, `${setting.replace('.', ':\n  ')}: ${nowhere}/{tenant}\n`);
    const { code, stderr } = await refused(['--config', config]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${setting}: there is no placeholder {tenant}`);
  });

  test('a placeholder in the production address', async () => {
    const { code, stderr } = await refused([nowhere, '--callback-url', `${nowhere}/{tenantId}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('--callback-url: there is no placeholder {tenantId}');
    expect(stderr).toContain('without placeholders');
  });

  const withPassword = 'http://merchant:hidden-word@127.0.0.1:1/x?tenant={tenantId}';

  test.each([
    [[withPassword, ...complete]],
    [[nowhere, '--callback-url', withPassword, '--rsa-public-key', keyFile]],
    ...['--cas', '--login-page', '--account-page', '--logout'].map((flag) => [
      [nowhere, ...complete, flag, withPassword],
    ]),
  ])('a URL with user name and password: %j', async (args) => {
    const { code, stdout, stderr } = await refused(args);
    expect(code).toBe(2);
    expect(stderr).toContain('INVALID_URL');
    expect(stdout + stderr).not.toContain('hidden-word');
  });

  test('no public key', async () => {
    const { code, stdout, stderr } = await refused([nowhere, '--callback-url', nowhere]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('NO_RSA_PUBLIC_KEY');
    expect(stderr).not.toContain('Sending to');
  });

  test('neither key', async () => {
    const args = ['sso', 'test', nowhere, '--callback-url', nowhere];
    const { code, stderr } = await kooHere(args, { cwd: folder });
    expect(code).toBe(3);
    for (const told of ['NO_KEYS', 'KOO_KIT_KEY', '--rsa-public-key']) expect(stderr).toContain(told);
  });

  test('no access key', async () => {
    const { code, stderr } = await kooHere(['sso', 'test', nowhere, ...complete], { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toContain('NO_ACCESS_KEY');
  });

  test('a production address of another origin that only koo.yaml names', async () => {
    const production = 'https://isv.example.com/saasproduce';
    writeFileSync(join(folder, 'koo.yaml'), `callback:\n  url: ${production}\n`);
    const args = [`${nowhere}/sso/callback`, '--rsa-public-key', keyFile, '--no-input'];
    const { code, stderr } = await refused(args);
    expect(code).toBe(2);
    expect(stderr).toContain('NO_CALLBACK_URL');
    expect(stderr).toContain('koo.yaml has another origin than the addresses on the command line');
    expect(stderr).toContain(`If it belongs to the same server, add --callback-url ${production}`);
    const listed = await refused([...args, '--list']);
    expect(listed.stderr).toContain('koo does not use them: callback.url.');
    const allowed = await refused([...args, '--allow-origin', 'https://isv.example.com', '--list']);
    expect(allowed).toMatchObject({ code: 0, stderr: '' });
  });

  test('a production address beside the login address is not signed for without a question', async () => {
    const origin = 'https://isv.example.com';
    writeFileSync(join(folder, 'koo.yaml'), `callback:\n  url: ${origin}/saasproduce\n`);
    const args = [`${origin}/sso/callback`, '--rsa-public-key', keyFile, '--no-input'];
    const { code, stderr } = await refused(args);
    expect(code).toBe(3);
    expect(stderr).toContain('ORIGIN_NOT_ALLOWED');
  });

  test('a baseline of another suite', async () => {
    const file = join(folder, 'callback.json');
    const report = {
      schema: 'koo.callback-report/1',
      target: 'x',
      startedAt: '2026-01-01T00:00:00Z',
      checks: [],
    };
    writeFileSync(file, JSON.stringify(report));
    const { code, stderr } = await refused(['--demo', '--baseline', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('INVALID_BASELINE');
    expect(stderr).toContain('koo.sso-report/1');
  });
});

describe('a server', () => {
  test('that cannot be reached', async () => {
    const { stdout, code } = await refused([
      `${nowhere}/sso/callback`,
      '--callback-url',
      `${nowhere}/saasproduce`,
      '--rsa-public-key',
      keyFile,
      '--json',
    ]);
    const report: ReportDocument = JSON.parse(stdout);
    const failed = report.checks.filter(({ status }) => status === 'failed');
    expect(failed.map(({ id, actual }) => [id, actual?.en])).toEqual([
      ['NET-REACHABLE', expect.stringContaining('ECONNREFUSED')],
    ]);
    expect(code).toBe(6);
    expect(report.notices.map(({ en }) => en)).toEqual([expect.stringMatching(/^CAS is not tested/)]);
  });

  test('that only koo.yaml names gets no request of a run whose addresses are typed', async () => {
    const seen: (string | undefined)[] = [];
    const other = createServer(({ url }, response) => {
      seen.push(url);
      response.end('<p>nothing</p>');
    });
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    closing.push(async () => other.close());
    const { port } = other.address() as AddressInfo;
    const { targets, env: keys } = await merchant();
    const named = [
      'cas: URL/sso/cas?tenant={tenantId}',
      'loginPage: URL/start?t={tenantId}',
      'accountPage: URL/me',
    ];
    const sso = [...named, 'logout: URL/logout'].map((line) => `  ${line}\n`).join('');
    const yaml = `callback:\n  url: URL/saasproduce\nsso:\n${sso}`;
    writeFileSync(join(folder, 'koo.yaml'), yaml.replaceAll('URL', `http://127.0.0.1:${port}`));
    const typed = [targets.login, '--callback-url', targets.production, '--rsa-public-key', keyFile];
    const only = ['--only', 'OAUTH-LOGIN,OAUTH-STARTED,LOGIN-LOGOUT*'];
    const quiet = [...only, '--quiet', '--json'];
    const { stdout, stderr } = await kooHere(['sso', 'test', ...typed, ...quiet], {
      env: keys,
      cwd: folder,
    });
    expect({ seen, stderr }).toEqual({ seen: [], stderr: '' });
    const report: ReportDocument = JSON.parse(stdout);
    expect(report.notices.map(({ en }) => en)).toEqual([
      expect.stringMatching(
        `: sso.cas, sso.loginPage, sso.accountPage, sso.logout. If they belong .* --account-page http://127.0.0.1:${port}/me --logout `,
      ),
      'CAS is not tested, because sso.cas in koo.yaml has another origin than the command line.',
    ]);
  });

  test('whose addresses in koo.yaml have the origin of a typed one is tested with them', async () => {
    const { targets, env: keys } = await merchant();
    writeFileSync(join(folder, 'koo.yaml'), `sso:\n  accountPage: ${targets.accountPage}\n`);
    const typed = [targets.login, '--callback-url', targets.production, '--rsa-public-key', keyFile];
    const args = ['sso', 'test', ...typed, '--only', 'OAUTH-LOGIN'];
    const { code, stderr } = await kooHere(args, { env: keys, cwd: folder });
    expect(code).toBe(0);
    expect(stderr).not.toContain('does not use');
  });

  test('whose production address cannot be reached', async () => {
    const { targets, env: keys } = await merchant();
    const { code, stdout } = await kooHere(
      ['sso', 'test', targets.login, '--callback-url', nowhere, '--rsa-public-key', keyFile, '--json'],
      { env: keys, cwd: folder },
    );
    const report: ReportDocument = JSON.parse(stdout);
    expect(report.checks.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual([
      'NET-REACHABLE',
    ]);
    expect(code).toBe(6);
  });

  test('with a mistake fails, with what shows it, in both languages', async () => {
    const {
      args,
      cas,
      env: keys,
      stored,
    } = await merchant({ steps: { casService: (_binding, origin) => `${origin}/sso/cas` } });
    const run = [...args, '--cas', cas, '--only', 'CAS-LOGIN', '--json'];
    const { code, stdout, stderr } = await kooHere(run, { env: keys, cwd: folder });
    expect(code).toBe(7);
    expect(stderr).toMatch(/^Sending to http:\S+\. Access keys: kit interfaces \(KOO_KIT_KEY\)\n$/);
    const { checks }: ReportDocument = JSON.parse(stdout);
    const failed = checks.find(({ status }) => status === 'failed');
    expect(failed).toMatchObject({
      id: 'CAS-SERVICE-EXACT',
      actual: { en: expect.stringMatching(/service=http:\S+\/sso\/cas$/) },
      hint: { en: expect.stringContaining('the parameters differ'), zh: expect.stringContaining('参数') },
      evidence: { response: expect.stringContaining('INVALID_SERVICE') },
    });
    expect(stored()).toBe(0);
  });

  test.each([
    ['that passes is told that signatures were not tested', 0, ['--skip', 'OAUTH-*,LOGIN-*'], true],
    ['that passes selected checks is not', 0, ['--only', 'LOGIN-BIND-TENANT'], false],
    ['that fails is not', 7, ['--skip', 'OAUTH-*'], false],
  ] as const)('%s', async (_case, exit, selected, isTold) => {
    const reject: Variant['merchant'] = (one) => ({
      ...one,
      handle: async (request) => ({ ...(await one.handle(request)), body: Buffer.from('oops') }),
    });
    const { args, env: keys } = await merchant(exit === 0 ? {} : { merchant: reject });
    const { code, stdout } = await kooHere([...args, ...selected, '--json'], { env: keys, cwd: folder });
    expect(code).toBe(exit);
    const { notices }: ReportDocument = JSON.parse(stdout);
    const told = notices.some(({ en }) => en.includes('`koo callback test --protocol v2-kit` does that'));
    expect(told).toBe(isTold);
  });

  test('with a warning fails only with --strict', async () => {
    const {
      args,
      cas,
      env: keys,
    } = await merchant({ fetch: (send) => (url, init) => send(url.replace('&format=JSON', ''), init) });
    const run = [...args, '--cas', cas, '--only', 'CAS-FORMAT'];
    expect((await kooHere(run, { env: keys, cwd: folder })).code).toBe(0);
    expect((await kooHere([...run, '--strict'], { env: keys, cwd: folder })).code).toBe(7);
  });

  test('is compared with an earlier report', async () => {
    const { args, env: keys } = await merchant();
    const file = join(folder, 'earlier.json');
    const run = [...args, '--only', 'OAUTH-LOGIN', '--json'];
    const { stdout } = await kooHere(run, { env: keys, cwd: folder });
    writeFileSync(file, stdout.replaceAll('"status": "passed"', '"status": "failed"'));
    const compared = await kooHere([...run, '--baseline', file], { env: keys, cwd: folder });
    const report: ReportDocument = JSON.parse(compared.stdout);
    expect(report.baseline?.changes).toContainEqual({
      id: 'OAUTH-LOGIN',
      change: 'fixed',
      before: 'failed',
      now: 'passed',
    });
  });

  test('shows no secret of the run, even if it repeats them', async () => {
    const { args, env: keys } = await merchant({
      login: (login) => ({
        handle: async (request) => {
          const response = await login.handle(request);
          if (new URL(request.url).pathname !== '/sso/account') return response;
          return new Response(`secret: ${keys.KOO_KIT_KEY}`, { headers: { 'Content-Type': 'text/plain' } });
        },
      }),
    });
    const { code, stdout } = await kooHere([...args, '--only', 'OAUTH-LOGIN', '--verbose'], {
      env: keys,
      cwd: folder,
    });
    expect(code).toBe(7);
    expect(stdout).toContain('secret: ***');
  });
});

describe('an interrupt', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('by %s leaves nothing at the server', async (signal) => {
    const { args, env: keys, stored } = await merchant();
    let atSignal = 0;
    const { code, stdout } = await koo(args, {
      env: keys,
      cwd: folder,
      during: (child) =>
        child.stdout?.on('data', (text) => {
          if (atSignal > 0 || !String(text).includes('Binding')) return;
          atSignal = stored();
          child.kill(signal);
        }),
    });
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted');
    expect(atSignal).toBeGreaterThan(0);
    expect(stored()).toBe(0);
  });

  test('does not wait for a server that does not respond any more', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      if (requests === 1) response.end('login');
    });
    const port = await freePort();
    server.listen(port, '127.0.0.1');
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${port}`;
    const flags = ['--callback-url', `${url}/saasproduce`, '--rsa-public-key', keyFile, '--timeout', '1'];
    const { code, stdout } = await koo(['sso', 'test', `${url}/sso/callback`, ...flags], {
      env,
      cwd: folder,
      during: (child) => server.on('request', () => requests === 2 && child.kill('SIGINT')),
    });
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted');
    expect(stdout.replace(/\s+/g, ' ')).toContain('these tenants may remain in its data');
    expect(requests).toBe(3);
  });
});

describe('a server that koo starts', () => {
  /** The reference merchant, with keys and port from its environment, that prints what it is told to. */
  const source = (more = '') => `
    const { writeFileSync } = require('node:fs');
    const { env } = process;
    writeFileSync('rsa.key', env.KOO_RSA_PRIVATE_KEY);
    const args = ['callback', 'serve', '--host', env.HOST, '--port', env.PORT, '--protocol', 'v2-kit', '--rsa-private-key', 'rsa.key'];
    process.argv.splice(2, process.argv.length, ...args);
    import(${JSON.stringify(pathToFileURL(binary))});
    ${more}`;

  async function settings(more = '') {
    const url = `http://127.0.0.1:${await freePort()}`;
    writeFileSync(join(folder, 'server.cjs'), source(more));
    const start = JSON.stringify(`"${process.execPath}" server.cjs`);
    const callback = `callback:\n  url: ${url}/saasproduce\n  start: ${start}\n  generateKeys: true\n  protocols: [v2-kit]\n`;
    const sso = `sso:\n  login: ${url}/sso/callback\n  cas: ${url}/sso/cas?tenant={tenantId}\n  accountPage: ${url}/sso/account\n`;
    writeFileSync(join(folder, 'koo.yaml'), callback + sso);
    return url;
  }

  const run = (...args: string[]) => kooHere(['sso', 'test', ...args], { cwd: folder });

  test('with generated keys, and the addresses of koo.yaml, passes', async () => {
    await settings();
    const { code, stdout, stderr } = await run('--only', 'CAS-LOGIN,OAUTH-LOGIN,LOGIN-LEAK-OUTPUT');
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toContain('Starting the server');
    expect(stdout).not.toContain('skipped');
  });

  test('is tested whatever koo.yaml sets for callbacks that a login has not', async () => {
    await settings();
    const file = join(folder, 'koo.yaml');
    const more = '  require: [upgradeInstance]\n  set:\n    newInstance.orderId: CS1\n    license: L-1\n';
    writeFileSync(file, readFileSync(file, 'utf8').replace('sso:\n', `${more}sso:\n`));
    const { code, stdout, stderr } = await run('--only', 'LOGIN-BIND-TENANT');
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).not.toContain('Values from koo.yaml');
  });

  test('has what it prints searched for secrets', async () => {
    await settings(`setInterval(() => console.log('working'), 20).unref();`);
    const { code, stdout } = await run('--only', 'LOGIN-LEAK-OUTPUT', '--start-log', 'server.log', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).checks.at(-1)).toMatchObject({ id: 'LOGIN-LEAK-OUTPUT', status: 'passed' });
    expect(readFileSync(join(folder, 'server.log'), 'utf8')).toContain('working');
  });

  test('is not started for a login address that was typed', async () => {
    const url = await settings();
    const { code, stderr } = await run(`${url}/sso/callback`, '--rsa-public-key', keyFile);
    expect(stderr).not.toContain('Starting');
    expect(code).toBe(3);
    expect(stderr).toContain('NO_ACCESS_KEY');
  });

  test('is not started for a selection that matches no check', async () => {
    await settings(`writeFileSync('started', '');`);
    const { code, stderr } = await run('--only', 'OAUTH-NO-SUCH-CHECK');
    expect(code).toBe(2);
    expect(stderr).toContain('UNKNOWN_CHECK');
    expect(() => readFileSync(join(folder, 'started'))).toThrow('ENOENT');
  });

  test('that ends during the run is told of', async () => {
    await settings();
    writeFileSync(
      join(folder, 'server.cjs'),
      `require('node:http').createServer(({ url }, response) => {
         if (url.includes('produceAPI')) process.kill(process.pid, 'SIGKILL');
         response.end('login');
       }).listen(process.env.PORT, process.env.HOST);`,
    );
    const { code, stdout } = await run('--json');
    expect(code).toBe(7);
    const report = JSON.parse(stdout);
    expect(report.notices.at(-1).en).toBe(
      'The server ended (SIGKILL) during the run, while these checks ran: LOGIN-BIND-TENANT',
    );
  });
});
