import { describe, expect, test, vi } from 'vitest';
import { bind, json, origin, otherTenantId, tenantId, token, userinfo, world } from './harness.ts';

const arrival = (code: string, more = '') =>
  `/sso/callback?code=${encodeURIComponent(code)}&tenant=${tenantId}${more}`;

describe('a code', () => {
  test('is exchanged as documented, and leads to a clean address', async () => {
    const { browser, centre } = world();
    const one = browser();
    const { status, location, headers, text } = await one.get(arrival('lihua.1'));
    expect({ status, location, text }).toEqual({ status: 303, location: '/sso/account', text: '' });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(await one.account()).toBe('lihua');
    const [exchange, whose] = centre.asked;
    expect(exchange!.url.href).toBe('https://code-0.login.example.com/api/v1/oauth2/token');
    expect(exchange).toMatchObject({ method: 'POST', redirect: 'manual' });
    expect(exchange!.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(exchange!.form)).toEqual({
      client_id: 'client',
      client_secret: 'a+b/c=&d',
      code: 'lihua.1',
      grant_type: 'authorization_code',
    });
    expect(whose!.url.href).toBe('https://code-0.login.example.com/api/v1/oauth2/userinfo');
    expect(whose!.headers.get('authorization')).toBe('Bearer at-lihua');
    expect(whose!.headers.get('accept')).toBe('application/json');
    expect(centre.asked).toHaveLength(2);
  });

  test('may name the tenant as tenant_id', async () => {
    const one = world().browser();
    await one.get(`/sso/callback?code=lihua.1&tenant_id=${tenantId}`);
    expect(await one.account()).toBe('lihua');
  });

  test('is not exchanged for a tenant that is not known, nor for one that a host could be made of', async () => {
    const { browser, centre } = world();
    for (const tenant of ['', 'x', 'evil.example.com', 'https://evil.example.com', 'code-0', '__proto__']) {
      const one = browser();
      const { location } = await one.get(`/sso/callback?code=lihua.1&tenant=${encodeURIComponent(tenant)}`);
      expect(location).toBe('/sso/login?problem=unknown-tenant');
      expect(one.cookies.size).toBe(0);
    }
    expect((await browser().get('/sso/callback?code=lihua.1')).location).toContain('unknown-tenant');
    expect(centre.asked).toEqual([]);
  });

  test('is required, in a length that can be', async () => {
    const { browser, centre } = world();
    for (const code of ['', 'x'.repeat(2049)])
      expect((await browser().get(arrival(code))).location).toBe('/sso/login?problem=no-code');
    expect((await browser().get(`/sso/callback?error=access_denied&tenant=${tenantId}`)).location).toContain(
      'no-code',
    );
    expect(centre.asked).toEqual([]);
    await browser().get(arrival('+/=.-_'.repeat(341)));
    expect(centre.asked[0]!.form.get('code')).toBe('+/=.-_'.repeat(341));
  });

  test('is looked up with the values of its tenant at each login', async () => {
    const { browser, centre, state } = world();
    bind(state, { tenantId: otherTenantId, clientId: 'second', clientSecret: 's2' });
    const one = browser();
    await one.get(`/sso/callback?code=lihua.1&tenant=${otherTenantId}`);
    expect(centre.asked[0]!.url.host).toBe('code-2.login.example.com');
    expect(centre.asked[0]!.form.get('client_id')).toBe('second');
    bind(state, { tenantId: otherTenantId, clientId: 'third', domainName: 'moved.login.example.com' });
    await one.get(`/sso/callback?code=lihua.2&tenant=${otherTenantId}`);
    const again = centre.asked.findLast(({ url }) => url.pathname === token)!;
    expect([again.url.host, again.form.get('client_id')]).toEqual(['moved.login.example.com', 'third']);
  });

  test('that arrives twice at the same time is exchanged once, and logs both in', async () => {
    const { browser, centre } = world();
    const [first, second] = [browser(), browser()];
    const shown = await Promise.all([first.get(arrival('lihua.1')), second.get(arrival('lihua.1'))]);
    expect(shown.map(({ location }) => location)).toEqual(['/sso/account', '/sso/account']);
    expect(centre.countOf(token)).toBe(1);
    expect([await first.account(), await second.account()]).toEqual(['lihua', 'lihua']);
  });

  test('that arrives again is not exchanged: a reload is harmless, and another browser gets nothing', async () => {
    const { browser, centre } = world();
    const one = browser();
    await one.get(arrival('lihua.1'));
    const other = browser();
    for (const again of [one, other])
      expect((await again.get(arrival('lihua.1'))).location).toBe('/sso/account');
    expect([await one.account(), await other.account()]).toEqual(['lihua', undefined]);
    expect(centre.countOf(token)).toBe(1);
  });

  test('that failed is not exchanged again', async () => {
    const { browser, centre } = world();
    const one = browser();
    expect((await one.get(arrival('unknown'))).location).toBe('/sso/login?problem=not-confirmed');
    expect((await one.get(arrival('unknown'))).location).toBe('/sso/account');
    expect(centre.countOf(token)).toBe(1);
  });

  test('is exchanged by GET only', async () => {
    const { browser, centre } = world();
    for (const method of ['HEAD', 'POST', 'PUT']) {
      const { status, headers } = await browser().send(arrival('lihua.1'), { method });
      expect([status, headers.get('allow')]).toEqual([405, 'GET']);
    }
    expect(centre.asked).toEqual([]);
  });
});

describe('the confirmed user', () => {
  test.each([
    ['of another tenant', { userName: 'lihua', tenant: otherTenantId }, 'other-tenant'],
    ['of a tenant in another case', { userName: 'lihua', tenant: tenantId.toUpperCase() }, 'other-tenant'],
    ['without authorisation', { userName: 'wangwu', tenant: tenantId }, 'not-authorised'],
    ['in another case', { userName: 'LiHua', tenant: tenantId }, 'not-authorised'],
    ['without user name', { name: 'lihua', loginName: 'lihua', tenant: tenantId }, 'not-confirmed'],
    ['with an error', { error: 'unauthorized', error_description: 'x' }, 'not-confirmed'],
    ['whose name is no text', { userName: { lihua: 1 }, tenant: tenantId }, 'not-confirmed'],
  ])('%s is refused', async (_, values, problem) => {
    const { browser, centre } = world();
    centre.answers(userinfo, () => json(200, values));
    const one = browser();
    expect((await one.get(arrival('lihua.1'))).location).toBe(`/sso/login?problem=${problem}`);
    expect(one.cookies.size).toBe(0);
  });

  test('with another status is refused', async () => {
    const { browser, centre } = world();
    centre.answers(userinfo, () => json(401, { userName: 'lihua', tenant: tenantId }));
    expect((await browser().get(arrival('lihua.1'))).location).toContain('not-confirmed');
  });

  test('needs no more than a user name', async () => {
    const { browser, centre } = world();
    centre.answers(userinfo, () => json(200, { userName: 'lihua' }));
    const one = browser();
    await one.get(arrival('lihua.1'));
    expect(await one.account()).toBe('lihua');
  });

  test('has the role of authSync, whatever the login centre says', async () => {
    const one = world().browser();
    await one.get(arrival('lihua.1'));
    const { text } = await one.get('/sso/account');
    expect(text).toContain('<dt>Role</dt><dd>user</dd>');
  });

  test('who is disabled or withdrawn is refused', async () => {
    const { browser, state } = world();
    bind(state, { tenantId, users: [{ userName: 'lihua', enable: 'false' }] });
    expect((await browser().get(arrival('lihua.1'))).location).toContain('not-authorised');
    state.users.clear();
    expect((await browser().get(arrival('lihua.2'))).location).toContain('not-authorised');
  });
});

describe('a refusal of the login centre', () => {
  const secretText = 'client_secret a+b/c=&d of lihua.1';

  test.each<readonly [string, Response, string]>([
    ['with error', json(400, { error: 'invalid_grant', error_description: secretText }), 'invalid_grant'],
    [
      'with error_code',
      json(401, { error_code: 'OrgID.OAUTH.4001', error_msg: secretText }),
      'OrgID.OAUTH.4001',
    ],
    ['without JSON', new Response(`<h1>${secretText}</h1>`, { status: 403 }), 'HTTP 403'],
    ['that repeats the code', json(400, { error: 'lihua.1' }), 'HTTP 400'],
    ['with a sentence as its code', json(400, { error: secretText }), 'HTTP 400'],
    ['with HTTP 200', json(200, { error: 'invalid_client' }), 'invalid_client'],
    [
      'with another status',
      json(400, { access_token: 'at-lihua', token_type: 'Bearer', expires_in: 7200 }),
      'HTTP 400',
    ],
    ['of another type', json(200, { access_token: 'at-lihua', token_type: 'mac' }), 'HTTP 200'],
    [
      'that redirects',
      new Response(null, { status: 302, headers: { Location: 'https://evil.example.com' } }),
      'HTTP 302',
    ],
  ])('%s is logged by its code, and not shown', async (_, response, cause) => {
    const { browser, centre, log } = world();
    centre.answers(token, () => response);
    const one = browser();
    const { location } = await one.get(arrival('lihua.1'));
    expect(location).toBe('/sso/login?problem=not-confirmed');
    const page = await one.get(location!);
    expect(page.status).toBe(401);
    expect(page.text).toContain('The login centre did not confirm the login. Please log in again.');
    expect(page.text).not.toContain('lihua');
    expect(log[0]).toMatchObject({
      method: 'GET',
      activity: '/sso/callback',
      resultCode: '303',
      reason: { en: `login refused: not-confirmed (${cause})` },
    });
    expect(centre.asked).toHaveLength(1);
  });
});

describe('a connection', () => {
  const failed = (code: string) =>
    Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) });

  test('that fails before anything is sent is retried once', async () => {
    const { browser, centre } = world();
    let failures = 1;
    centre.answers(token, () => {
      if (failures-- > 0) throw failed('ECONNREFUSED');
      return undefined;
    });
    const one = browser();
    await one.get(arrival('lihua.1'));
    expect(await one.account()).toBe('lihua');
    expect(centre.countOf(token)).toBe(2);
    failures = 9;
    expect((await one.get(arrival('lihua.2'))).location).toBe('/sso/login?problem=unreachable');
    expect(centre.countOf(token)).toBe(4);
  });

  test.each(['ECONNRESET', 'UND_ERR_SOCKET', 'ETIMEDOUT', 'EXYZ'])(
    'that fails later (%s) is not',
    async (code) => {
      const { browser, centre, log } = world();
      centre.answers(token, () => {
        throw failed(code);
      });
      expect((await browser().get(arrival('lihua.1'))).location).toBe('/sso/login?problem=unreachable');
      expect(centre.countOf(token)).toBe(1);
      expect(log[0]!.reason!.en).toBe(`login refused: unreachable (${code})`);
    },
  );

  test('is limited, and the request is not sent again', async () => {
    let count = 0;
    const { browser, log } = world({
      timeoutMs: 20,
      fetch: (_, { signal }) => {
        count += 1;
        return new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));
      },
    });
    const one = browser();
    const { location } = await one.get(arrival('lihua.1'));
    const page = await one.get(location!);
    expect([page.status, count]).toEqual([503, 1]);
    expect(page.text).toContain('The login centre does not respond.');
    expect(log[0]!.reason!.en).toBe('login refused: unreachable (TimeoutError)');
  });
});

test('a response that is longer than a megabyte is no confirmation, and is not read to its end', async () => {
  for (const path of [token, userinfo]) {
    const { browser, centre, log } = world();
    let count = 0;
    const cancel = vi.fn();
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        count += 1;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
      cancel,
    });
    centre.answers(path, () => new Response(endless));
    expect((await browser().get(arrival('lihua.1'))).location).toBe('/sso/login?problem=not-confirmed');
    expect(log[0]!.reason!.en).toBe('login refused: not-confirmed (HTTP 200)');
    expect(count).toBeLessThan(20);
    expect(cancel).toHaveBeenCalledOnce();
  }
});

test('logs, pages, cookies and addresses contain no code, token or secret', async () => {
  const { browser, log, centre } = world();
  const one = browser();
  const shown = [
    await one.get(arrival('lihua.1')),
    await one.get('/sso/account'),
    await one.get(arrival('wangwu.2')),
  ];
  shown.push(await one.get(shown[2]!.location!), await one.post('/sso/logout'));
  const written = JSON.stringify([
    shown.map(({ headers, ...rest }) => [...headers, rest]),
    log,
    [...one.cookies],
  ]);
  expect(centre.countOf(userinfo)).toBe(2);
  for (const secret of ['lihua.1', 'wangwu.2', 'at-lihua', 'a+b/c', 'a%2Bb', '"rt"'])
    expect(written).not.toContain(secret);
  expect(written).toContain(encodeURIComponent(`${origin}/sso/login`));
});
