import { expect, test } from 'vitest';
import SsoAuthorize from '../../../src/commands/sso/authorize.ts';
import SsoCasLogin from '../../../src/commands/sso/cas/login.ts';
import SsoLogout from '../../../src/commands/sso/logout.ts';
import SsoToken from '../../../src/commands/sso/token.ts';
import SsoUserinfo from '../../../src/commands/sso/userinfo.ts';
import { createDirectory } from '../../../src/sandbox/login/directory.ts';
import { withStore } from '../../../src/sandbox/store.ts';
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
  expect(next[0]).toMatch(/^koo sso token --organization \S+ --redirect-uri \S+ --code CODE$/);

  const list = `${sandbox.url}/unified-login/portal-login?ind=UNOP&appId=${appId}`;
  const body = new URLSearchParams({ tenant: tenant.id, user: tenant.users[0]!.userName });
  const chosen = await fetch(list, { method: 'POST', body, redirect: 'manual' });
  const token = await runCommand(SsoToken, [...named, '--code', chosen.headers.get('location')!], env);
  expect(token.exitCode).toBe(0);
  expect(token.stdout).toContain(`Next:\n  koo sso userinfo --organization`);
  expect(token.stdout + token.stderr).not.toContain(clientSecret);

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

test('a sandbox without organisations says how to get one', async () => {
  const env = { KOO_STATE_DIR: (await startRunning()).stateFolder };
  const ran = await runCommand(SsoLogout, ['--organization', 'any'], env);
  expect(ran).toMatchObject({ code: 'UNKNOWN_ORGANIZATION', exitCode: 2 });
  expect(ran.hint).toContain('koo sandbox bind INSTANCE');
});
