import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import SandboxConnect from '../../../src/commands/sandbox/connect.ts';
import SandboxStatus from '../../../src/commands/sandbox/status.ts';
import SsoAuthorize from '../../../src/commands/sso/authorize.ts';
import SsoCasLogin from '../../../src/commands/sso/cas/login.ts';
import SsoCasValidate from '../../../src/commands/sso/cas/validate.ts';
import SsoLogout from '../../../src/commands/sso/logout.ts';
import SsoToken from '../../../src/commands/sso/token.ts';
import SsoUserinfo from '../../../src/commands/sso/userinfo.ts';
import { createDirectory } from '../../../src/sandbox/login/directory.ts';
import { announceSandbox, withdrawSandbox } from '../../../src/sandbox/state/running.ts';
import { withStore } from '../../../src/sandbox/store.ts';
import { temporaryFolder } from '../../sandbox/harness.ts';
import { appId, office, startMerchant, startRunning } from '../../sandbox/login/harness.ts';
import { runCommand } from '../run.ts';

test('the steps of a login know the tenants of the sandbox', async () => {
  const running = await startRunning();
  const merchant = await startMerchant();
  const casCallback = `${merchant.url}/cas?tenant={tenantId}`;
  await running.bindOne(merchant, { casCallback });
  const { stateFolder, sandbox } = running;
  const env = { KOO_STATE_DIR: stateFolder };
  const [tenant] = withStore(stateFolder, (database) => createDirectory(database).tenants());
  if (!tenant) throw new Error('no tenant');
  const { clientId, clientSecret } = merchant.application();
  const named = ['--organization', tenant.name];

  const authorize = await runCommand(SsoAuthorize, [...named, '--json'], env);
  const { address, next } = JSON.parse(authorize.stdout);
  const { searchParams, origin } = new URL(address);
  expect(origin).toBe(tenant.domain);
  expect(searchParams.get('client_id')).toBe(clientId);
  expect(searchParams.get('redirect_uri')).toBe(merchant.loginAddress);
  expect(next[0]).toMatch(
    /^koo sso token --organization \S+ --redirect-uri \S+ --code CODE --save tokens\.json$/,
  );

  const list = `${sandbox.url}/unified-login/portal-login?ind=UNOP&appId=${appId}`;
  const body = new URLSearchParams({ tenant: tenant.id, user: tenant.users[0]!.userName });
  const chosen = await fetch(list, { method: 'POST', body, redirect: 'manual' });
  const saved = join(await temporaryFolder(), 'tokens.json');
  const exchanged = [...named, '--code', chosen.headers.get('location')!, '--save', saved];
  const token = await runCommand(SsoToken, exchanged, env);
  expect(token.exitCode).toBe(0);
  expect(token.stdout).toContain(`Next:\n  koo sso userinfo --organization`);
  expect(token.stdout + token.stderr).not.toContain(clientSecret);
  // koo knows the tenant that the address names.
  expect(token.stderr).not.toContain('--domain');

  const foreign = ['--code', `${merchant.loginAddress}?code=c&tenant=other`];
  const refused = await runCommand(SsoToken, [...named, ...foreign], env);
  expect(refused.stderr).toContain(
    `The address names the tenant other, but the organisation is the tenant ${tenant.id}.\n`,
  );

  for (const one of [tenant.name, tenant.code, tenant.id]) {
    const args = ['--organization', one, '--product', office];
    const logout = await runCommand(SsoLogout, args, env);
    expect(logout.stdout).toContain(`${tenant.domain}/api/v1/logout`);
    const dry = await runCommand(SsoUserinfo, [...args, '--dry-run'], env);
    expect(dry.stdout).toContain(`${tenant.domain}/api/v1/oauth2/userinfo`);
  }
  const cas = await runCommand(SsoCasLogin, named, env);
  expect(cas.stdout).toContain(encodeURIComponent(casCallback.replace('{tenantId}', tenant.id)));

  const unknown = await runCommand(SsoLogout, ['--organization', `${tenant.name}x`], env);
  expect(unknown).toMatchObject({ code: 'UNKNOWN_ORGANIZATION', exitCode: 2 });
  expect(unknown.hint).toContain(tenant.name);
  const unbound = await runCommand(SsoLogout, [...named, '--product', 'none'], env);
  expect(unbound).toMatchObject({ code: 'NOT_BOUND', exitCode: 2, hint: `These are: ${office}` });
});

test('organisations of two buyers with the same name are told apart by their codes', async () => {
  const running = await startRunning();
  const merchant = await startMerchant();
  await running.bindOne(merchant);
  const name = String(merchant.tenant().name);
  await running.act({ do: 'buy', product: office, period: '1y', buyer: 'hw87654321' });
  await running.act({ do: 'bind', instance: 'i-2', organization: name });
  const env = { KOO_STATE_DIR: running.stateFolder };
  const named = await runCommand(SsoLogout, ['--organization', name], env);
  expect(named).toMatchObject({ code: 'AMBIGUOUS_ORGANIZATION', exitCode: 2 });
  expect(named.hint).toContain('org0001 or org0002');
  const [, second] = withStore(running.stateFolder, (database) => createDirectory(database).tenants());
  const chosen = await runCommand(SsoLogout, ['--organization', 'org0002'], env);
  expect(chosen.stdout).toContain(second!.domain);
});

test('a product without login addresses says how to register them', async () => {
  const running = await startRunning();
  const { url } = await startMerchant();
  await running.bindOne({ url });
  const env = { KOO_STATE_DIR: running.stateFolder };
  const named = ['--organization', 'org0001'];
  const authorize = await runCommand(SsoAuthorize, named, env);
  expect(authorize.exitCode).toBe(0);
  expect(authorize.stderr).toContain('koo sandbox connect URL --login-address URL');
  const login = await runCommand(SsoCasLogin, named, env);
  expect(login).toMatchObject({ code: 'MISSING_FLAG', exitCode: 2 });
  expect(login.hint).toContain('koo sandbox connect URL --cas-callback URL');
  const validate = await runCommand(SsoCasValidate, [...named, '--ticket', 'ST-1'], env);
  expect(validate.hint).toContain('koo sandbox connect URL --cas-callback URL');
  const chosen = await runCommand(SsoCasLogin, [...named, '--service', 'https://a.example/cas'], env);
  expect(chosen.exitCode).toBe(0);
});

test('connecting again tells which registered addresses it drops', async () => {
  const running = await startRunning();
  const { url } = await startMerchant();
  const loginAddress = `${url}/login?t={tenantId}`;
  await running.bindOne({ url, loginAddress }, { casCallback: `${url}/cas` });
  const { sandbox, stateFolder } = running;
  announceSandbox(stateFolder, sandbox);
  onTestFinished(() => withdrawSandbox(stateFolder));
  const env = { KOO_STATE_DIR: stateFolder };
  const words = [url, '--product', office, '--protocol', 'v2', '--cas-callback', `${url}/cas`];
  const dropped = await runCommand(SandboxConnect, words, env);
  expect(dropped.exitCode).toBe(0);
  expect(dropped.stderr).toContain(`${loginAddress} is not registered any more`);
  expect(dropped.stderr).toContain(`--login-address '${loginAddress}'`);
  expect(dropped.stderr).not.toContain('/cas is not registered');
  expect((await runCommand(SandboxConnect, words, env)).stderr).not.toContain('any more');
});

test('the status of the sandbox has the login domains', async () => {
  const running = await startRunning();
  await running.bindOne(await startMerchant());
  const env = { KOO_STATE_DIR: running.stateFolder };
  const [tenant] = withStore(running.stateFolder, (database) => createDirectory(database).tenants());
  const { name, code, domain } = tenant!;
  const { stdout } = await runCommand(SandboxStatus, ['--json'], env);
  expect(JSON.parse(stdout).login.domains).toEqual([{ organization: name, code, domain }]);
  expect((await runCommand(SandboxStatus, [], env)).stdout).toContain(`Login domain of ${name}: ${domain}\n`);
});

test('a sandbox without organisations says how to get one', async () => {
  const env = { KOO_STATE_DIR: (await startRunning()).stateFolder };
  const ran = await runCommand(SsoLogout, ['--organization', 'any'], env);
  expect(ran).toMatchObject({ code: 'UNKNOWN_ORGANIZATION', exitCode: 2 });
  expect(ran.hint).toContain('koo sandbox bind INSTANCE');
});

test('userinfo of another tenant than that of the organisation is told', async () => {
  const running = await startRunning({ loginFault: 'wrong-tenant' });
  const merchant = await startMerchant();
  await running.bindOne(merchant);
  const env = { KOO_STATE_DIR: running.stateFolder };
  const [tenant] = withStore(running.stateFolder, (database) => createDirectory(database).tenants());
  const list = `${running.sandbox.url}/unified-login/portal-login?ind=UNOP&appId=${appId}`;
  const body = new URLSearchParams({ tenant: tenant!.id, user: tenant!.users[0]!.userName });
  const chosen = await fetch(list, { method: 'POST', body, redirect: 'manual' });
  const saved = join(await temporaryFolder(), 'tokens.json');
  const named = ['--organization', tenant!.id];
  await runCommand(SsoToken, [...named, '--code', chosen.headers.get('location')!, '--save', saved], env);
  const userinfo = await runCommand(SsoUserinfo, [...named, '--token-file', saved], env);
  expect(userinfo.stderr).toMatch(
    /Warning: the response names the tenant \S+, but the organisation is the tenant/,
  );
  expect(userinfo.stderr).toContain(tenant!.id);
});
