import { describe, expect, test } from 'vitest';
import type { CenterRequest, Fault } from '../../../src/sso/center/model.ts';
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
  exchangeOf,
  red,
  second,
  signIn,
  unifiedOrigin,
} from './world.ts';

const tokenPath = '/api/v1/oauth2/token';

describe('a request', () => {
  test.each([
    ['/api/v1/oauth2/token', 'GET', 'POST'],
    ['/api/v1/oauth2/token', 'HEAD', 'POST'],
    ['/api/v1/oauth2/userinfo', 'POST', 'GET'],
    ['/api/v1/oauth2/authorize', 'POST', 'GET'],
    ['/api/v1/oauth2/authorize', 'HEAD', 'GET'],
    ['/api/v1/logout', 'POST', 'GET'],
    ['/api/v1/cas/login', 'DELETE', 'GET'],
    ['/api/v1/cas/p3/serviceValidate', 'POST', 'GET'],
    ['/login', 'PUT', 'GET, POST'],
  ])('to %s by %s is refused', async (path, method, allowed) => {
    const world = createWorld();
    const response = await ask(world, path, {}, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allowed);
    expect(world.last()).toMatchObject({ cause: 'method', method, status: 405 });
  });

  test.each([
    '/',
    '/api/v1/oauth2/token/',
    '/API/v1/oauth2/token',
    '//api/v1/oauth2/token',
    '/unified-login/',
  ])('to %s finds nothing', async (path) => {
    const world = createWorld();
    expect((await ask(world, path)).status).toBe(404);
    expect(world.last()).toMatchObject({ endpoint: 'unknown', cause: 'unknown-path', tenantId: red.id });
  });

  test('with a parameter twice is refused, in the URL and in the form', async () => {
    const world = createWorld();
    const form = new URLSearchParams(exchangeOf(codeFor(world)));
    form.append('code', 'x');
    const response = await ask(world, tokenPath, {}, { method: 'POST', body: form });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    expect(world.last().cause).toBe('duplicate-parameter');
    const url = `${red.domain}/api/v1/logout?redirect_url=https://a.example&redirect_url=https://b.example`;
    expect((await world.center.domain(red.id)(new Request(url))).status).toBe(400);
    expect(world.last().cause).toBe('duplicate-parameter');
  });

  test('with huge values is refused', async () => {
    const world = createWorld();
    expect((await ask(world, '/api/v1/cas/login', { service: 'x'.repeat(2049) })).status).toBe(400);
    expect((await ask(world, '/login', { a: 'x'.repeat(9000), client_secret: 'y' })).status).toBe(414);
    expect(JSON.stringify(world.last()).length).toBeLessThan(1500);
    const post = (body: string) =>
      ask(
        world,
        tokenPath,
        {},
        { method: 'POST', body: new URLSearchParams({ ...exchangeOf('x'), more: body }) },
      );
    expect((await post('x'.repeat(2049))).status).toBe(400);
    expect((await post('x'.repeat(64 * 1024))).status).toBe(413);
    expect(world.last()).toMatchObject({ cause: 'too-long', bodyLength: 0 });
    expect((await post('x'.repeat(2048))).status).toBe(400);
    expect(world.last().cause).toBe('grant-unknown');
  });

  test('with odd bytes is refused, and nothing breaks', async () => {
    const world = createWorld();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    for (const body of [
      '%',
      '%ff%fe=%00',
      '&&==&',
      'client_id=%E4%BD&grant_type',
      '__proto__=1&constructor=2',
    ]) {
      expect((await ask(world, tokenPath, {}, { method: 'POST', headers, body })).status).toBe(401);
    }
    const bytes = new Uint8Array([255, 254, 0, 61, 128]);
    expect((await ask(world, tokenPath, {}, { method: 'POST', headers, body: bytes })).status).toBe(401);
    for (const Authorization of ['Basic', 'Basic %%%', 'Basic ', `Basic ${btoa('no colon')}`, 'Basic a b']) {
      const response = await ask(
        world,
        tokenPath,
        {},
        {
          method: 'POST',
          headers: { ...headers, Authorization },
          body: 'grant_type=refresh_token',
        },
      );
      expect(response.status).toBe(401);
    }
  });
});

describe('a record', () => {
  test('has what was sent, and the time of the business clock', async () => {
    const world = createWorld();
    world.pass(90 * second);
    const headers = {
      'User-Agent': 'merchant/1',
      Cookie: 'a=secret-of-a-browser',
      'X-Own': client.clientSecret,
    };
    const response = await ask(
      world,
      tokenPath,
      {},
      {
        method: 'POST',
        headers,
        body: new URLSearchParams(exchangeOf('no-such-code')),
      },
    );
    expect(response.status).toBe(400);
    expect(world.last()).toEqual({
      at: new Date('2026-01-05T02:01:30Z'),
      tenantId: red.id,
      endpoint: 'token',
      method: 'POST',
      url: `${red.domain}${tokenPath}`,
      headers: [
        ['content-type', 'application/x-www-form-urlencoded;charset=UTF-8'],
        ['cookie', '***'],
        ['user-agent', 'merchant/1'],
        ['x-own', '***'],
      ],
      query: [],
      form: [
        ['client_id', client.clientId],
        ['client_secret', '***'],
        ['grant_type', 'authorization_code'],
        ['code', 'no-such-code'],
      ],
      bodyLength: expect.any(Number),
      clientId: client.clientId,
      code: 'no-such-code',
      secretIn: 'body',
      secretMatches: true,
      status: 400,
      error: 'invalid_grant',
      cause: 'grant-unknown',
      reason: expect.objectContaining({ en: expect.stringContaining('since koo started') }),
    });
  });

  test('has no secret of another tenant either', async () => {
    const world = createWorld();
    const { clientSecret } = clientOfBlue;
    const headers = { 'X-Own': `of ${clientSecret}` };
    await ask(world, '/api/v1/oauth2/userinfo', { secret: clientSecret }, { headers });
    expect(world.last()).toMatchObject({ secretIn: 'query', query: [['secret', '***']] });
    expect(JSON.stringify(world.last())).not.toMatch(/not-a-real/);
  });

  test('masks secrets also where there are thousands of tenants', async () => {
    const world = createWorld();
    const many = Array.from({ length: 3_000 }, (_, index) => ({
      ...blue,
      id: `tenant-${index}`,
      applications: [{ ...clientOfBlue, clientSecret: `not-a-real-secret-of-${index}`.repeat(2) }],
    }));
    world.tenants = [red, ...many];
    expect((await askToken(world, exchangeOf('no-such-code'))).status).toBe(400);
  });

  test('is made before a response that is held back', async () => {
    const waits: number[] = [];
    const world = createWorld({
      fault: ({ endpoint }) => (endpoint === 'token' ? { kind: 'slow', ms: 15_000 } : undefined),
      sleep: async (ms) => {
        waits.push(ms, world.calls.length);
      },
    });
    const code = codeFor(world);
    expect((await askToken(world, exchangeOf(code))).status).toBe(200);
    expect(waits).toEqual([15_000, 1]);
    expect(world.last().fault).toBe('slow');
    // It was used up, as by a server whose response is lost.
    expect((await askToken(world, exchangeOf(code))).status).toBe(400);
  });
});

test('a centre that keeps silent responds late, and with nothing', async () => {
  const waits: number[] = [];
  const world = createWorld({
    fault: ({ endpoint }) => (endpoint === 'token' ? { kind: 'silent', ms: 15_000 } : undefined),
    sleep: async (ms) => {
      waits.push(ms);
    },
  });
  const code = codeFor(world);
  const form = new URLSearchParams(exchangeOf(code));
  const response = await ask(world, tokenPath, {}, { method: 'POST', body: form });
  expect([response.status, await response.text(), waits]).toEqual([503, '', [15_000]]);
  expect(world.last()).toMatchObject({ cause: 'fault', fault: 'silent', code });
});

describe('a fault', () => {
  const worldWith = (fault: Fault) => {
    const seen: CenterRequest[] = [];
    const world = createWorld({
      fault(request) {
        seen.push(request);
        return fault;
      },
    });
    return { world, seen };
  };

  test.each([
    [
      400,
      undefined,
      '{"error":"invalid_request","error_description":"Injected fault"}',
      'application/json;charset=UTF-8',
    ],
    [
      401,
      'json',
      '{"error":"unauthorized","error_description":"Injected fault"}',
      'application/json;charset=UTF-8',
    ],
    [403, 'empty', '', null],
    [500, 'html', '<!doctype html><title>500</title><h1>500</h1>', 'text/html;charset=UTF-8'],
  ] as const)('responds with %i as %s, and does nothing', async (status, as, body, type) => {
    const { world, seen } = worldWith({ kind: 'status', status, ...(as && { as }) });
    const code = codeFor(world);
    const form = new URLSearchParams(exchangeOf(code));
    const response = await ask(world, tokenPath, {}, { method: 'POST', body: form });
    expect([response.status, await response.text()]).toEqual([status, body]);
    expect(response.headers.get('content-type')).toBe(type);
    expect(world.last()).toMatchObject({
      status,
      cause: 'fault',
      fault: 'status',
      code,
      clientId: client.clientId,
    });
    expect(seen[0]).toMatchObject({ endpoint: 'token', tenantId: red.id });
    expect(JSON.stringify(seen)).not.toMatch(/not-a-real/);
  });

  test('responds with anything', async () => {
    const { world } = worldWith({ kind: 'response', make: () => new Response('not json', { status: 200 }) });
    const response = await ask(world, tokenPath, {}, { method: 'POST' });
    expect(await response.text()).toBe('not json');
  });

  test.each<[Fault, object]>([
    [
      { kind: 'wrong-tenant', tenant: blue.id },
      { tenant: blue.id, userName: 'lihua' },
    ],
    [
      { kind: 'wrong-user', userName: 'wangfang' },
      { tenant: red.id, userName: 'wangfang', role: 'admin' },
    ],
    [
      { kind: 'wrong-user', userName: 'nemo' },
      { tenant: red.id, userName: 'nemo', role: 'user' },
    ],
  ])('%o is told by userinfo and by a validation', async (fault, told) => {
    const { world } = worldWith(fault);
    const { access } = await signIn(world);
    expect((await askUserinfo(world, access)).body).toMatchObject(told);
    expect(world.last()).toMatchObject({ userName: 'lihua', fault: fault.kind });
    const ticket = world.center.issueTicket({ tenantId: red.id, appId, userName: 'lihua' });
    const response = await ask(world, '/api/v1/cas/p3/serviceValidate', {
      service: client.casService!,
      ticket,
    });
    expect(await response.json()).toMatchObject({
      serviceResponse: { authenticationSuccess: { attributes: told } },
    });
  });

  test('takes the secret for one that was replaced', async () => {
    const { world } = worldWith({ kind: 'rotated-secret' });
    const refused = await askToken(world, exchangeOf(codeFor(world)));
    expect(refused.body.error_description).toBe('Bad client credentials');
    expect(world.last()).toMatchObject({ cause: 'fault', secretMatches: false });
  });

  test('is not asked for where there is nothing', async () => {
    const { world, seen } = worldWith({ kind: 'status', status: 500 });
    expect((await ask(world, '/nothing')).status).toBe(404);
    expect(seen).toEqual([]);
  });
});

test('the memory of a centre is bounded: the oldest codes are forgotten, but not those of a load test', async () => {
  const world = createWorld();
  const [code, next] = [codeFor(world), codeFor(world)];
  for (let count = 0; count < 9_999; count++) codeFor(world);
  expect((await askToken(world, exchangeOf(code))).status).toBe(400);
  expect(world.last().cause).toBe('grant-unknown');
  expect((await askToken(world, exchangeOf(next))).status).toBe(200);
});

test('a change of the directory applies at once', async () => {
  const world = createWorld();
  const code = codeFor(world);
  world.tenants = [{ ...red, applications: [{ ...client, clientSecret: 'another-secret' }] }];
  expect((await askToken(world, exchangeOf(code))).body.error_description).toBe('Bad client credentials');
  const changed = { ...client, clientSecret: 'another-secret' };
  expect((await askToken(world, exchangeOf(code, changed))).status).toBe(200);
});

test('a path of another origin is not served by unified login', async () => {
  const { center } = createWorld();
  for (const path of ['/unified-login', '/login', '/api/v1/logout']) {
    expect((await center.unified(new Request(unifiedOrigin + path))).status).toBe(404);
  }
});
