import { describe, expect, test } from 'vitest';
import { bind, json, origin, otherTenantId, tenantId, validation, world } from './harness.ts';

const arrival = (ticket: string) => `/sso/cas?tenant=${tenantId}&ticket=${encodeURIComponent(ticket)}`;

describe('a ticket', () => {
  test('is validated as documented, and leads to a clean address', async () => {
    const { browser, centre } = world();
    const one = browser();
    expect(await one.get(arrival('ST-lihua.1'))).toMatchObject({
      status: 303,
      location: '/sso/account',
      text: '',
    });
    expect(await one.account()).toBe('lihua');
    const [asked, ...others] = centre.asked;
    expect(others).toEqual([]);
    expect(asked!.method).toBe('GET');
    expect(asked!.url.href.split('?')[0]).toBe(
      'https://code-0.login.example.com/api/v1/cas/p3/serviceValidate',
    );
    expect([...asked!.url.searchParams]).toEqual([
      ['service', `${origin}/sso/cas?tenant=${tenantId}`],
      ['ticket', 'ST-lihua.1'],
      ['format', 'JSON'],
    ]);
  });

  test('is validated with the registered service, whatever else the address has', async () => {
    const { browser, centre } = world();
    await browser().get(
      `/sso/cas?x=1&ticket=ST-lihua.1&tenant=${tenantId}&service=https://evil.example.com&tenant=2#`,
    );
    expect(centre.asked[0]!.url.searchParams.get('service')).toBe(`${origin}/sso/cas?tenant=${tenantId}`);
  });

  test('is validated with the tenant encoded', async () => {
    const { browser, centre, state } = world();
    bind(state, { tenantId: 'a&b=c d', tenantCode: 'x' });
    await browser().get('/sso/cas?tenant=a%26b%3Dc%20d&ticket=ST-lihua.1');
    expect(centre.asked[0]!.url.searchParams.get('service')).toBe(`${origin}/sso/cas?tenant=a%26b%3Dc%20d`);
  });

  test('of a tenant that is not known is not validated', async () => {
    const { browser, centre } = world();
    for (const tenant of ['x', 'evil.example.com', ''])
      expect((await browser().get(`/sso/cas?tenant=${tenant}&ticket=ST-lihua.1`)).location).toContain(
        'unknown-tenant',
      );
    expect(centre.asked).toEqual([]);
  });

  test('is validated once, at the same time and later', async () => {
    const { browser, centre } = world();
    const [first, second, later] = [browser(), browser(), browser()];
    await Promise.all([first.get(arrival('ST-lihua.1')), second.get(arrival('ST-lihua.1'))]);
    expect((await later.get(arrival('ST-lihua.1'))).location).toBe('/sso/account');
    expect(centre.countOf(validation)).toBe(1);
    expect([await first.account(), await second.account(), await later.account()]).toEqual([
      'lihua',
      'lihua',
      undefined,
    ]);
  });

  test('is not needed where the logout of the login centre leads', async () => {
    expect((await world().browser().get(`/sso/cas?tenant=${tenantId}`)).location).toBe('/sso/login');
  });
});

describe('a validation', () => {
  const success = (user: string | undefined, attributes: object) =>
    json(200, { serviceResponse: { authenticationSuccess: { user, attributes } } });
  const failure = (code: string) => ({ code, description: 'ticket is ST-lihua.1' });

  test.each<readonly [string, Response, string]>([
    ['of another tenant', success('lihua', { userName: 'lihua', tenant: otherTenantId }), 'other-tenant'],
    ['of a user without authorisation', success('wangwu', { tenant: tenantId }), 'not-authorised'],
    [
      'that failed',
      json(200, { serviceResponse: { authenticationFailure: failure('INVALID_TICKET') } }),
      'not-confirmed',
    ],
    [
      'that failed and succeeded',
      json(200, {
        serviceResponse: { authenticationSuccess: { user: 'lihua' }, authenticationFailure: failure('X') },
      }),
      'not-confirmed',
    ],
    ['with nothing in it', json(200, {}), 'not-confirmed'],
    ['that is no object', json(200, ['lihua']), 'not-confirmed'],
    ['without a user', success(undefined, { tenant: tenantId }), 'not-confirmed'],
    [
      'with HTTP 500',
      json(500, { serviceResponse: { authenticationSuccess: { user: 'lihua' } } }),
      'not-confirmed',
    ],
    [
      'in XML, which was not asked for',
      new Response(
        '<cas:serviceResponse><cas:authenticationSuccess><cas:user>lihua</cas:user></cas:authenticationSuccess></cas:serviceResponse>',
      ),
      'not-confirmed',
    ],
  ])('%s is refused', async (_, response, problem) => {
    const { browser, centre, log } = world();
    centre.answers(validation, () => response);
    const one = browser();
    expect((await one.get(arrival('ST-lihua.1'))).location).toBe(`/sso/login?problem=${problem}`);
    expect(one.cookies.size).toBe(0);
    expect(JSON.stringify(log)).not.toContain('lihua');
  });

  test('is logged with its code', async () => {
    const { browser, log } = world();
    await browser().get(arrival('ST-unknown'));
    expect(log[0]!.reason!.en).toBe('login refused: not-confirmed (INVALID_TICKET)');
  });

  test('needs no more than cas:user', async () => {
    const { browser, centre } = world();
    centre.answers(validation, () => success('lihua', {}));
    const one = browser();
    await one.get(arrival('ST-lihua.1'));
    expect(await one.account()).toBe('lihua');
  });
});

test('a logout leads to the one of CAS, with the registered service', async () => {
  const { browser, state } = world();
  bind(state, { tenantId: otherTenantId });
  const one = browser();
  await one.get(arrival('ST-lihua.1'));
  const url = new URL((await one.post('/sso/logout')).location!);
  expect(url.origin + url.pathname).toBe('https://code-0.login.example.com/api/v1/cas/logout');
  expect([...url.searchParams]).toEqual([['service', `${origin}/sso/cas?tenant=${tenantId}`]]);
  expect(await one.account()).toBeUndefined();
});

test('a session ends after the life of an access token', async () => {
  const { browser, wait } = world();
  const one = browser();
  await one.get(arrival('ST-lihua.1'));
  wait(7199_999);
  expect(await one.account()).toBe('lihua');
  wait(1);
  expect(await one.account()).toBeUndefined();
});
