import { describe, expect, test } from 'vitest';
import type { Grant, TokenCall } from '../../../src/sso/steps/oauth.ts';
import { describeTokenStep, suspicionsOf, takeTokenStep } from '../../../src/sso/steps/token.ts';
import { blue, client, codeFor, createWorld, minute, red, signIn, type World } from '../center/world.ts';
import { contextOf, type Reply, serverOf } from './world.ts';

const { clientId, clientSecret } = client;
const call: Omit<TokenCall, 'grant'> = { domain: red.domain, clientId, clientSecret };
const code = (value: string, redirectUri?: string): Grant => ({
  type: 'authorization_code',
  code: value,
  ...(redirectUri !== undefined && { redirectUri }),
});
const refresh = (refreshToken: string): Grant => ({ type: 'refresh_token', refreshToken });

function take(world: World, grant: Grant, changed: Partial<TokenCall> = {}, tenant = red) {
  return takeTokenStep({ ...call, grant, ...changed }, contextOf(world, tenant));
}

const takeFrom = (reply: Reply, grant = code('some-code-of-a-login'), secrets: readonly string[] = []) =>
  takeTokenStep({ ...call, grant }, serverOf(reply, secrets).context);

describe('a code', () => {
  test('is exchanged as documented, and the tokens are masked', async () => {
    const world = createWorld();
    const value = codeFor(world);
    const { report, received } = await take(world, code(value, client.loginAddress));
    expect(world.last()).toMatchObject({
      endpoint: 'token',
      secretIn: 'body',
      secretMatches: true,
      form: expect.arrayContaining([
        ['grant_type', 'authorization_code'],
        ['redirect_uri', client.loginAddress],
      ]),
    });
    expect(world.last().headers).toContainEqual(['user-agent', 'koo']);
    expect(report).toMatchObject({
      step: 'token',
      ok: true,
      problem: null,
      saved: null,
      notes: [],
      tokens: {
        accessToken: { start: String(received!.access_token).slice(0, 4), length: 1024 },
        tokenType: 'Bearer',
        expiresIn: 7200,
        scope: 'get_user_info',
        refreshToken: { length: 512 },
      },
      request: {
        method: 'POST',
        url: `${red.domain}/api/v1/oauth2/token`,
        parameters: {
          client_id: clientId,
          client_secret: '***',
          code: `${value.slice(0, 4)}… (256)`,
          grant_type: 'authorization_code',
          redirect_uri: client.loginAddress,
        },
        variables: ['CODE', 'KOO_CLIENT_SECRET'],
      },
    });
    const text = JSON.stringify(report);
    for (const secret of [value, clientSecret, received!.access_token, received!.refresh_token]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(encodeURIComponent(String(secret)));
    }
    expect(JSON.parse(report.response!.body)).toMatchObject({
      token_type: 'Bearer',
      access_token: expect.stringMatching(/^.{4}… \(1024\)$/u),
    });
  });

  test('of a login without a refresh token is told', async () => {
    const world = createWorld({ settings: { issuesRefreshToken: false } });
    const { report } = await take(world, code(codeFor(world)));
    expect(report.tokens?.refreshToken).toBeNull();
    expect(report.notes[0]?.en).toMatch(/^No refresh token came/);
  });
});

describe('a refusal of a code', () => {
  const refused = async (
    world: World,
    ...rest: Parameters<typeof take> extends [World, ...infer R] ? R : never
  ) => {
    const { report, received } = await take(world, ...rest);
    expect(received).toBeUndefined();
    expect(report).toMatchObject({ ok: false, tokens: null });
    return report.problem;
  };

  test.each(['used', 'unknown', 'expired'])('that is %s', async (kind) => {
    const world = createWorld();
    const value = kind === 'unknown' ? 'code-of-someone-else' : codeFor(world);
    if (kind === 'used') await take(world, code(value));
    if (kind === 'expired') world.pass(6 * minute);
    expect(await refused(world, code(value))).toMatchObject({
      code: 'INVALID_GRANT',
      category: 'business',
      error: 'invalid_grant',
      description: 'Invalid authorization code',
      meaning: { en: expect.stringMatching(/unknown at this login domain, was used before, or has expired/) },
      source: 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649448.html',
    });
  });

  test('sent with another redirect_uri', async () => {
    const world = createWorld();
    const problem = await refused(world, code(codeFor(world), `${client.loginAddress}/`));
    expect(problem).toMatchObject({ code: 'INVALID_GRANT', description: 'Redirect URI mismatch.' });
    expect(problem?.meaning.en).toBe('redirect_uri is not the address that the code was issued for.');
    expect(problem?.cures[1]?.en).toMatch(/a slash at the end/);
  });

  test.each([401, 400] as const)('of another client, with HTTP %i', async (invalidClientStatus) => {
    const world = createWorld({ settings: { invalidClientStatus } });
    const { report } = await take(world, code(codeFor(world)), { clientId: 'another' });
    expect(report.response?.status).toBe(invalidClientStatus);
    expect(report.problem).toMatchObject({
      code: 'INVALID_CLIENT',
      category: 'permission',
      description: 'Client ID mismatch',
      meaning: { en: 'The client ID is not the one that the code was issued to.' },
    });
    expect(report.problem?.cures[1]?.en).toMatch(/^Bind the tenant again/);
  });

  test('by a wrong secret', async () => {
    const world = createWorld();
    const problem = await refused(world, code(codeFor(world)), { clientSecret: 'of-another-tenant' });
    expect(problem).toMatchObject({ code: 'INVALID_CLIENT', description: 'Bad client credentials' });
    expect(problem?.cures[0]?.en).toMatch(/^Decrypt the client secret of applicationSync/);
  });

  test('by a secret that is still encrypted, which koo recognises', async () => {
    const encrypted = Buffer.alloc(384, 7).toString('base64');
    const world = createWorld();
    const problem = await refused(world, code(codeFor(world)), { clientSecret: encrypted });
    expect(problem?.cures[0]?.en).toMatch(/^The client secret looks encrypted/);
    const sent = { clientSecret: encrypted, grant: code('c') };
    expect(suspicionsOf(sent)).toHaveLength(1);
    expect(suspicionsOf({ ...sent, clientSecret })).toEqual([]);
  });

  test('at the login domain of another tenant', async () => {
    const world = createWorld();
    expect(await refused(world, code(codeFor(world)), { domain: blue.domain }, blue)).toMatchObject({
      code: 'INVALID_CLIENT',
    });
  });

  test('copied from an address without decoding it', async () => {
    const world = createWorld();
    const problem = await refused(world, code('abc%2Bdef'));
    expect(problem?.cures[0]?.en).toMatch(/^The code looks URL-encoded/);
  });
});

describe('a refresh token', () => {
  test('is exchanged for new tokens, which are masked', async () => {
    const world = createWorld();
    const { refresh: old } = await signIn(world);
    const { report, received } = await take(world, refresh(old));
    expect(report).toMatchObject({
      step: 'refresh',
      ok: true,
      notes: [{ en: expect.stringMatching(/^A new refresh token came/) }],
      request: { variables: ['REFRESH_TOKEN', 'KOO_CLIENT_SECRET'] },
    });
    expect(JSON.stringify(report)).not.toContain(old);
    expect(JSON.stringify(report)).not.toContain(received!.refresh_token);
  });

  test.each([
    ['rt-1', /^The refresh token is still the same/],
    [undefined, /^No new refresh token came/],
  ])('that is not replaced is told (%s)', async (renewed, note) => {
    const body = { access_token: 'at-1', token_type: 'Bearer', expires_in: 7200, refresh_token: renewed };
    const { report } = await takeFrom({ body }, refresh('rt-1'));
    expect(report.notes.map(({ en }) => en)).toEqual([expect.stringMatching(note)]);
  });

  test('that was replaced is refused', async () => {
    const world = createWorld();
    const { refresh: old } = await signIn(world);
    await take(world, refresh(old));
    const { report } = await take(world, refresh(old));
    expect(report.problem).toMatchObject({
      code: 'INVALID_GRANT',
      category: 'business',
      description: 'Invalid refresh token',
      cures: [{ en: expect.stringMatching(/^Use the refresh token of the latest response/) }, {}, {}, {}],
      source: 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649449.html',
    });
  });
});

describe('an answer of another form', () => {
  const html = '<!doctype html><title>Sign in</title>';
  test.each<[name: string, reply: Reply, code: string, category: string, meaning: RegExp]>([
    [
      'error_code',
      { status: 400, body: { error_code: 'invalid_grant', error_msg: 'Invalid authorization code' } },
      'INVALID_GRANT',
      'business',
      /^The code is unknown/,
    ],
    [
      'invalid_client about the code',
      { status: 400, body: { error: 'invalid_client', error_description: 'Invalid authorization code' } },
      'INVALID_GRANT',
      'business',
      /^The code is unknown/,
    ],
    [
      'unsupported grant',
      { status: 400, body: { error: 'unsupported_grant_type' } },
      'INVALID_REQUEST',
      'business',
      /^grant_type must be/,
    ],
    [
      'OrgID',
      { status: 401, body: { error_code: 'OrgID.OAUTH.4000', error_msg: 'x' } },
      'NOT_A_LOGIN_DOMAIN',
      'business',
      /OrgID/,
    ],
    [
      'undocumented',
      { status: 400, body: { error: 'teapot' } },
      'REQUEST_REFUSED',
      'business',
      /not documented: teapot$/,
    ],
    [
      'an error with HTTP 200',
      { body: { error: 'invalid_grant' } },
      'INVALID_GRANT',
      'business',
      /^The code is unknown/,
    ],
    [
      'an error of the server',
      { status: 500, body: { error: 'server_error' } },
      'SERVER_ERROR',
      'business',
      /failed to handle/,
    ],
    ['403', { status: 403 }, 'ACCESS_DENIED', 'permission', /HTTP 403/],
    [
      '403 of Spring',
      { status: 403, body: { status: 403, error: 'Forbidden' } },
      'ACCESS_DENIED',
      'permission',
      /HTTP 403/,
    ],
    [
      'a redirect',
      { status: 302, headers: { Location: 'https://a.example/login;jsessionid=s1?code=x' } },
      'NOT_A_LOGIN_DOMAIN',
      'network',
      /redirects to https:\/\/a\.example\/login \(/,
    ],
    ['a page', { body: html }, 'NOT_A_LOGIN_DOMAIN', 'network', /page for browsers/],
    [
      '404',
      { status: 404, body: { status: 404, error: 'Not Found' } },
      'NOT_A_LOGIN_DOMAIN',
      'network',
      /no such interface/,
    ],
    ['429', { status: 429 }, 'THROTTLED', 'business', /Too many requests/],
    ['502 of a proxy', { status: 502, body: html }, 'SERVER_ERROR', 'network', /HTTP 502/],
    [
      'a long body',
      { body: '{"access_token', truncated: true },
      'NOT_A_LOGIN_DOMAIN',
      'network',
      /longer than 1 MB/,
    ],
    [
      'no access token',
      { body: { token_type: 'Bearer' } },
      'UNREADABLE_ANSWER',
      'business',
      /not the documented one/,
    ],
    [
      'an empty access token',
      { body: { access_token: '' } },
      'UNREADABLE_ANSWER',
      'business',
      /not the documented one/,
    ],
    ['a list', { body: [1] }, 'UNREADABLE_ANSWER', 'business', /not the documented one/],
    [
      'deep JSON',
      { body: `${'['.repeat(5000)}${']'.repeat(5000)}` },
      'UNREADABLE_ANSWER',
      'business',
      /not the documented one/,
    ],
  ])('is explained: %s', async (_, reply, problem, category, meaning) => {
    const { report } = await takeFrom(reply);
    expect(report.problem).toMatchObject({ code: problem, category });
    expect(report.problem?.meaning.en).toMatch(meaning);
    expect(report.problem?.cures.length).toBeGreaterThan(0);
    expect(report).toMatchObject({ ok: false, tokens: null });
  });

  test('of tokens that a client library refuses is told', async () => {
    const { report, received } = await takeFrom({
      body: { access_token: 'at-1', expires_in: 7200, refresh_token: 'rt-1' },
    });
    expect(received).toBeDefined();
    expect(report.ok).toBe(true);
    expect(report.notes.map(({ en }) => en)).toEqual([
      expect.stringMatching(/refuse this response.*token_type/),
    ]);
  });

  test('repeats no secret', async () => {
    const value = 'a+code/of=a-login';
    const echo = [clientSecret, value, encodeURIComponent(clientSecret), 'key-of-the-profile'].join(' ');
    for (const reply of [
      { status: 400, body: { error: 'invalid_grant', error_description: echo, client_secret: clientSecret } },
      { status: 400, body: `client_secret=${clientSecret}&code=${value}&note=${echo}` },
      {
        status: 302,
        headers: {
          Location: `/x?code=${value}&secret=${clientSecret}`,
          'Set-Cookie': 'SESSION=abcdef; Path=/',
        },
      },
      { body: { access_token: 'at-1', token_type: `Bearer ${echo}`, scope: echo } },
    ]) {
      const { report } = await takeFrom(reply, code(value), ['key-of-the-profile']);
      const text = JSON.stringify(report);
      for (const secret of [
        clientSecret,
        value,
        encodeURIComponent(clientSecret),
        'key-of-the-profile',
        'abcdef',
        'at-1',
      ])
        expect(text, secret).not.toContain(secret);
    }
  });
});

test('a request is described without its secrets', async () => {
  const report = await describeTokenStep({
    domain: red.domain,
    clientId,
    grant: { type: 'authorization_code', redirectUri: 'https://saas.example.net/a?b=c d' },
  });
  expect(report).toMatchObject({ dryRun: true, ok: true, response: null, step: 'token' });
  expect(report.request.curl).toBe(
    [
      `curl -i -X POST '${red.domain}/api/v1/oauth2/token' \\`,
      "  -H 'accept: application/json' \\",
      "  -H 'content-type: application/x-www-form-urlencoded;charset=UTF-8' \\",
      '  --data-urlencode "code=$CODE" \\',
      "  --data-urlencode 'redirect_uri=https://saas.example.net/a?b=c d' \\",
      "  --data-urlencode 'grant_type=authorization_code' \\",
      `  --data-urlencode 'client_id=${clientId}' \\`,
      '  --data-urlencode "client_secret=$KOO_CLIENT_SECRET"',
    ].join('\n'),
  );
  expect(report.request.parameters).toMatchObject({ code: '$CODE', client_secret: '$KOO_CLIENT_SECRET' });
  const other = await describeTokenStep({ domain: red.domain, clientId, grant: { type: 'refresh_token' } });
  expect(other.request.variables).toEqual(['REFRESH_TOKEN', 'KOO_CLIENT_SECRET']);
});
