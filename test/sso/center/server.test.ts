import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import type { LocalServer } from '../../../src/http/local-server.ts';
import type { LoginTenant } from '../../../src/sso/center/model.ts';
import { expiredCertificate, startLoginServer } from '../../../src/sso/center/server.ts';
import { appId, client, codeFor, createWorld, exchangeOf, red, type Values } from './world.ts';

const open: LocalServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A login domain on a port of this machine. */
async function start() {
  const world = createWorld();
  const server = await startLoginServer({ handle: world.center.domain(red.id), port: 0 });
  open.push(server);
  const tenant: LoginTenant = { ...red, domain: server.url };
  world.tenants = [tenant];
  return { world, server, tenant };
}

/** Headers that fetch() does not send as they are. */
async function send({ url }: LocalServer, path: string, headers: Values, method = 'GET', body = '') {
  const request = httpRequest(url + path, { method, headers });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const navigation = {
  'Sec-Fetch-Site': 'cross-site',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
};
const authorize = `/api/v1/oauth2/authorize?${new URLSearchParams({
  client_id: client.clientId,
  redirect_uri: client.loginAddress ?? '',
  response_type: 'code',
})}`;

describe('a login domain', () => {
  test('serves a login over HTTP', async () => {
    const { world, server } = await start();
    const body = new URLSearchParams(exchangeOf(codeFor(world)));
    const exchanged = await fetch(`${server.url}/api/v1/oauth2/token`, { method: 'POST', body });
    const { access_token: access } = (await exchanged.json()) as Values;
    const headers = { Authorization: `Bearer ${access}`, Accept: 'application/json' };
    const told = await fetch(`${server.url}/api/v1/oauth2/userinfo`, { headers });
    expect(await told.json()).toMatchObject({ userName: 'lihua', tenant: red.id });
    expect(world.last().url).toBe(`${server.url}/api/v1/oauth2/userinfo`);
  });

  test('signs in with its own form, and returns to the request', async () => {
    const { server } = await start();
    const first = await fetch(server.url + authorize, { redirect: 'manual' });
    const page = new URL(first.headers.get('location')!, server.url);
    const chosen = await fetch(page, {
      method: 'POST',
      redirect: 'manual',
      headers: { Origin: server.url },
      body: new URLSearchParams({ user: 'lihua' }),
    });
    const Cookie = chosen.headers.getSetCookie()[0]!.split(';', 1)[0]!;
    const to = new URL(chosen.headers.get('location')!, server.url);
    const back = await fetch(to, { redirect: 'manual', headers: { Cookie } });
    expect(back.headers.get('location')).toMatch(/^https:\/\/saas\.example\.net\/sso\/callback\?code=/);
  });

  test('may be reached by a link of another website, and by nothing else of it', async () => {
    const { world, server } = await start();
    expect((await send(server, authorize, navigation)).status).toBe(302);
    const calls = world.calls.length;
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const refused = [
      await send(
        server,
        '/login',
        { ...navigation, ...form, Origin: 'https://evil.example' },
        'POST',
        'user=lihua',
      ),
      await send(server, '/login', { ...form, Origin: 'http://127.0.0.1:1' }, 'POST', 'user=lihua'),
      await send(server, '/login', { ...form, Origin: 'null' }, 'POST', 'user=lihua'),
      await send(server, authorize, { ...navigation, 'Sec-Fetch-Dest': 'iframe' }),
      await send(server, authorize, { Origin: 'https://evil.example' }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(world.calls).toHaveLength(calls);
  });

  test('has no other name than those of this machine', async () => {
    const { world, server } = await start();
    const { status, body } = await send(server, '/login', { Host: 'evil.example' });
    expect(status).toBe(421);
    expect(body).toContain('HOST_NOT_ALLOWED');
    expect(world.calls).toEqual([]);
    expect((await send(server, '/login', { Host: `localhost:${server.port}` })).status).toBe(200);
    const named = await startLoginServer({
      handle: world.center.domain(red.id),
      port: 0,
      names: ['login.example.test'],
    });
    open.push(named);
    expect((await send(named, '/login', { Host: 'login.example.test' })).status).toBe(200);
  });

  test('refuses what is too long, and goes on', async () => {
    const { world, server } = await start();
    const long = { code: 'x'.repeat(1_000_000) };
    const body = new URLSearchParams(long);
    expect((await fetch(`${server.url}/api/v1/oauth2/token`, { method: 'POST', body })).status).toBe(413);
    expect((await fetch(`${server.url}/login?a=${'x'.repeat(9_000)}`)).status).toBe(414);
    expect((await send(server, '/login', { 'X-Long': 'x'.repeat(40_000) })).status).toBe(431);
    expect((await fetch(`${server.url}/login`)).status).toBe(200);
    expect(world.calls.map(({ status }) => status)).toEqual([413, 414, 200]);
  });
});

test('a certificate that has expired is for this machine, and a client that verifies refuses it', async () => {
  const { world } = await start();
  const { validToDate, subjectAltName } = new X509Certificate(expiredCertificate.cert);
  expect(validToDate).toEqual(new Date('2020-02-01T00:00:00Z'));
  expect(subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  let handshakes = 0;
  const server = await startLoginServer({
    handle: world.center.domain(red.id),
    port: 0,
    tls: expiredCertificate,
    onHandshake: () => {
      handshakes += 1;
    },
  });
  open.push(server);
  expect(server.url).toMatch(/^https:/);
  const ask = (options: object) => {
    const request = httpsRequest(`${server.url}/login`, options);
    request.end();
    return once(request, 'response') as Promise<[IncomingMessage]>;
  };
  await expect(fetch(server.url.replace('https:', 'http:'))).rejects.toThrow();
  expect(handshakes).toBe(0);
  await expect(ask({ ca: expiredCertificate.cert })).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
  await expect.poll(() => handshakes).toBe(1);
  expect(world.calls).toEqual([]);
  const [response] = await ask({ rejectUnauthorized: false });
  expect(response.statusCode).toBe(200);
  await text(response);
  expect(world.last().url).toBe(`${server.url}/login`);
});

test('unified login is served at an origin of its own', async () => {
  const { world } = await start();
  const server = await startLoginServer({ handle: (request) => world.center.unified(request), port: 0 });
  open.push(server);
  const page = await fetch(`${server.url}/unified-login/portal-login?ind=UNOP&appId=${appId}`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Li Hua');
});
