import { describe, expect, test } from 'vitest';
import type { CenterOptions } from '../../../src/sso/center/model.ts';
import {
  appId,
  ask,
  askToken,
  askUserinfo,
  blue,
  client,
  clientOfBlue,
  cookiesOf,
  createWorld,
  exchangeOf,
  loginAddress,
  red,
  tenantOf,
  unifiedOrigin,
  type Values,
  type World,
} from './world.ts';

const list = '/unified-login/portal-login';
const asked = { ind: 'UNOP', appId };

function unified({ center }: World, path: string, query: Values = {}, init: RequestInit = {}) {
  return center.unified(new Request(`${unifiedOrigin}${path}?${new URLSearchParams(query)}`, init));
}

function choose(world: World, form: Values, query: Values = asked, headers: Values = {}) {
  return unified(world, list, query, { method: 'POST', body: new URLSearchParams(form), headers });
}

describe('unified login', () => {
  test('has a page whose script goes on with the fragment, and a form for where there is none', async () => {
    const world = createWorld();
    const response = await unified(world, '/unified-login/');
    const text = await response.text();
    const [, script = ''] = /<script>(.*)<\/script>/s.exec(text) ?? [];
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script)));
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain(`script-src 'sha256-${Buffer.from(bytes).toString('base64')}'`);
    expect(text).toMatch(
      /<form action="\/unified-login\/portal-login">.*name="ind" value="UNOP".*name="appId"/,
    );
    const gone: string[] = [];
    const run = new Function('location', 'addEventListener', script);
    for (const hash of ['#/portal-login?ind=UNOP&appId=100200300', '#/other', '']) {
      run({ hash, replace: (to: string) => gone.push(to) }, () => {});
    }
    expect(gone).toEqual([`${list}?ind=UNOP&appId=100200300`]);
    expect(world.last()).toMatchObject({ endpoint: 'unified-page', status: 200 });
    expect(world.last()).not.toHaveProperty('tenantId');
  });

  test('lists the accounts of each tenant, and leads the chosen one to the merchant', async () => {
    const world = createWorld();
    const page = await unified(world, list, asked);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(
      /red company.*Li Hua.*Wang Fang.*not authorised.*blue company.*Li Hua/s,
    );
    const response = await choose(world, { tenant: blue.id, user: 'wangfang' });
    expect(response.status).toBe(302);
    const to = new URL(response.headers.get('location')!);
    expect(to.origin + to.pathname).toBe(loginAddress);
    expect([...to.searchParams.keys()]).toEqual(['code', 'tenant']);
    expect(to.searchParams.get('tenant')).toBe(blue.id);
    const code = to.searchParams.get('code')!;
    expect(world.last()).toMatchObject({
      endpoint: 'unified',
      tenantId: blue.id,
      userName: 'wangfang',
      code,
    });
    const { body } = await askToken(world, exchangeOf(code, clientOfBlue), blue);
    expect((await askUserinfo(world, body.access_token, blue)).body).toMatchObject({
      userName: 'wangfang',
      tenant: blue.id,
    });
  });

  test('lists them as JSON to a program', async () => {
    const world = createWorld();
    const response = await unified(world, list, asked, { headers: { Accept: 'application/json' } });
    expect(await response.json()).toEqual({
      appId,
      tenants: [red, blue].map(({ id, code, name, domain }) => ({
        ...{ tenant: id, code, name, domain, loginAddress },
        users: [
          { userName: 'lihua', name: 'Li Hua', role: 'user', isAuthorized: true },
          { userName: 'wangfang', name: 'Wang Fang', role: 'admin', isAuthorized: false },
        ],
      })),
    });
  });

  test('goes on at once in a browser that is signed in, until it signs out', async () => {
    const world = createWorld();
    const headers = { Cookie: cookiesOf(await choose(world, { tenant: red.id, user: 'lihua' })) };
    const again = await unified(world, list, asked, { headers });
    expect(again.status).toBe(302);
    expect(world.last()).toMatchObject({ method: 'GET', tenantId: red.id, userName: 'lihua' });
    expect((await choose(world, { tenant: red.id, user: 'wangfang' }, asked)).status).toBe(302);
    const out = await unified(world, '/unified-login/sign-out', {}, { method: 'POST', headers });
    expect([out.status, out.headers.get('location')]).toEqual([303, '/unified-login/']);
    expect(world.last().endedSession).toBe(true);
    expect((await unified(world, list, asked, { headers })).status).toBe(200);
  });

  test('forgets the account that another choice replaces', async () => {
    const world = createWorld();
    const headers = { Cookie: cookiesOf(await choose(world, { tenant: red.id, user: 'lihua' })) };
    await choose(world, { tenant: red.id, user: 'wangfang' }, asked, headers);
    expect((await unified(world, list, asked, { headers })).status).toBe(200);
  });

  test('does not go on with an account that was removed, or a tenant without the application', async () => {
    const world = createWorld();
    const headers = { Cookie: cookiesOf(await choose(world, { tenant: red.id, user: 'lihua' })) };
    world.tenants = [{ ...red, users: red.users.slice(1) }, blue];
    expect((await unified(world, list, asked, { headers })).status).toBe(200);
    world.tenants = [{ ...red, applications: [] }, blue];
    expect((await unified(world, list, asked, { headers })).status).toBe(200);
  });

  test('sets the cookie of the login domain only where it is on the same host', async () => {
    const world = createWorld();
    const chosen = { tenant: red.id, user: 'lihua' };
    expect((await choose(world, chosen)).headers.getSetCookie()).toHaveLength(1);
    world.tenants = [{ ...red, domain: 'https://unified.example.com:8443' }];
    const cookies = (await choose(world, chosen)).headers.getSetCookie();
    expect(new Set(cookies.map((one) => one.split('=', 1)[0])).size).toBe(2);
  });

  test('signs in for its code: a ticket that follows is not from a new login', async () => {
    const world = createWorld();
    world.tenants = [{ ...red, domain: 'https://unified.example.com:8443' }];
    const headers = { Cookie: cookiesOf(await choose(world, { tenant: red.id, user: 'lihua' })) };
    const service = client.casService!;
    await ask(world, '/api/v1/cas/login', { service }, { headers });
    const query = { service, ticket: world.last().ticket!, format: 'XML' };
    const validated = await ask(world, '/api/v1/cas/p3/serviceValidate', query);
    expect(await validated.text()).toContain('<cas:isFromNewLogin>false<');
  });

  test.each<[string, Values, string]>([
    ['another indicator', { ...asked, ind: 'UNOQ' }, 'invalid-parameter'],
    ['no indicator', { appId }, 'invalid-parameter'],
    ['no application', { ind: 'UNOP' }, 'missing-parameter'],
    ['an unknown application', { ...asked, appId: '1' }, 'no-application'],
  ])('refuses %s', async (_, query, cause) => {
    const world = createWorld();
    for (const response of [
      await unified(world, list, query),
      await choose(world, { tenant: red.id, user: 'lihua' }, query),
    ]) {
      expect(response.status).toBe(400);
      expect(world.last().cause).toBe(cause);
    }
  });

  test('refuses an application without a login address, and the tenants without it', async () => {
    const world = createWorld();
    const { loginAddress: _, ...bare } = red.applications[0]!;
    world.tenants = [{ ...red, applications: [bare] }, blue];
    expect((await choose(world, { tenant: red.id, user: 'lihua' })).status).toBe(400);
    expect(await (await unified(world, list, asked)).text()).not.toContain('red company');
    world.tenants = [{ ...red, applications: [bare] }];
    expect((await unified(world, list, asked)).status).toBe(400);
    expect(world.last().reason?.en).toBe(
      'The application 100200300 has no login address: enter one with its credential',
    );
  });

  test('refuses accounts and tenants that there are not', async () => {
    const world = createWorld();
    for (const form of [{ tenant: red.id, user: 'nemo' }, { tenant: 'x', user: 'lihua' }, {}]) {
      expect((await choose(world, form as Values)).status).toBe(400);
    }
    expect(world.calls.map(({ cause }) => cause)).toEqual([
      ...['invalid-parameter', 'unknown-tenant', 'unknown-tenant'],
    ]);
  });

  test('ignores further parameters', async () => {
    const world = createWorld();
    expect((await unified(world, list, { ...asked, lang: 'zh', state: 'x' })).status).toBe(200);
  });

  test.each<[Partial<CenterOptions>, Values]>([
    [{ settings: { tenantParameter: 'tenant_id' } }, { tenant_id: red.id }],
    [{ fault: () => ({ kind: 'wrong-tenant', tenant: blue.id }) }, { tenant: blue.id }],
  ])('names the tenant as %o asks', async (options, expected) => {
    const world = createWorld(options);
    const response = await choose(world, { tenant: red.id, user: 'lihua' });
    const { code: _, ...named } = Object.fromEntries(new URL(response.headers.get('location')!).searchParams);
    expect(named).toEqual(expected);
  });

  test('leads to the address of the tenant where each has its own', async () => {
    const world = createWorld();
    const own = 'https://blue.saas.example.net/callback?x=1';
    world.tenants = [red, tenantOf('blue', { loginAddress: own })];
    const response = await choose(world, { tenant: blue.id, user: 'lihua' });
    expect(response.headers.get('location')).toMatch(
      /^https:\/\/blue\.saas\.example\.net\/callback\?x=1&code=/,
    );
  });
});
