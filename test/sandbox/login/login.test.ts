import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readLog } from '../../../src/sandbox/api/log/log.ts';
import { withStore } from '../../../src/sandbox/store.ts';
import { createBrowser } from '../../../src/sso/browser/browser.ts';
import {
  appId,
  bound,
  exchange,
  type Merchant,
  office,
  type Running,
  signIn,
  startMerchant,
  startRunning,
  texts,
  userinfo,
} from './harness.ts';

const list = `/unified-login/portal-login?ind=UNOP&appId=${appId}`;

/** What the sandbox has logged of logins, with a fresh look until there is something. */
async function logged({ stateFolder }: Running, path: string) {
  const read = () =>
    withStore(stateFolder, (database) => readLog(database, 100)).filter((entry) => entry.path === path);
  await expect.poll(read).not.toEqual([]);
  return read();
}

async function loggedIn(running: Running, merchant: Merchant, tenant: string) {
  const { body } = await exchange(merchant, await signIn(running, tenant));
  return userinfo(merchant, body.access_token);
}

test('a user logs in with what connect, bind and the kit calls say', async () => {
  const running = await startRunning();
  const merchant = await startMerchant();
  const casCallback = 'https://saas.example.net/cas?tenant={tenantId}';
  const instance = await running.bindOne(merchant, { casCallback });
  await running.act({ do: 'unbind', instance });
  const said = texts(await running.act({ do: 'bind', instance, users: 2 }));
  const { tenantId, domainName, name } = merchant.tenant();
  const address = `${running.sandbox.url}/unified-login/#/portal-login?ind=UNOP&appId=${appId}`;
  expect(said).toContain(`The users of ${name} log in at ${address} (login domain ${domainName})`);
  const service = `https://saas.example.net/cas?tenant=${tenantId}`;
  const casLogin = `${domainName}/api/v1/cas/login?${new URLSearchParams({ service })}`;
  expect(said).toContain(`The users of ${name} log in by CAS at ${casLogin}`);

  const browser = createBrowser({ mayVisit: () => true });
  onTestFinished(() => browser.close());
  const { page } = await browser.visit(address);
  const chosen = await browser.submit(page!, page!.forms[0]!, { appId });
  expect(chosen.page?.text).toContain('用户0003');
  const user = chosen.page!.forms.find(({ fields }) =>
    fields.some(({ values }) => values.includes('user0003')),
  );
  const { heldAt } = await browser.submit(
    chosen.page!,
    user!,
    {},
    { holdAt: ({ pathname }) => pathname === '/sso/callback' },
  );
  expect(heldAt?.href).toContain(`${merchant.loginAddress}?code=`);
  expect(heldAt?.searchParams.get('tenant')).toBe(tenantId);

  const { status, body } = await exchange(merchant, heldAt?.searchParams.get('code') ?? '');
  expect([status, body]).toEqual([200, expect.objectContaining({ token_type: 'Bearer', expires_in: 7200 })]);
  expect((await userinfo(merchant, body.access_token)).body).toMatchObject({
    userName: 'user0003',
    name: '用户0003',
    role: 'user',
    tenant: tenantId,
    organizationCode: 'D0001',
    organizationName: '总部',
  });
  // The login domain knows the browser, and CAS names the same user.
  const cas = await browser.visit(casLogin, { holdAt: ({ hostname }) => hostname === 'saas.example.net' });
  const ticket = cas.heldAt?.searchParams.get('ticket') ?? '';
  const query = new URLSearchParams({ service, ticket, format: 'JSON' });
  const validated = await fetch(`${domainName}/api/v1/cas/p3/serviceValidate?${query}`);
  expect(await validated.json()).toMatchObject({
    serviceResponse: { authenticationSuccess: { user: 'user0003', attributes: { tenant: tenantId } } },
  });
});

test('codes, tokens and refresh tokens last as long as the business clock says', async () => {
  const { running, merchant, tenant } = await bound();
  const tomorrow = new Date(Date.now() + 24 * 3600_000).toISOString();
  await running.act({ do: 'clock', mode: 'virtual', to: tomorrow });
  const pass = (seconds: number) => running.act({ do: 'clock', advance: seconds * 1000 });
  const [early, late] = [await signIn(running, tenant), await signIn(running, tenant)];
  await pass(299);
  const { body } = await exchange(merchant, early);
  await pass(1);
  expect(await exchange(merchant, late)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Invalid authorization code' },
  });
  await pass(7198);
  expect((await userinfo(merchant, body.access_token)).status).toBe(200);
  await pass(1);
  expect((await userinfo(merchant, body.access_token)).status).toBe(401);
  // A code works once, and what it gave ends with a second attempt.
  const code = await signIn(running, tenant);
  const first = await exchange(merchant, code);
  expect((await exchange(merchant, code)).status).toBe(400);
  expect((await userinfo(merchant, first.body.access_token)).status).toBe(401);
});

test('the log has the requests, without their queries and what they carry', async () => {
  const { running, merchant, tenant } = await bound();
  const code = await signIn(running, tenant);
  await exchange(merchant, code);
  await exchange(merchant, code);
  const { domainName } = merchant.tenant();
  const token = 'aB3/'.repeat(60);
  await fetch(`${domainName}/api/v1/oauth2/userinfo/${token}`);
  const [done, refused] = await logged(running, '/api/v1/oauth2/token');
  expect(done).toMatchObject({ method: 'POST', status: 200, durationMs: expect.any(Number) });
  expect(refused).toMatchObject({
    status: 400,
    code: 'invalid_grant',
    reason: { en: expect.stringMatching(/^The code was used before/) },
  });
  expect((await logged(running, '/unified-login/portal-login'))[0]).toMatchObject({
    method: 'POST',
    status: 302,
  });
  const unknown = await logged(running, '/api/v1/oauth2/userinfo/aB3/aB3/***');
  expect(unknown[0]).toMatchObject({ status: 404 });
  const all = JSON.stringify(withStore(running.stateFolder, (database) => readLog(database, 100)));
  for (const secret of [code, merchant.application().clientSecret, token.slice(12)]) {
    expect(all).not.toContain(secret);
  }
});

describe('a login fault', () => {
  test('500: server calls fail, pages do not', async () => {
    const { running, merchant, tenant } = await bound({ loginFault: '500' });
    const code = await signIn(running, tenant);
    expect((await exchange(merchant, code)).status).toBe(500);
    expect((await logged(running, '/api/v1/oauth2/token'))[0]).toMatchObject({ status: 500, fault: '500' });
  });

  test('wrong-tenant: userinfo names another organisation', async () => {
    const { running, merchant, tenant } = await bound({ loginFault: 'wrong-tenant' });
    const alone = await loggedIn(running, merchant, tenant);
    expect(alone.body.tenant).toMatch(/^[0-9a-f]{32}$/);
    expect(alone.body.tenant).not.toBe(tenant);
    await running.act({ do: 'buy', product: office, period: '1y', buyer: 'hw12345678' });
    await running.act({ do: 'bind', instance: 'i-2', organization: 'Other', users: 1 });
    const other = merchant.tenant().tenantId;
    expect((await loggedIn(running, merchant, String(other))).body.tenant).toBe(tenant);
  });

  test('rotated-secret: secrets fail until the instance is bound again, with a new one', async () => {
    const before = await bound();
    await before.running.sandbox.close();
    const { merchant, tenant, instance } = before;
    const { stateFolder } = before.running;
    const running = await startRunning({ stateFolder, loginFault: 'rotated-secret' });
    const old = merchant.application();
    expect(await exchange(merchant, await signIn(running, tenant))).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    await running.act({ do: 'unbind', instance });
    await running.act({ do: 'bind', instance, users: 1 });
    expect(merchant.application().clientId).toBe(old.clientId);
    expect(merchant.application().clientSecret).not.toBe(old.clientSecret);
    expect((await loggedIn(running, merchant, tenant)).status).toBe(200);
  });

  test('slow: the response comes late, and the end of the sandbox does not wait for it', async () => {
    const { running, merchant } = await bound({ loginFault: 'slow' });
    const { domainName } = merchant.tenant();
    const signal = AbortSignal.timeout(200);
    await expect(fetch(`${domainName}/api/v1/oauth2/userinfo`, { signal })).rejects.toThrow('timeout');
    expect((await fetch(`${running.sandbox.url}${list}`)).status).toBe(200);
  });
});

/** Sends a request with headers that fetch() does not send as they are; gives its status and its text. */
async function send(url: string, headers: Readonly<Record<string, string>>, method = 'GET') {
  const { hostname, port } = new URL(url);
  const path = url.slice(new URL(url).origin.length);
  const sent = httpRequest({ hostname, port, path, method, headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, text: await text(response) };
}

test('other websites may lead the browser to unified login, and nowhere else', async () => {
  const { sandbox } = await startRunning();
  const site = { 'Sec-Fetch-Site': 'cross-site' };
  const navigation = { ...site, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
  const to = async (path: string, headers: Readonly<Record<string, string>>, method?: string) =>
    (await send(sandbox.url + path, headers, method)).status;
  expect(await to('/unified-login/', navigation)).toBe(200);
  expect(await to(list, navigation)).toBe(400);
  expect(await to('/unified-login/', { ...navigation, 'Sec-Fetch-Dest': 'iframe' })).toBe(403);
  expect(await to('/unified-login/', site)).toBe(403);
  expect(await to(list, { ...navigation, Origin: 'https://other.example' }, 'POST')).toBe(403);
  for (const path of ['/', '/console/', '/koo-sandbox/health', '/koo-sandbox/clock', '/v3/auth/domains']) {
    expect([path, await to(path, navigation)]).toEqual([path, 403]);
    const around = await send(`${sandbox.url}/unified-login/..${path}`, navigation);
    expect([path, around.status]).toEqual([path, 404]);
    expect(around.text).toContain('<!doctype html>');
  }
});
