import { describe, expect, test } from 'vitest';
import { loginSteps } from '../../../../src/callback/merchant/login/login.ts';
import { compositeKey } from '../../../../src/callback/merchant/state.ts';
import { useLanguage } from '../../../../src/text/translate.ts';
import { bind, browser, instance, json, origin, otherTenantId, tenantId, token, world } from './harness.ts';

const arrival = (code: string, more = '') => `/sso/callback?code=${code}&tenant=${tenantId}${more}`;

describe('the login page', () => {
  test('leads to unified login with the application ID in the fragment', async () => {
    const { browser } = world();
    const { status, text } = await browser().get('/sso/login');
    expect(status).toBe(200);
    const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, url]) => url);
    expect(links).toEqual([
      'https://macroverse.huaweicloud.com/unified-login/#/portal-login?ind=UNOP&amp;appId=app1',
    ]);
    expect(text).toContain('Log in with your joint-operation account');
  });

  test('may lead to the unified login of a sandbox, with a link for each application', async () => {
    const { browser, state } = world({ loginPage: 'http://127.0.0.1:8788/unified-login/' });
    bind(state, { tenantId: otherTenantId, appId: 'a&b"' });
    bind(state, { tenantId: otherTenantId, appId: 'app1' });
    const { text } = await browser().get('/sso/login');
    expect([...text.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual([
      'http://127.0.0.1:8788/unified-login/#/portal-login?ind=UNOP&amp;appId=app1',
      'http://127.0.0.1:8788/unified-login/#/portal-login?ind=UNOP&amp;appId=a%26b%22',
    ]);
    expect(text).toContain('(a&amp;b&quot;)');
  });

  test('says that there is no binding yet', async () => {
    const { browser, state } = world();
    state.applications.clear();
    expect((await browser().get('/sso/login')).text).toContain(
      'No company is bound to this application yet.',
    );
  });

  test('is in the language of the browser', async () => {
    const { browser } = world();
    const { text } = await browser().get('/sso/login?problem=wrong-state', {
      'Accept-Language': 'zh-CN,zh;q=0.9,en;q=0.8',
    });
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).not.toContain('Log in');
    useLanguage('zh');
    expect((await browser().get('/sso/login', { 'Accept-Language': 'en' })).text).toContain('Log in');
  });

  test('says nothing of a problem that it does not know', async () => {
    const { browser } = world();
    for (const problem of ['x', '__proto__', 'constructor', '<b>']) {
      const { status, text } = await browser().get(`/sso/login?problem=${encodeURIComponent(problem)}`);
      expect([status, text.includes('alert')]).toEqual([200, false]);
    }
    const { status, text } = await browser().get('/sso/login?problem=not-authorised');
    expect(status).toBe(403);
    expect(text).toContain('try again in a minute');
  });

  test('takes no place to return to', async () => {
    const one = world().browser();
    const places = 'return=https://evil.example.com&redirect_url=//evil.example.com&next=/x&service=evil';
    await one.get(`/sso/login?tenant=${tenantId}&${places}`);
    const state = one.cookies.get('__Host-merchant-login');
    expect((await one.get(arrival('lihua.1', `&state=${state}&${places}`))).location).toBe('/sso/account');
    expect((await one.post(`/sso/logout?${places}`)).location).not.toContain('evil');
  });
});

describe('a login that the merchant starts', () => {
  test('leads to the tenant by its ID or code, with a state', async () => {
    const { browser } = world();
    for (const tenant of [tenantId, 'code-0']) {
      const one = browser();
      const { status, location, headers } = await one.get(`/sso/login?tenant=${tenant}`);
      const url = new URL(location!);
      expect(status).toBe(303);
      expect(url.origin + url.pathname).toBe('https://code-0.login.example.com/api/v1/oauth2/authorize');
      const state = url.searchParams.get('state')!;
      expect(Object.fromEntries(url.searchParams)).toEqual({
        client_id: 'client',
        redirect_uri: `${origin}/sso/callback`,
        response_type: 'code',
        scope: 'get_user_info',
        state,
      });
      expect(state).toMatch(/^[a-z\d]{32}$/);
      expect(headers.getSetCookie()).toEqual([
        `__Host-merchant-login=${state}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600; Secure`,
      ]);
    }
  });

  test('is refused for a tenant that is not known', async () => {
    const one = world().browser();
    for (const tenant of ['x', '', 'https://evil.example.com'])
      expect((await one.get(`/sso/login?tenant=${tenant}`)).location).toBe(
        '/sso/login?problem=unknown-tenant',
      );
    expect((await one.get('/sso/login?problem=unknown-tenant')).status).toBe(404);
  });

  async function start(startedFor = tenantId) {
    const everything = world();
    bind(everything.state, { tenantId: otherTenantId });
    const one = everything.browser();
    const { location } = await one.get(`/sso/login?tenant=${startedFor}`);
    return { ...everything, one, state: new URL(location!).searchParams.get('state')! };
  }

  test('takes the tenant from its start, and sends the same redirect_uri', async () => {
    const { one, state, centre } = await start();
    expect((await one.get(`/sso/callback?code=lihua.1&state=${state}`)).location).toBe('/sso/account');
    expect(await one.account()).toBe('lihua');
    expect(centre.asked[0]!.form.get('redirect_uri')).toBe(`${origin}/sso/callback`);
  });

  test.each([
    ['an empty state', () => '&state='],
    ['another state', () => `&state=${'0'.repeat(32)}`],
    ['a shorter state', (state: string) => `&state=${state.slice(1)}`],
  ])('is refused with %s, before the code is sent', async (_, more) => {
    const { one, state, centre } = await start();
    expect((await one.get(arrival('lihua.1', more(state)))).location).toBe('/sso/login?problem=wrong-state');
    expect(centre.asked).toEqual([]);
    expect(await one.account()).toBeUndefined();
  });

  test('is refused in another browser', async () => {
    const { state, browser, centre } = await start();
    const other = browser();
    await other.get(`/sso/login?tenant=${tenantId}`);
    for (const victim of [browser(), other])
      expect((await victim.get(arrival('lihua.1', `&state=${state}`))).location).toContain('wrong-state');
    expect(centre.asked).toEqual([]);
  });

  test('is refused without its state if the arrival names no tenant', async () => {
    const { one, centre } = await start();
    expect((await one.get('/sso/callback?code=lihua.1')).location).toContain('unknown-tenant');
    expect(centre.asked).toEqual([]);
  });

  test.each([
    ['a login', 'lihua.1'],
    ['a refusal', 'unknown'],
    ['an arrival without a code', ''],
    ['a code that is too long', 'x'.repeat(2049)],
  ])('counts once, also after %s', async (_, code) => {
    const { one, state, centre } = await start();
    await one.get(arrival(code, `&state=${state}`));
    const before = centre.countOf(token);
    expect((await one.get(arrival('lihua.2', `&state=${state}`))).location).toContain('wrong-state');
    expect(centre.countOf(token)).toBe(before);
  });

  test('that returns twice at the same time logs in once, and a reload is harmless', async () => {
    const { one, state, centre } = await start();
    const arrive = async () => (await one.get(arrival('lihua.1', `&state=${state}`))).location;
    expect(await Promise.all([arrive(), arrive()])).toEqual(['/sso/account', '/sso/account']);
    expect(await arrive()).toBe('/sso/account');
    expect(await one.account()).toBe('lihua');
    expect(centre.countOf(token)).toBe(1);
  });

  test('takes no longer than ten minutes', async () => {
    const { one, state, wait } = await start();
    wait(600_000);
    expect((await one.get(arrival('lihua.1', `&state=${state}`))).location).toContain('wrong-state');
  });

  test('is refused if it returns for another tenant', async () => {
    const { one, state, centre } = await start(otherTenantId);
    expect((await one.get(arrival('lihua.1', `&state=${state}`))).location).toContain('unknown-tenant');
    expect(centre.asked).toEqual([]);
  });

  test('that was left does not stand in the way of an arrival from KooGallery, nor does that end it', async () => {
    const { one, state, centre } = await start(otherTenantId);
    expect((await one.get(arrival('lihua.1'))).location).toBe('/sso/account');
    expect(centre.asked[0]!.form.has('redirect_uri')).toBe(false);
    await one.post('/sso/logout');
    expect((await one.get(`/sso/callback?code=lihua.2&state=${state}`)).location).toBe('/sso/account');
    expect((await one.get('/sso/account')).text).toContain('Company code-2');
  });

  test('does not let an arrival without state change the account without a question', async () => {
    const { one, state } = await start();
    await one.get(arrival('lihua.1', `&state=${state}`));
    await one.get(`/sso/login?tenant=${tenantId}`);
    const { location } = await one.get(`/sso/callback?code=lihua.2&tenant=${otherTenantId}`);
    expect(location).toBe('/sso/switch');
    expect((await one.get('/sso/account')).text).toContain('Company code-0');
  });
});

describe('a session', () => {
  async function loggedIn(...[options]: Parameters<typeof world>) {
    const everything = world(options);
    const one = everything.browser();
    await one.get(arrival('lihua.1'));
    expect(await one.account()).toBe('lihua');
    return { ...everything, one };
  }

  test('has a cookie that scripts, other sites and plain HTTP do not get', async () => {
    const { headers } = await world().browser().get(arrival('lihua.1'));
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-merchant-session=[a-z\d]{32}; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
    ]);
    const local = world({ origin: 'http://127.0.0.1:8787' });
    expect((await local.browser().get(arrival('lihua.1'))).headers.getSetCookie()).toEqual([
      expect.stringMatching(/^merchant-session=[a-z\d]{32}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test('is shown, with all values escaped', async () => {
    const { one, state } = await loggedIn();
    bind(state, { tenantId, tenantCode: 'T<i>', domainName: 'code-0.login.example.com' });
    const { status, text, headers } = await one.get('/sso/account');
    expect(status).toBe(200);
    for (const value of ['&lt;b&gt;lihua&lt;/b&gt;', 'Company T&lt;i&gt;', '<dd>lihua</dd>', '<dd>user</dd>'])
      expect(text).toContain(value);
    expect(text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1"/>');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' https: https:\/\/code-0\.login\.example\.com; base-uri 'none'; frame-ancestors 'none'$/,
    );
    // The form must have an origin, and no address with a code is ever shown.
    expect(headers.get('referrer-policy')).toBe('same-origin');
    const page = await one.get('/sso/login');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'none'");
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  test('is required: without one, there is a login page', async () => {
    const one = world().browser();
    for (const cookie of [
      '',
      '__Host-merchant-session=',
      '__Host-merchant-session=x',
      'x=__Host-merchant-session=1',
    ]) {
      const { status, text } = await one.get('/sso/account', { cookie });
      expect(status).toBe(401);
      expect(text).toContain('/unified-login/');
    }
  });

  test('is not the one that the browser brought', async () => {
    const { browser } = world();
    const one = browser();
    one.cookies.set('__Host-merchant-session', 'fixed');
    await one.get(arrival('lihua.1'));
    expect(one.cookies.get('__Host-merchant-session')).not.toBe('fixed');
  });

  test('is another one after each login, and the earlier one ends', async () => {
    const { one, handle } = await loggedIn();
    const earlier = browser(handle);
    for (const [name, value] of one.cookies) earlier.cookies.set(name, value);
    await one.get(arrival('lihua.2'));
    expect([await one.account(), await earlier.account()]).toEqual(['lihua', undefined]);
  });

  test('lasts as long as the access token, and two hours at most', async () => {
    for (const [expires_in, life] of [
      [60, 60],
      ['60', 60],
      [7200, 7200],
      [999_999, 7200],
      [undefined, 7200],
      ['soon', 7200],
    ] as const) {
      const { browser, centre, wait } = world();
      centre.answers(token, () => json(200, { access_token: 'at-lihua', token_type: 'bearer', expires_in }));
      const one = browser();
      await one.get(arrival('lihua.1'));
      wait(life * 1000 - 1);
      expect(await one.account()).toBe('lihua');
      wait(1);
      expect(await one.account()).toBeUndefined();
    }
  });

  const user = compositeKey('', tenantId, 'app1', 'lihua');
  test.each<readonly [string, (state: ReturnType<typeof world>['state']) => void]>([
    ['the tenant is deleted', ({ tenants }) => tenants.clear()],
    ['the credential is removed', ({ applications }) => applications.clear()],
    ['the user is withdrawn', ({ users }) => users.delete(user)],
    ['the user is disabled', ({ users }) => users.set(user, { ...users.get(user)!, enable: 'false' })],
  ])('ends when %s', async (_, change) => {
    const { one, state } = await loggedIn();
    change(state);
    expect((await one.get('/sso/account')).status).toBe(401);
    bind(state, { tenantId });
    expect(await one.account()).toBeUndefined();
  });

  test('ends when its instance is frozen, released or expired by the business clock', async () => {
    for (const values of [
      { status: 'frozen' },
      { status: 'released' },
      { expireTime: '20260401000000' },
    ] as const) {
      let business = '2026-03-01T08:00:00Z';
      const { browser, state } = world({ businessNow: () => new Date(business) });
      bind(state, { tenantId, instanceId: 'i1', users: [{ userName: 'boss' }] });
      const stored = instance({ expireTime: '20260401000000' });
      state.instances.set('i1', stored);
      const one = browser();
      await one.get(arrival('boss.1'));
      expect(await one.account()).toBe('boss');
      Object.assign(stored, values);
      if ('expireTime' in values) business = '2026-04-01T00:00:00Z';
      expect(await one.account()).toBeUndefined();
    }
  });

  test('shows a change of the user at once', async () => {
    const { one, state } = await loggedIn();
    bind(state, { tenantId, users: [{ userName: 'lihua', role: 'admin' }] });
    expect((await one.get('/sso/account')).text).toContain('<dd>admin</dd>');
  });
});

describe('a login as another account', () => {
  async function asked() {
    const everything = world();
    const { state, browser } = everything;
    bind(state, { tenantId, users: [{ userName: 'lihua' }, { userName: 'boss', role: 'admin' }] });
    bind(state, { tenantId: otherTenantId });
    const one = browser();
    await one.get(arrival('lihua.1'));
    const { location } = await one.get(arrival('boss.1'));
    return { ...everything, one, location };
  }

  test('asks first, at a clean address', async () => {
    const { one, location } = await asked();
    expect(location).toBe('/sso/switch');
    expect(await one.account()).toBe('lihua');
    const { status, text, headers } = await one.get('/sso/switch');
    expect(status).toBe(200);
    for (const part of [
      'You are logged in as lihua@code-0.',
      'Continue as boss@code-0',
      'Stay logged in as lihua@code-0',
    ])
      expect(text).toContain(part);
    expect(headers.get('content-security-policy')).toContain("form-action 'self';");
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });

  test('continues with a new session after the answer, once', async () => {
    const { one } = await asked();
    const earlier = one.cookies.get('__Host-merchant-session');
    const answer = () => one.post('/sso/switch', { account: 'boss@code-0' });
    expect((await answer()).location).toBe('/sso/account');
    expect(await one.account()).toBe('boss');
    const session = one.cookies.get('__Host-merchant-session');
    expect(session).not.toBe(earlier);
    await answer();
    expect(one.cookies.get('__Host-merchant-session')).toBe(session);
  });

  test('needs the answer of the own page, for the account that was shown, within ten minutes', async () => {
    for (const headers of [
      {},
      { Origin: 'https://evil.example.com' },
      { Origin: origin, 'Sec-Fetch-Site': 'same-site' },
    ]) {
      const { one } = await asked();
      expect((await one.post('/sso/switch', { account: 'boss@code-0' }, headers)).status).toBe(403);
      expect(await one.account()).toBe('lihua');
    }
    for (const account of ['lihua@code-0', 'boss', '']) {
      const { one } = await asked();
      await one.post('/sso/switch', { account });
      expect(await one.account()).toBe('lihua');
    }
    const { one, wait } = await asked();
    wait(600_000);
    expect((await one.get('/sso/switch')).location).toBe('/sso/account');
    await one.post('/sso/switch', { account: 'boss@code-0' });
    expect(await one.account()).toBe('lihua');
  });

  test('is refused if the account was withdrawn meanwhile', async () => {
    const { one, state } = await asked();
    state.users.delete(compositeKey('', tenantId, 'app1', 'boss'));
    await one.post('/sso/switch', { account: 'boss@code-0' });
    expect(await one.account()).toBe('lihua');
  });

  test('is one also if only the tenant is another', async () => {
    const { one } = await asked();
    expect((await one.get(`/sso/callback?code=lihua.9&tenant=${otherTenantId}`)).location).toBe(
      '/sso/switch',
    );
    expect((await one.get('/sso/switch')).text).toContain('Continue as lihua@code-2');
  });

  test('does not ask when the earlier session has ended', async () => {
    const { browser, wait, state } = world();
    bind(state, { tenantId, users: [{ userName: 'lihua' }, { userName: 'boss' }] });
    const one = browser();
    await one.get(arrival('lihua.1'));
    wait(7200_000);
    expect((await one.get(arrival('boss.1'))).location).toBe('/sso/account');
    expect(await one.account()).toBe('boss');
  });
});

describe('a logout', () => {
  test('ends the own session, and leads to the one of the tenant', async () => {
    const { browser } = world();
    const one = browser();
    await one.get(arrival('lihua.1'));
    const copy = [...one.cookies];
    const { status, location, headers } = await one.post('/sso/logout');
    expect(status).toBe(303);
    const url = new URL(location!);
    expect(url.origin + url.pathname).toBe('https://code-0.login.example.com/api/v1/logout');
    expect([...url.searchParams]).toEqual([['redirect_url', `${origin}/sso/login`]]);
    expect(headers.getSetCookie()).toEqual([
      '__Host-merchant-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure',
    ]);
    expect(one.cookies.size).toBe(0);
    const thief = browser();
    for (const [name, value] of copy) thief.cookies.set(name, value);
    expect(await thief.account()).toBeUndefined();
  });

  test('without a session or a tenant leads to the login page', async () => {
    const { browser, state } = world();
    const one = browser();
    expect((await one.post('/sso/logout')).location).toBe('/sso/login');
    await one.get(arrival('lihua.1'));
    state.tenants.clear();
    expect((await one.post('/sso/logout')).location).toBe('/sso/login');
  });

  test('is asked for by the own page only, and not by GET', async () => {
    const { browser } = world();
    const one = browser();
    await one.get(arrival('lihua.1'));
    for (const headers of [
      {},
      { Origin: 'null' },
      { Origin: 'https://evil.example.com' },
      { Origin: origin, 'Sec-Fetch-Site': 'cross-site' },
    ])
      expect((await one.post('/sso/logout', {}, headers)).status).toBe(403);
    const { status, headers } = await one.get('/sso/logout');
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    expect(await one.account()).toBe('lihua');
    await one.post('/sso/logout', {}, { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' });
    expect(await one.account()).toBeUndefined();
  });
});

test('handles what is below /sso/ and nothing else', async () => {
  const { handle, browser, log } = world();
  for (const path of ['/', '/sso', '/saasproduce', '/saasproduce/sso/login', '/sso/../x'])
    expect(await handle(new Request(origin + path))).toBeUndefined();
  for (const path of ['/sso/', '/sso/unknown', '/sso/login/', '/sso/__proto__', '/sso/login/../x'])
    expect((await browser().get(path)).status).toBe(404);
  expect(log.map(({ activity, resultCode }) => [activity, resultCode])).toEqual(
    Array(5).fill([undefined, '404']),
  );
});

test('an internal error is not disclosed', async () => {
  const fail = () => {
    throw new Error('at /srv/merchant.ts');
  };
  const { browser } = world({}, { ...loginSteps, fetchUser: fail });
  const one = browser();
  const { location } = await one.get(arrival('lihua.1'));
  expect(location).toBe('/sso/login?problem=internal');
  const { status, text } = await one.get(location!);
  expect(status).toBe(500);
  expect(text).not.toContain('srv');
});

test('an internal error of the login page does not lead to the login page again', async () => {
  const { browser } = world({ businessNow: () => Promise.reject(new Error('at /srv/merchant.ts')) });
  const one = browser();
  for (const path of ['/sso/login', '/sso/login?problem=internal', `/sso/login?tenant=${tenantId}`]) {
    const { status, text } = await one.get(path);
    expect(status).toBe(500);
    expect(text).toContain('The login failed. Please try again later.');
    expect(text).not.toContain('No company');
  }
});
