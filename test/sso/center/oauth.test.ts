import { describe, expect, test } from 'vitest';
import {
  appId,
  ask,
  askToken,
  askUserinfo,
  blue,
  client,
  clientOfBlue,
  codeFor,
  createWorld,
  credentialsOf,
  day,
  exchangeOf,
  hour,
  lihua,
  loginAddress,
  minute,
  red,
  refreshOf,
  second,
  signIn,
  tenantOf,
  unifiedOrigin,
} from './world.ts';

const invalidCode = { error: 'invalid_grant', error_description: 'Invalid authorization code' };
const invalidRefresh = { error: 'invalid_grant', error_description: 'Invalid refresh token' };
const badClient = { error: 'invalid_client', error_description: 'Bad client credentials' };
const differentClient = { error: 'invalid_client', error_description: 'Client ID mismatch' };
const unauthorized = {
  error: 'unauthorized',
  error_description: 'Full authentication is required to access this resource',
};

describe('a login', () => {
  test('goes from the code through tokens to the account', async () => {
    const world = createWorld();
    const code = codeFor(world);
    const exchanged = await askToken(world, exchangeOf(code));
    expect(exchanged).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 7200, scope: 'get_user_info' },
    });
    expect(Object.keys(exchanged.body)).toEqual([
      ...['access_token', 'token_type', 'expires_in', 'scope', 'refresh_token'],
    ]);
    expect(exchanged.headers.get('cache-control')).toBe('no-store');
    const { access_token: access = '', refresh_token: refresh = '' } = exchanged.body;
    expect(world.last()).toMatchObject({
      endpoint: 'token',
      status: 200,
      code,
      accessToken: access,
      refreshToken: refresh,
      clientId: client.clientId,
      userName: 'lihua',
      secretIn: 'body',
      secretMatches: true,
    });
    expect(await askUserinfo(world, access)).toEqual({
      status: 200,
      body: {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        userId: expect.any(String),
        ...lihua,
        tenant: red.id,
        projectName: 'red company',
      },
    });
    expect(world.last()).toMatchObject({ endpoint: 'userinfo', tokenIn: 'bearer', accessToken: access });
    const refreshed = await askToken(world, refreshOf(refresh));
    expect(refreshed.status).toBe(200);
    const { access_token: nextAccess, refresh_token: nextRefresh } = refreshed.body;
    expect(new Set([access, refresh, nextAccess, nextRefresh]).size).toBe(4);
    expect(world.last()).toMatchObject({
      endpoint: 'refresh',
      refreshToken: refresh,
      newRefreshToken: nextRefresh,
      accessToken: nextAccess,
    });
    expect((await askUserinfo(world, nextAccess)).status).toBe(200);
  });

  test.each([
    ['minimal', ['name', 'organizationCode', 'role', 'tenant', 'userName']],
    [
      'no-contact',
      [
        ...['id', 'name', 'organizationCode', 'organizationName'],
        'projectName',
        'role',
        'tenant',
        'userId',
        'userName',
      ],
    ],
  ] as const)('tells %s facts of the account where that is set', async (userinfo, names) => {
    const world = createWorld({ settings: { userinfo } });
    const { access } = await signIn(world);
    expect(Object.keys((await askUserinfo(world, access)).body).sort()).toEqual(names);
  });

  test('has no refresh token, or keeps it, where that is set', async () => {
    const without = createWorld({ settings: { issuesRefreshToken: false } });
    expect((await signIn(without)).refresh).toBeUndefined();
    const keeping = createWorld({ settings: { rotatesRefreshToken: false } });
    const { refresh } = await signIn(keeping);
    for (let time = 0; time < 2; time++) {
      expect((await askToken(keeping, refreshOf(refresh))).body.refresh_token).toBe(refresh);
    }
  });

  test('has a code of another length, and states another life of its tokens, where that is set', async () => {
    const world = createWorld({ settings: { codeLength: 1024, statedLife: 1 } });
    const code = codeFor(world);
    expect(code).toHaveLength(1024);
    const { body } = await askToken(world, exchangeOf(code));
    expect(body.expires_in).toBe(1);
    world.pass(hour);
    expect((await askUserinfo(world, body.access_token)).status).toBe(200);
    expect((await askToken(world, refreshOf(body.refresh_token!))).body.expires_in).toBe(1);
  });

  test('may name its client by HTTP Basic, encoded or not', async () => {
    const world = createWorld();
    const { clientId, clientSecret } = client;
    for (const secret of [clientSecret, encodeURIComponent(clientSecret)]) {
      const Authorization = `Basic ${btoa(`${clientId}:${secret}`)}`;
      const form = { grant_type: 'authorization_code', code: codeFor(world) };
      expect((await askToken(world, form, red, { Authorization })).status).toBe(200);
      expect(world.last()).toMatchObject({ secretIn: 'basic', secretMatches: true, clientId });
      expect(world.last().headers).toContainEqual(['authorization', 'Basic ***']);
    }
    const Authorization = `Basic ${btoa(`${clientId}:wrong`)}`;
    const refused = await askToken(world, exchangeOf(codeFor(world)), red, { Authorization });
    expect(refused.status).toBe(400);
    expect(world.last().cause).toBe('several-credentials');
    const wrong = await askToken(world, { grant_type: 'authorization_code' }, red, { Authorization });
    expect(wrong).toMatchObject({ status: 401, body: badClient });
    expect(wrong.headers.get('www-authenticate')).toBe('Basic realm="oauth2/client"');
  });
});

describe('a code', () => {
  test('is worth something once, and takes back what it gave when it is sent again', async () => {
    const world = createWorld();
    const code = codeFor(world);
    const { body } = await askToken(world, exchangeOf(code));
    world.pass(2 * second);
    expect(await askToken(world, exchangeOf(code))).toMatchObject({ status: 400, body: invalidCode });
    expect(world.last()).toMatchObject({ cause: 'grant-used', error: 'invalid_grant' });
    expect(world.last().reason?.en).toContain(
      'The code was used before, at 2026-01-05 10:00:00 (Beijing time)',
    );
    expect(world.last().reason?.zh).toContain('code 已于北京时间 2026-01-05 10:00:00 使用过');
    expect(await askUserinfo(world, body.access_token)).toEqual({ status: 401, body: unauthorized });
    expect(world.last().cause).toBe('grant-revoked');
    expect(await askToken(world, refreshOf(body.refresh_token!))).toMatchObject({ body: invalidRefresh });
    expect(world.last().cause).toBe('grant-revoked');
  });

  test('takes nothing back from another login of the account', async () => {
    const world = createWorld();
    const code = codeFor(world);
    await askToken(world, exchangeOf(code));
    const { access } = await signIn(world);
    await askToken(world, exchangeOf(code));
    expect((await askUserinfo(world, access)).status).toBe(200);
  });

  test('is valid for five minutes', async () => {
    const world = createWorld();
    const [early, late] = [codeFor(world), codeFor(world)];
    world.pass(5 * minute - 1);
    expect((await askToken(world, exchangeOf(early))).status).toBe(200);
    world.pass(1);
    expect(await askToken(world, exchangeOf(late))).toMatchObject({ status: 400, body: invalidCode });
    expect(world.last()).toMatchObject({ cause: 'grant-expired' });
    expect(world.last().reason?.en).toBe(
      'The code expired at 2026-01-05 10:05:00 (Beijing time), 5 minutes after it was issued',
    );
  });

  test.each([
    ['unknown', () => 'x'.repeat(64), 'grant-unknown'],
    ['cut off', (code: string) => code.slice(0, 255), 'grant-unknown'],
    ['not encoded', (code: string) => code.replaceAll('+', ' '), 'grant-encoding'],
    ['encoded twice', (code: string) => encodeURIComponent(code), 'grant-encoding'],
    ['empty', () => '', 'grant-missing'],
  ])('that is %s is refused, with the reason', async (_, change, cause) => {
    const world = createWorld();
    const code = codeFor(world);
    expect(await askToken(world, exchangeOf(change(code)))).toMatchObject({ status: 400, body: invalidCode });
    expect(world.last().cause).toBe(cause);
    // It was not used up.
    expect((await askToken(world, exchangeOf(code))).status).toBe(200);
  });

  test('is worth nothing at another tenant, where it is not used up', async () => {
    const world = createWorld();
    const code = codeFor(world);
    expect(await askToken(world, exchangeOf(code, clientOfBlue), blue)).toMatchObject({
      status: 400,
      body: invalidCode,
    });
    expect(world.last()).toMatchObject({ cause: 'grant-of-other-tenant', tenantId: blue.id });
    expect(world.last().reason?.en).toContain(red.domain);
    expect((await askToken(world, exchangeOf(code))).status).toBe(200);
  });

  test('is worth nothing to another client of the tenant, and is used up by it', async () => {
    const world = createWorld();
    const other = { ...client, appId: 'other', clientId: 'other-client', clientSecret: 'other-secret' };
    world.tenants = [{ ...red, applications: [client, other] }];
    const code = codeFor(world);
    expect(await askToken(world, exchangeOf(code, other))).toMatchObject({
      status: 401,
      body: differentClient,
    });
    expect(world.last()).toMatchObject({ cause: 'client-differs', secretMatches: true });
    expect(await askToken(world, exchangeOf(code))).toMatchObject({ status: 400, body: invalidCode });
  });

  test('is not for an account that was removed', async () => {
    const world = createWorld();
    const code = codeFor(world);
    world.tenants = [{ ...red, users: [] }];
    expect(await askToken(world, exchangeOf(code))).toMatchObject({ status: 400, body: invalidCode });
    expect(world.last().cause).toBe('user-removed');
  });

  test.each([
    [undefined, loginAddress, 200],
    [undefined, 'https://saas.example.net/sso/callback/', 400],
    [undefined, 'https://saas.example.net', 400],
    ['https://saas.example.net', 'https://saas.example.net', 200],
    ['https://saas.example.net', loginAddress, 200],
    ['https://saas.example.net', 'https://saas.example.net/', 400],
  ])('of a request with redirect_uri %s is exchanged with %s: %i', async (asked, sent, status) => {
    const world = createWorld();
    const code = world.center.issueCode({
      ...{ tenantId: red.id, appId, userName: 'lihua' },
      ...(asked !== undefined && { redirectUri: asked }),
    });
    const { status: own, body } = await askToken(world, { ...exchangeOf(code), redirect_uri: sent });
    expect(own).toBe(status);
    if (status === 200) return;
    expect(body).toEqual({ error: 'invalid_grant', error_description: 'Redirect URI mismatch.' });
    expect(world.last().cause).toBe('address-differs');
  });
});

describe('a refresh token', () => {
  test('is exchanged once', async () => {
    const world = createWorld();
    const { refresh } = await signIn(world);
    await askToken(world, refreshOf(refresh));
    expect(await askToken(world, refreshOf(refresh))).toMatchObject({ status: 400, body: invalidRefresh });
    expect(world.last()).toMatchObject({ cause: 'grant-used' });
    expect(world.last().reason?.en).toContain('store the new one');
  });

  test('is valid for 30 days', async () => {
    const world = createWorld();
    const [one, other] = [await signIn(world), await signIn(world)];
    world.pass(30 * day - 1);
    expect((await askToken(world, refreshOf(one.refresh))).status).toBe(200);
    world.pass(1);
    expect(await askToken(world, refreshOf(other.refresh))).toMatchObject({ body: invalidRefresh });
    expect(world.last().cause).toBe('grant-expired');
  });

  test('is worth nothing to another client or tenant, or if it is unknown', async () => {
    const world = createWorld();
    const other = { ...client, clientId: 'other-client', clientSecret: 'other-secret' };
    world.tenants = [{ ...red, applications: [client, other] }, blue];
    const { refresh } = await signIn(world);
    const refused = [
      await askToken(world, refreshOf(refresh, clientOfBlue), blue),
      await askToken(world, refreshOf(refresh, other)),
      await askToken(world, refreshOf('unknown')),
      await askToken(world, { ...credentialsOf(client), grant_type: 'refresh_token' }),
    ];
    for (const one of refused) expect(one).toMatchObject({ status: 400, body: invalidRefresh });
    expect(world.calls.slice(-4).map(({ cause }) => cause)).toEqual([
      ...['grant-of-other-tenant', 'grant-of-other-client', 'grant-unknown', 'grant-missing'],
    ]);
    expect((await askToken(world, refreshOf(refresh))).status).toBe(200);
  });
});

describe('an access token', () => {
  test('is valid for 7200 seconds', async () => {
    const world = createWorld();
    const { access } = await signIn(world);
    world.pass(2 * hour - 1);
    expect((await askUserinfo(world, access)).status).toBe(200);
    world.pass(1);
    expect(await askUserinfo(world, access)).toEqual({ status: 401, body: unauthorized });
    expect(world.last()).toMatchObject({ cause: 'grant-expired', error: 'unauthorized', userName: 'lihua' });
  });

  test.each([
    ['missing', {}, {}, 'none', 'grant-missing'],
    ['unknown', { Authorization: 'Bearer x' }, {}, 'bearer', 'grant-unknown'],
    ['empty', { Authorization: 'Bearer ' }, {}, 'bearer', 'grant-missing'],
    ['sent by Basic', { Authorization: 'Basic eDp5' }, {}, 'other-scheme', 'grant-missing'],
    ['in the URL', {}, { access_token: 'x' }, 'query', 'grant-missing'],
  ])('that is %s tells nothing', async (_, headers, query, tokenIn, cause) => {
    const world = createWorld();
    const response = await ask(world, '/api/v1/oauth2/userinfo', query, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toEqual(unauthorized);
    expect(world.last()).toMatchObject({ tokenIn, cause });
  });

  test('ends with the tenant, the account and the client', async () => {
    const world = createWorld();
    const { access } = await signIn(world);
    expect(await askUserinfo(world, access, blue)).toMatchObject({ status: 401 });
    expect(world.last().cause).toBe('grant-of-other-tenant');
    world.tenants = [{ ...red, users: [] }];
    expect(await askUserinfo(world, access)).toMatchObject({ status: 401 });
    expect(world.last().cause).toBe('user-removed');
    world.tenants = [tenantOf('red', { clientId: 'bound-again' })];
    expect(await askUserinfo(world, access)).toMatchObject({ status: 401 });
    expect(world.last().cause).toBe('client-unknown');
    world.tenants = [];
    expect((await ask(world, '/api/v1/oauth2/userinfo')).status).toBe(404);
    expect(world.last().cause).toBe('unknown-tenant');
  });
});

test('the origin of unified login serves no tokens', async () => {
  const { center, last } = createWorld();
  const response = await center.unified(
    new Request(`${unifiedOrigin}/api/v1/oauth2/token`, { method: 'POST' }),
  );
  expect(response.status).toBe(404);
  expect(last()).toMatchObject({ endpoint: 'unknown', cause: 'unknown-path' });
});
