import { describe, expect, test } from 'vitest';
import { withParameters } from '../../../src/sso/center/response.ts';
import {
  appId,
  ask,
  askToken,
  blue,
  client,
  cookiesOf,
  createWorld,
  exchangeOf,
  hour,
  loginAddress,
  red,
  tenantOf,
  unifiedOrigin,
  type Values,
  type World,
} from './world.ts';

const path = '/api/v1/oauth2/authorize';
const asked = {
  client_id: client.clientId,
  redirect_uri: loginAddress,
  response_type: 'code',
  state: 'k9Xw27QpLm',
};

function locationOf({ headers }: Response): URL {
  return new URL(headers.get('location') ?? '', red.domain);
}

/** Chooses an account on the page that a request led to. */
async function choose(world: World, response: Response, user = 'lihua') {
  const { pathname, searchParams } = locationOf(response);
  const query = Object.fromEntries(searchParams);
  return ask(world, pathname, query, { method: 'POST', body: new URLSearchParams({ user }) });
}

/** Signs in at the domain, and returns the cookies. */
async function signedIn(world: World, user?: string): Promise<string> {
  return cookiesOf(await choose(world, await ask(world, path, asked), user));
}

describe('a code request', () => {
  test('leads through the choice of an account to the login address, with its state', async () => {
    const world = createWorld();
    const first = await ask(world, path, asked);
    expect(first.status).toBe(302);
    const page = locationOf(first);
    expect(page.pathname).toBe('/login');
    expect(world.last()).toMatchObject({ endpoint: 'authorize', clientId: client.clientId, status: 302 });
    expect(world.last()).not.toHaveProperty('code');
    const shown = await ask(world, page.pathname, Object.fromEntries(page.searchParams));
    expect(shown.status).toBe(200);
    expect(await shown.text()).toMatch(/Li Hua.*Wang Fang.*not authorised/s);
    const chosen = await choose(world, first);
    expect(chosen.status).toBe(303);
    const [cookie] = chosen.headers.getSetCookie();
    expect(cookie).toMatch(/^koo-login-[0-9a-f]{12}=\w{64}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(locationOf(chosen).href).toBe(`${red.domain}${path}?${new URLSearchParams(asked)}`);
    const back = locationOf(await ask(world, path, asked, { headers: { Cookie: cookiesOf(chosen) } }));
    expect(back.origin + back.pathname).toBe(loginAddress);
    expect([...back.searchParams.keys()]).toEqual(['code', 'state']);
    expect(back.searchParams.get('state')).toBe('k9Xw27QpLm');
    const code = back.searchParams.get('code') ?? '';
    expect(world.last()).toMatchObject({ code, userName: 'lihua', redirect: back.href });
    expect((await askToken(world, exchangeOf(code))).status).toBe(200);
  });

  test.each([
    ['', undefined],
    ['a b+c&d=e#f/中', undefined],
    ['x'.repeat(2048), undefined],
    ['x'.repeat(2049), 400],
  ])('returns the state "%.20s" as it was, unless it is too long', async (state, refused) => {
    const world = createWorld();
    const headers = { Cookie: await signedIn(world) };
    const response = await ask(world, path, { ...asked, state }, { headers });
    expect(response.status).toBe(refused ?? 302);
    if (!refused) expect(locationOf(response).searchParams.get('state')).toBe(state);
  });

  test.each([
    ['https://saas.example.net', undefined],
    ['https://saas.example.net/', 'the paths differ'],
    [`${loginAddress}/`, 'a slash at the end differs'],
    ['https://saas.example.net/sso/Callback', 'upper and lower case differ'],
    ['https://SAAS.example.net/sso/callback', 'they are spelled differently'],
    ['https://saas.example.net:443/sso/callback', 'they are spelled differently'],
    ['https://saas.example.net/sso/./callback', 'they are spelled differently'],
    ['http://saas.example.net/sso/callback', 'the schemes differ'],
    ['https://saas.example.net:8443/sso/callback', 'the hosts differ'],
    ['https://evil.example/sso/callback', 'the hosts differ'],
    ['https://saas.example.net@evil.example/sso/callback', 'the hosts differ'],
    ['https://saas.example.net.evil.example', 'the hosts differ'],
    ['https://saas.example.net/other', 'the paths differ'],
    [`${loginAddress}?a=1`, 'the parameters differ'],
    ['/sso/callback', 'it is not an absolute URL'],
    [` ${loginAddress}`, 'they are spelled differently'],
  ])('may return to %s: %s', async (redirectUri, difference) => {
    const world = createWorld();
    const headers = { Cookie: await signedIn(world) };
    const response = await ask(world, path, { ...asked, redirect_uri: redirectUri }, { headers });
    expect(response.status).toBe(difference === undefined ? 302 : 400);
    expect(response.headers.has('location')).toBe(difference === undefined);
    if (difference === undefined) return;
    expect(world.last().cause).toBe('unregistered-address');
    expect(world.last().reason?.en).toMatch(new RegExp(`: ${difference}$`));
  });

  test.each<[string, Values, string]>([
    ['no client', { client_id: '' }, 'missing-parameter'],
    ['no address', { redirect_uri: '' }, 'missing-parameter'],
    ['another response type', { response_type: 'token' }, 'invalid-parameter'],
    ['an unknown client', { client_id: 'x' }, 'client-unknown'],
    ['the client of another tenant', { client_id: 'client-of-blue' }, 'client-of-other-tenant'],
  ])('with %s is refused on a page', async (_, changed, cause) => {
    const world = createWorld();
    const response = await ask(
      world,
      path,
      { ...asked, ...changed },
      { headers: { 'Accept-Language': 'zh' } },
    );
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(world.last().reason?.zh);
    expect(world.last()).toMatchObject({ cause, endpoint: 'authorize' });
  });

  test('needs a login address', async () => {
    const world = createWorld();
    const { loginAddress: _, ...bare } = client;
    world.tenants = [{ ...red, applications: [bare] }];
    expect((await ask(world, path, asked)).status).toBe(400);
    expect(world.last().cause).toBe('no-application');
  });

  test('keeps the parameters of the login address', async () => {
    const world = createWorld();
    const address = 'https://saas.example.net/回调?from=koo';
    const headers = { Cookie: await signedIn(world) };
    world.tenants = [tenantOf('red', { loginAddress: address })];
    const to = locationOf(await ask(world, path, { ...asked, redirect_uri: address }, { headers }));
    expect([...to.searchParams.keys()]).toEqual(['from', 'code', 'state']);
    expect(decodeURI(to.pathname)).toBe('/回调');
  });

  test('marks a secret in its URL', async () => {
    const world = createWorld();
    await ask(world, path, { ...asked, secret: client.clientSecret });
    expect(world.last()).toMatchObject({
      secretIn: 'query',
      query: expect.arrayContaining([['secret', '***']]),
    });
    expect(JSON.stringify(world.calls)).not.toMatch(/not-a-real/);
  });
});

describe('a session', () => {
  test('lasts for twelve hours', async () => {
    const world = createWorld();
    const headers = { Cookie: await signedIn(world) };
    world.pass(12 * hour - 1);
    expect(locationOf(await ask(world, path, asked, { headers })).origin).toBe('https://saas.example.net');
    world.pass(1);
    expect(locationOf(await ask(world, path, asked, { headers })).pathname).toBe('/login');
  });

  test('is of one tenant, and of an account that exists', async () => {
    const world = createWorld();
    const signedInAtBlue = await ask(
      world,
      '/login',
      {},
      {
        tenant: blue,
        method: 'POST',
        body: new URLSearchParams({ user: 'lihua' }),
      },
    );
    const [name = ''] = cookiesOf(signedInAtBlue).split('=', 1);
    const headers = { Cookie: (await signedIn(world)).replace(/^[^=]+/, name) };
    const query = { ...asked, client_id: 'client-of-blue' };
    const response = await ask(world, path, query, { headers, tenant: blue });
    expect(locationOf(response).pathname).toBe('/login');
    const own = { Cookie: await signedIn(world) };
    world.tenants = [{ ...red, users: red.users.slice(1) }, blue];
    expect(locationOf(await ask(world, path, asked, { headers: own })).pathname).toBe('/login');
  });

  test('is replaced by that of another account', async () => {
    const world = createWorld();
    const first = await signedIn(world);
    const page = locationOf(await ask(world, path, asked));
    const chosen = await ask(world, '/login', Object.fromEntries(page.searchParams), {
      method: 'POST',
      headers: { Cookie: first },
      body: new URLSearchParams({ user: 'wangfang' }),
    });
    await ask(world, path, asked, { headers: { Cookie: cookiesOf(chosen) } });
    expect(world.last().userName).toBe('wangfang');
    expect(locationOf(await ask(world, path, asked, { headers: { Cookie: first } })).pathname).toBe('/login');
  });

  test('is not opened for an account that the tenant does not have', async () => {
    const world = createWorld();
    const response = await choose(world, await ask(world, path, asked), 'nemo');
    expect(response.status).toBe(400);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/api/v1/oauth2/authorize',
    '/api/v1/logout',
    '/login',
    'javascript:alert(1)',
    '',
  ])('does not lead to %s', async (to) => {
    const world = createWorld();
    const body = new URLSearchParams({ user: 'lihua' });
    const response = await ask(world, '/login', { return: to }, { method: 'POST', body });
    expect(response.headers.get('location')).toBe('/login');
    const page = await ask(world, '/login', {}, { headers: { Cookie: cookiesOf(response) } });
    expect(await page.text()).toMatch(/Signed in to red company.*lihua.*Sign out/s);
  });

  test('ends for all when the centre says so', async () => {
    const world = createWorld();
    const headers = { Cookie: await signedIn(world) };
    world.center.endSessions();
    expect(locationOf(await ask(world, path, asked, { headers })).pathname).toBe('/login');
  });
});

describe('a logout', () => {
  test('ends the session of all applications, again and again', async () => {
    const world = createWorld();
    const headers = { Cookie: await signedIn(world) };
    for (const endedSession of [true, false]) {
      const response = await ask(world, '/api/v1/logout', {}, { headers });
      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toBe('/login');
      expect(response.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^koo-login-\w+=; Max-Age=0; /),
      ]);
      expect(world.last()).toMatchObject({ endpoint: 'logout', endedSession });
    }
    expect(locationOf(await ask(world, path, asked, { headers })).pathname).toBe('/login');
  });

  test('by a server, which has no cookies, ends nothing', async () => {
    const world = createWorld();
    const headers = { Cookie: await signedIn(world) };
    await ask(world, '/api/v1/logout');
    expect(world.last().endedSession).toBe(false);
    expect(locationOf(await ask(world, path, asked, { headers })).pathname).toBe('/sso/callback');
  });

  test.each([
    ['https://saas.example.net/bye', 'https://saas.example.net/bye'],
    [' https://saas.example.net/bye?a=1#b', 'https://saas.example.net/bye?a=1#b'],
    ['http://saas.example.net/', 'http://saas.example.net/'],
    ['https://saas.example.net:8443/bye', '/login'],
    ['https://evil.example/', '/login'],
    ['https://saas.example.net@evil.example/', '/login'],
    ['https://evil.example\\@saas.example.net/', '/login'],
    ['//saas.example.net/bye', '/login'],
    ['ftp://saas.example.net/bye', '/login'],
    ['javascript:alert(1)', '/login'],
    ['', '/login'],
  ])('leads from redirect_url=%s to %s', async (sent, location) => {
    const world = createWorld();
    const response = await ask(world, '/api/v1/logout', { redirect_url: sent });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(location);
    expect(world.last().cause).toBe(location === '/login' ? 'unregistered-address' : undefined);
  });

  test('says which hosts it leads to', async () => {
    const world = createWorld();
    const sent = 'http://evil.example/';
    await ask(world, '/api/v1/logout', { redirect_url: sent });
    expect(world.last().reason?.en).toBe(
      `redirect_url is ${sent}, but a logout leads only to the hosts of login addresses: saas.example.net`,
    );
    world.tenants = [{ ...red, applications: [] }];
    await ask(world, '/api/v1/logout', { redirect_url: sent });
    expect(world.last().reason?.en).toContain('the tenant has no login address');
  });

  test('at a domain ends the session of unified login as well', async () => {
    const world = createWorld();
    world.tenants = [{ ...red, domain: 'https://unified.example.com:8443' }];
    const list = `${unifiedOrigin}/unified-login/portal-login?ind=UNOP&appId=${appId}`;
    const body = new URLSearchParams({ tenant: red.id, user: 'lihua' });
    const Cookie = cookiesOf(await world.center.unified(new Request(list, { method: 'POST', body })));
    const again = () => world.center.unified(new Request(list, { headers: { Cookie } }));
    expect((await again()).status).toBe(302);
    expect((await ask(world, path, asked, { headers: { Cookie } })).headers.get('location')).toContain(
      'code=',
    );
    const atUnified = Cookie.split('; ').slice(0, 1).join();
    await ask(world, '/api/v1/logout', {}, { headers: { Cookie: atUnified } });
    expect(world.last().endedSession).toBe(true);
    expect((await again()).status).toBe(200);
  });
});

test('parameters are added to an address as it is spelled', () => {
  expect(withParameters('https://a.example', { b: '+ &' })).toBe('https://a.example?b=%2B%20%26');
  expect(withParameters('https://a.example/x?y=%7e#z', { b: '1', c: undefined })).toBe(
    'https://a.example/x?y=%7e&b=1#z',
  );
});
