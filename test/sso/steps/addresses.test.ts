import { describe, expect, test } from 'vitest';
import {
  authorizeAddress,
  casLoginAddress,
  casLogoutAddress,
  logoutAddress,
  unifiedAddress,
  unifiedLogin,
} from '../../../src/sso/steps/addresses.ts';
import { ask, client, createWorld, loginAddress, red } from '../center/world.ts';

const { clientId } = client;
const service = client.casService!;

/** What the login domain answers at an address, without a session. */
async function open(address: string) {
  const { pathname, searchParams } = new URL(address);
  const response = await ask(createWorld(), pathname, Object.fromEntries(searchParams));
  return { status: response.status, location: response.headers.get('location') ?? '' };
}

describe('an address of a login domain', () => {
  test('asks for a code', async () => {
    const options = { clientId, redirectUri: loginAddress, state: 'k9Xw27QpLm', scope: 'get_user_info' };
    const { address, parameters } = authorizeAddress(red.domain, options);
    expect(address).toBe(
      `${red.domain}/api/v1/oauth2/authorize?client_id=${clientId}&redirect_uri=https%3A%2F%2Fsaas.example.net%2Fsso%2Fcallback&response_type=code&scope=get_user_info&state=k9Xw27QpLm`,
    );
    expect(parameters.map(({ name }) => name)).toEqual([
      'client_id',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ]);
    const { status, location } = await open(address);
    expect(status).toBe(302);
    expect(location).toMatch(/^\/login\?return=/);
  });

  test('tells that KooGallery requires redirect_uri', () => {
    const options = { clientId, redirectUri: undefined, state: 's', scope: 'get_user_info' };
    const { address, explanation } = authorizeAddress(red.domain, options);
    expect(new URL(address).searchParams.has('redirect_uri')).toBe(false);
    expect(explanation.at(-1)?.en).toMatch(/^KooGallery requires redirect_uri/);
  });

  test('ends a session, and leads on', async () => {
    expect(logoutAddress(red.domain, undefined)).toMatchObject({
      address: `${red.domain}/api/v1/logout`,
      parameters: [],
    });
    const { address } = logoutAddress(red.domain, 'https://saas.example.net/bye?a=b&c=d');
    expect(await open(address)).toEqual({ status: 302, location: 'https://saas.example.net/bye?a=b&c=d' });
  });

  test('asks for a ticket, and ends a session by CAS', async () => {
    expect((await open(casLoginAddress(red.domain, service).address)).location).toMatch(/^\/login\?return=/);
    expect((await open(casLogoutAddress(red.domain, service).address)).location).toBe(service);
    expect((await open(casLogoutAddress(red.domain, undefined).address)).location).toBe('/login');
  });

  test('keeps a service as it is spelled', () => {
    const odd = "https://example.com&tenant=it's (a) tenant";
    expect(new URL(casLoginAddress(red.domain, odd).address).searchParams.get('service')).toBe(odd);
  });
});

test('the address of unified login has its parameters in the fragment', () => {
  expect(unifiedAddress(unifiedLogin, 'app 1').address).toBe(
    'https://macroverse.huaweicloud.com/unified-login/#/portal-login?ind=UNOP&appId=app%201',
  );
});
