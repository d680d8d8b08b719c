import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import SsoAuthorize from '../../src/commands/sso/authorize.ts';
import SsoCasLogin from '../../src/commands/sso/cas/login.ts';
import SsoCasLogout from '../../src/commands/sso/cas/logout.ts';
import SsoCasValidate from '../../src/commands/sso/cas/validate.ts';
import SsoLogout from '../../src/commands/sso/logout.ts';
import SsoToken from '../../src/commands/sso/token.ts';
import SsoUserinfo from '../../src/commands/sso/userinfo.ts';
import type { LocalServer } from '../../src/http/local-server.ts';
import { encryptClientSecret } from '../../src/signing/client-secret.ts';
import { startLoginServer } from '../../src/sso/center/server.ts';
import { appId, client, codeFor, createWorld, loginAddress, red } from '../sso/center/world.ts';
import { type Ended, scratch } from '../support/koo.ts';
import { kooHere } from '../support/koo-here.ts';
import { type Ran, runCommand } from './run.ts';

const { clientId, clientSecret, casService: service = '' } = client;
const env = { KOO_CLIENT_SECRET: clientSecret };
const folder = mkdtempSync(join(scratch, 'sso-'));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const world = createWorld();
let server: LocalServer;
let domain: readonly string[];
let tokenOf: (...args: string[]) => string[];

beforeAll(async () => {
  server = await startLoginServer({ handle: world.center.domain(red.id), port: 0 });
  world.tenants = [{ ...red, domain: server.url }];
  domain = ['--domain', server.url];
  tokenOf = (...args) => [...domain, '--client-id', clientId, ...args];
});
afterAll(() => server.close());

/** No secret of these, in any form, in what a command printed. */
function expectNone(
  { stdout, stderr }: Pick<Ran | Ended, 'stdout' | 'stderr'>,
  ...secrets: readonly string[]
) {
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      expect(stdout).not.toContain(form);
      expect(stderr).not.toContain(form);
    }
  }
}

interface Saved {
  readonly access_token: string;
  readonly refresh_token: string;
}
const savedIn = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Saved;

describe('a login, step by step', () => {
  test('works with the files that the steps save, and shows no secret', async () => {
    const tokens = join(folder, 'tokens.json');
    const code = codeFor(world);
    const first = await runCommand(SsoToken, tokenOf('--code', code, '--save', tokens), env);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.stdout).toContain('✔ The login domain issued tokens');
    expect(first.stdout).toMatch(/access_token {3}\S{4}… \(1024 characters\), valid for 7200 s/);
    expect(first.stdout).toContain('--data-urlencode "client_secret=$KOO_CLIENT_SECRET"');
    expect(first.stdout).toContain(`Next:\n  koo sso userinfo --domain ${server.url} --token-file ${tokens}`);
    if (process.platform !== 'win32') expect(statSync(tokens).mode & 0o777).toBe(0o600);
    const saved = savedIn(tokens);
    expectNone(first, clientSecret, code, saved.access_token, saved.refresh_token);

    const user = await runCommand(SsoUserinfo, [...domain, '--token-file', tokens]);
    expect(user).toMatchObject({ exitCode: 0, stderr: '' });
    expect(user.stdout).toContain(`✔ Signed in: lihua of the tenant ${red.id}`);
    expect(user.stdout).toMatch(/^organizationCode +10010 +singleOrgSync orgCode +code of the department$/m);
    expectNone(user, saved.access_token);

    const again = ['--refresh-token-file', tokens, '--save', tokens, '--json'];
    const refreshed = await runCommand(SsoToken, tokenOf(...again), env);
    expect(JSON.parse(refreshed.stdout)).toMatchObject({ step: 'refresh', ok: true, saved: tokens });
    const renewed = savedIn(tokens);
    expect(renewed.access_token).not.toBe(saved.access_token);
    expectNone(
      refreshed,
      clientSecret,
      ...Object.values(saved).slice(0, 1),
      renewed.access_token,
      renewed.refresh_token,
    );
  });

  test('takes the address of the browser for the code, and names its tenant', async () => {
    const code = codeFor(world);
    const address = `${loginAddress}?code=${encodeURIComponent(code)}&tenant=${red.id}`;
    const { exitCode, stdout, stderr } = await runCommand(SsoToken, tokenOf('--code', address), env);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`The address names the tenant ${red.id}`);
    // There is no file for the next step.
    expect(stdout).toContain('- koo has not saved the tokens');
    expect(stdout).not.toContain('Next:');
  });

  test('takes the client secret encrypted, with the private key', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 3072,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const key = file('private.pem', privateKey);
    const ciphertext = encryptClientSecret(publicKey, clientSecret);
    const secret = file('secret.txt', `${ciphertext.replace(/.{76}/g, '$&\n')}\n`);
    const args = ['--client-secret-file', secret, '--rsa-private-key', key];
    const ran = await runCommand(SsoToken, tokenOf('--code', codeFor(world), ...args));
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expectNone(ran, clientSecret, ciphertext);

    const wrong = { KOO_CLIENT_SECRET: Buffer.alloc(384, 7).toString('base64') };
    const failed = await runCommand(
      SsoToken,
      tokenOf('--code', codeFor(world), '--rsa-private-key', key),
      wrong,
    );
    expect(failed).toMatchObject({ code: 'NOT_DECRYPTED', exitCode: 7 });

    const plain = await runCommand(SsoToken, tokenOf('--code', codeFor(world), '--rsa-private-key', key), {
      KOO_CLIENT_SECRET: clientSecret,
    });
    expect(plain).toMatchObject({ code: 'NOT_ENCRYPTED', exitCode: 2 });
    expectNone(plain, clientSecret);
    const forgotten = await runCommand(SsoToken, tokenOf('--code', codeFor(world)), wrong);
    expect(forgotten.exitCode).toBe(4);
    expect(forgotten.stderr).toContain('The client secret looks encrypted.');
  });

  test('goes through CAS, in both formats', async () => {
    for (const format of ['XML', 'JSON']) {
      const ticket = world.center.issueTicket({ tenantId: red.id, appId, userName: 'lihua' });
      const args = [
        ...domain,
        '--service',
        service,
        '--ticket',
        `${service}&ticket=${ticket}`,
        '--format',
        format,
      ];
      const ran = await runCommand(SsoCasValidate, args);
      expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
      expect(ran.stdout).toContain('✔ Signed in: lihua');
      const used = await runCommand(SsoCasValidate, [...args, '--lang', 'zh']);
      expect(used.exitCode).toBe(5);
      expect(used.stdout).toContain('✖ INVALID_TICKET');
      expectNone({ stdout: ran.stdout + used.stdout, stderr: '' }, ticket);
    }
  });

  test.each(['?', '&'])(
    'finds the ticket after %s in a callback address as the page prints it',
    async (sign) => {
      const printed = `https://saas.example.net/cas&tenant=${red.id}`;
      const ticket = world.center.issueTicket({
        tenantId: red.id,
        appId,
        userName: 'lihua',
        service: printed,
      });
      const args = ['--service', printed, '--ticket', `${printed}${sign}ticket=${ticket}`];
      expect(await runCommand(SsoCasValidate, [...domain, ...args])).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
    },
  );
});

describe('a file for tokens', () => {
  test('is refused before the code is sent', async () => {
    const before = world.calls.length;
    for (const path of ['-', join(folder, 'none', 'tokens.json')]) {
      const ran = await runCommand(SsoToken, tokenOf('--code', codeFor(world), '--save', path), env);
      expect(ran.exitCode).toBe(2);
    }
    expect(world.calls.length).toBe(before);
  });

  test.skipIf(process.platform === 'win32')(
    'is closed to other users, and stays as it is without tokens',
    async () => {
      const path = file('open.json', 'before');
      chmodSync(path, 0o644);
      const failed = await runCommand(SsoToken, tokenOf('--code', 'unknown', '--save', path), env);
      expect(failed.exitCode).toBe(5);
      expect(failed.stderr).toContain('Nothing was saved');
      expect(readFileSync(path, 'utf8')).toBe('before');
      const { stderr } = await runCommand(SsoToken, tokenOf('--code', codeFor(world), '--save', path), env);
      expect(stderr).toContain(`Other users can no longer read ${path}.`);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    },
  );

  test('keeps a refresh token that is not replaced', async () => {
    const constant = createWorld({ settings: { rotatesRefreshToken: false } });
    const handle = async (request: Request) => {
      const response = await constant.center.domain(red.id)(request);
      const { refresh_token: _, ...body } = (await response.json()) as Record<string, unknown>;
      return Response.json(body);
    };
    const other = await startLoginServer({ handle, port: 0 });
    try {
      const path = file('kept.json', JSON.stringify({ refresh_token: 'rt-unknown' }));
      const issued = constant.center.issueCode({ tenantId: red.id, appId, userName: 'lihua' });
      const first = await constant.center.domain(red.id)(
        new Request(`${red.domain}/api/v1/oauth2/token`, {
          method: 'POST',
          body: new URLSearchParams({
            client_id: clientId,
            client_secret: clientSecret,
            code: issued,
            grant_type: 'authorization_code',
          }),
        }),
      );
      const { refresh_token } = (await first.json()) as Saved;
      writeFileSync(path, refresh_token);
      const args = [
        '--domain',
        other.url,
        '--client-id',
        clientId,
        '--refresh-token-file',
        path,
        '--save',
        path,
      ];
      const ran = await runCommand(SsoToken, args, env);
      expect(ran.exitCode).toBe(0);
      expect(ran.stderr).toContain('has the old refresh token');
      expect(savedIn(path).refresh_token).toBe(refresh_token);
    } finally {
      await other.close();
    }
  });
});

test('a response without end is cut, and its start is shown', async () => {
  const endless = createServer((_request, response) => {
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(100_000)));
    };
    response.on('drain', write);
    write();
  });
  await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = endless.address() as AddressInfo;
    const args = ['--domain', `http://127.0.0.1:${port}`, '--token-file', file('endless.txt', 'at-1')];
    const ran = await runCommand(SsoUserinfo, args);
    expect(ran.exitCode).toBe(6);
    expect(ran.stdout).toContain('The response is longer than 1 MB.');
    expect(ran.stdout).toMatch(/x{4096}… \(\d+ more characters; --json prints the whole body\)/);
    expect(ran.stdout.length).toBeLessThan(6000);
  } finally {
    endless.close();
    endless.closeAllConnections();
  }
});

test('a response writes no lines that look like those of koo', async () => {
  const forged = '\n✔ forged\n- forged';
  const user = { userName: `lihua${forged}`, role: `x${forged}`, tenant: `x${forged}`, more: forged };
  const token = { access_token: `a${forged}${'x'.repeat(20)}`, token_type: forged, scope: forged };
  const handle = async ({ url }: Request) => Response.json(url.endsWith('/token') ? token : user);
  const other = await startLoginServer({ handle, port: 0 });
  try {
    const there = ['--domain', other.url];
    for (const { stdout, stderr } of [
      await runCommand(SsoUserinfo, [...there, '--token-file', file('at.txt', 'at-1')]),
      await runCommand(SsoToken, [...there, '--client-id', 'c', '--code', 'x'], env),
    ]) {
      expect(stdout).toContain('✔');
      expect(stdout + stderr).not.toMatch(/^\s*(✔|-) forged/m);
    }
  } finally {
    await other.close();
  }
});

describe('an input that is missing or wrong', () => {
  test.each<[code: string, args: readonly string[], env?: Record<string, string>]>([
    ['MISSING_FLAG', ['--client-id', 'c', '--code', 'x']],
    ['MISSING_FLAG', ['--domain', 'https://a.example', '--code', 'x']],
    ['MISSING_FLAG', ['--domain', 'https://a.example', '--client-id', 'c'], env],
    ['MISSING_VALUE', ['--domain', 'https://a.example', '--client-id', 'c', '--code', 'x']],
    ['INVALID_DOMAIN', ['--domain', 'http://a.example', '--client-id', 'c', '--code', 'x']],
    [
      'NO_CODE',
      ['--domain', 'https://a.example', '--client-id', 'c', '--code', 'https://b.example/cb?state=1'],
      env,
    ],
    [
      'LOGIN_FAILED',
      [
        '--domain',
        'https://a.example',
        '--client-id',
        'c',
        '--code',
        'https://b.example/cb?error=access_denied',
      ],
      env,
    ],
    [
      'INVALID_KEY',
      ['--domain', 'https://a.example', '--client-id', 'c', '--code', 'x'],
      { KOO_CLIENT_SECRET: 'a b' },
    ],
    [
      'STDIN_TAKEN',
      [
        '--domain',
        'https://a.example',
        '--client-id',
        'c',
        '--refresh-token-file',
        '-',
        '--client-secret-file',
        '-',
      ],
    ],
  ])('of a token: %s (%j)', async (code, args, variables = {}) => {
    expect(await runCommand(SsoToken, args, variables)).toMatchObject({ code, exitCode: 2, stdout: '' });
  });

  test.each([
    ['NO_TOKEN', '{"refresh_token":"rt"}'],
    ['NO_TOKEN', '{"access_token":'],
    ['NO_TOKEN', ''],
    ['INVALID_TOKEN', 'at 1'],
    ['INVALID_TOKEN', '令牌'],
  ])('of userinfo: %s', async (code, text) => {
    const ran = await runCommand(SsoUserinfo, [...domain, '--token-file', file('bad.txt', text)]);
    expect(ran).toMatchObject({ code, exitCode: 2 });
    expect(await runCommand(SsoUserinfo, domain)).toMatchObject({ code: 'MISSING_VALUE' });
  });

  test.each([
    [SsoAuthorize, 'redirect-uri', ['--client-id', clientId]],
    [SsoToken, 'redirect-uri', ['--client-id', clientId, '--code', 'x']],
    [SsoLogout, 'redirect-url', []],
    [SsoCasLogin, 'service', []],
    [SsoCasLogout, 'service', []],
    [SsoCasValidate, 'service', ['--ticket', 'ST-1']],
  ])('of an address: %o --%s', async (command, flag, others) => {
    for (const [address, fault] of [
      ['/callback', 'is not an absolute http or https address'],
      ['foo', 'is not an absolute http or https address'],
      ['https://a.example/#b', 'has a fragment'],
      ['https://a.example/cas#', 'has a fragment'],
      ['https://a.example/cas ', 'contains white space'],
      ['https://me:hidden-word@a.example/', 'contains a user name or a password'],
    ] as const) {
      const ran = await runCommand(command, [...domain, ...others, `--${flag}`, address], env);
      expect(ran).toMatchObject({ code: 'INVALID_ADDRESS', exitCode: 2 });
      expect(ran.message).toContain(`--${flag} ${fault}`);
      expect(ran.hint).toContain('https://saas.example.net/');
      expect(JSON.stringify(ran)).not.toContain('hidden-word');
    }
  });

  test('of a callback of CAS', async () => {
    expect(await runCommand(SsoCasLogin, domain)).toMatchObject({ code: 'MISSING_FLAG' });
    // As the page of Huawei prints it.
    const printed = ['--service', 'https://example.com&tenant=xxxxxxxxx'];
    expect(await runCommand(SsoCasLogin, [...domain, ...printed])).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['foo', 'is not an absolute http or https address'],
    ['127.0.0.1:8788', 'is not an absolute http or https address'],
    ['ftp://127.0.0.1', 'is not an absolute http or https address'],
    ['http://me:hidden-word@127.0.0.1', 'contains a user name or a password'],
    ['http://foo.example:1', 'is not an https address'],
    ['https://foo.example/other/path', 'has more than the origin of the page'],
    ['https://foo.example/?x=1', 'has more than the origin of the page'],
    ['https://foo.example/#', 'has a fragment'],
  ])('of a unified login page: %s', async (address, fault) => {
    const ran = await runCommand(SsoAuthorize, ['--app-id', appId, '--unified-url', address]);
    expect(ran).toMatchObject({ code: 'INVALID_ADDRESS', exitCode: 2 });
    expect(ran.message).toContain(`--unified-url ${fault}`);
    expect(ran.hint).toContain('Give the origin of the page, such as http://127.0.0.1:8788.');
  });
});

describe('an address', () => {
  test('is printed with its explanation and the next command', async () => {
    const { stdout, stderr } = await runCommand(
      SsoAuthorize,
      tokenOf('--redirect-uri', loginAddress, '--state', 'a-b'),
    );
    expect(stdout).toContain(`${server.url}/api/v1/oauth2/authorize?client_id=${clientId}&redirect_uri=`);
    expect(stdout).toContain('&response_type=code&scope=get_user_info&state=a-b\n');
    expect(stdout).toContain(
      `--client-id ${clientId} --redirect-uri ${loginAddress} --code CODE --save tokens.json`,
    );
    expect(stderr).toContain('--state has other characters');
  });

  test('has a new state each time', async () => {
    const states: unknown[] = [];
    for (let times = 0; times < 2; times += 1) {
      const { stdout } = await runCommand(SsoAuthorize, tokenOf('--json'));
      states.push(new URL(JSON.parse(stdout).address).searchParams.get('state'));
    }
    expect(states[0]).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(states[0]).not.toBe(states[1]);
  });

  test('is that of unified login for an app ID', async () => {
    for (const page of [server.url, `${server.url}/`, `${server.url}/unified-login/`]) {
      const { stdout } = await runCommand(SsoAuthorize, ['--app-id', appId, '--unified-url', page]);
      expect(stdout).toMatch(
        new RegExp(`^${server.url}/unified-login/#/portal-login\\?ind=UNOP&appId=${appId}\n`),
      );
    }
  });

  test('says why a server call ends nothing', async () => {
    const { stdout } = await runCommand(SsoLogout, domain);
    expect(stdout).toContain('so a call of your server, or of koo, ends nothing');
    expect((await runCommand(SsoCasLogout, [...domain, '--service', service])).stdout).toContain(
      'ends nothing',
    );
    expect((await runCommand(SsoCasLogin, [...domain, '--service', service])).stdout).toContain(
      '--ticket TICKET',
    );
  });
});

describe.skipIf(process.platform === 'win32')('the command that koo prints', () => {
  const shell = async (command: string, variables: Readonly<Record<string, string>>) => {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command.replace('curl', 'curl -q -s')], {
      env: { PATH: process.env.PATH, ...variables },
    });
    const [head = '', body = ''] = stdout.split('\r\n\r\n');
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), body };
  };

  test('takes each step with curl', async () => {
    const token = await runCommand(SsoToken, tokenOf('--dry-run', '--redirect-uri', loginAddress));
    const issued = await shell(token.stdout, { CODE: codeFor(world), KOO_CLIENT_SECRET: clientSecret });
    expect(issued.status).toBe(200);
    const saved = JSON.parse(issued.body) as Saved;
    const refresh = await runCommand(SsoToken, tokenOf('--dry-run', '--refresh-token-file', 'not-read'));
    const refreshed = { REFRESH_TOKEN: saved.refresh_token, KOO_CLIENT_SECRET: clientSecret };
    expect((await shell(refresh.stdout, refreshed)).status).toBe(200);
    const userinfo = await runCommand(SsoUserinfo, [...domain, '--dry-run']);
    expect((await shell(userinfo.stdout, { KOO_SSO_TOKEN: saved.access_token })).body).toContain('lihua');
    const validate = await runCommand(SsoCasValidate, [...domain, '--dry-run', '--service', service]);
    expect(validate.stdout).toContain("--data-urlencode 'format=JSON'");
    const ticket = world.center.issueTicket({ tenantId: red.id, appId, userName: 'lihua' });
    expect((await shell(validate.stdout, { TICKET: ticket })).body).toContain('authenticationSuccess');
  });
});

describe('the built command', () => {
  const run = (args: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
    kooHere(['sso', ...args], { env: variables });

  test('exits as the contract says', async () => {
    const code = codeFor(world);
    const token = ['token', ...tokenOf('--code', code, '--json')];
    const wrong = await run(token, { KOO_CLIENT_SECRET: 'secret-of-another-tenant' });
    expect(wrong).toMatchObject({ code: 4, stderr: '' });
    expect(JSON.parse(wrong.stdout)).toMatchObject({ ok: false, problem: { code: 'INVALID_CLIENT' } });
    expectNone(wrong, 'secret-of-another-tenant', code);
    const first = await run(token, env);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expectNone(first, clientSecret, code);
    const second = await run(token, env);
    expect(second.code).toBe(5);
    expect(JSON.parse(second.stdout)).toMatchObject({
      problem: { code: 'INVALID_GRANT', meaning: { zh: expect.stringMatching(/\p{Script=Han}/u) } },
    });
    expect((await run(['userinfo', ...domain], { KOO_SSO_TOKEN: 'unknown' })).code).toBe(4);
    const nowhere = ['userinfo', '--domain', 'http://127.0.0.1:9'];
    expect(await run(nowhere, { KOO_SSO_TOKEN: 'unknown' })).toMatchObject({ code: 6, stdout: '' });
    expect(
      (await run(['userinfo', '--domain', `${server.url}/api`], { KOO_SSO_TOKEN: 'x' })).stderr,
    ).toContain('has more than a host');
    expect((await run(['token', ...tokenOf('--code', code)])).code).toBe(2);
  });
});
