import { describe, expect, test } from 'vitest';
import type { CasFormat } from '../../../src/sso/steps/cas.ts';
import {
  describeUserinfoStep,
  describeValidationStep,
  takeUserinfoStep,
  takeValidationStep,
} from '../../../src/sso/steps/sign-in.ts';
import { appId, blue, client, createWorld, hour, red, signIn, type World } from '../center/world.ts';
import { contextOf, type Reply, serverOf } from './world.ts';

const domain = red.domain;
const token = 'some-access-token-of-a-login';
const fieldsOf = (report: {
  identity: { fields: readonly { name: string; value: string | null }[] } | null;
}) => Object.fromEntries(report.identity!.fields.map(({ name, value }) => [name, value]));

describe('userinfo', () => {
  test('tells who has signed in, field by field', async () => {
    const world = createWorld();
    const { access } = await signIn(world);
    const report = await takeUserinfoStep(domain, access, contextOf(world));
    expect(world.last()).toMatchObject({ endpoint: 'userinfo', tokenIn: 'bearer' });
    expect(world.last().headers).toContainEqual(['accept', 'application/json']);
    expect(report).toMatchObject({
      step: 'userinfo',
      ok: true,
      problem: null,
      request: { headers: { authorization: 'Bearer ***' }, variables: ['KOO_SSO_TOKEN'] },
      identity: { userName: 'lihua', tenant: red.id, missing: [] },
    });
    expect(fieldsOf(report)).toMatchObject({
      userName: 'lihua',
      role: 'user',
      tenant: red.id,
      projectName: red.name,
    });
    expect(report.identity!.fields[4]).toMatchObject({
      name: 'organizationCode',
      value: '10010',
      kitField: 'singleOrgSync orgCode',
    });
    expect(JSON.stringify(report)).not.toContain(access);
  });

  test.each([
    ['minimal', ['organizationName', 'projectName', 'id', 'userId', 'mobile', 'email']],
    ['no-contact', ['mobile', 'email']],
  ] as const)('names the fields that are missing: %s', async (userinfo, missing) => {
    const world = createWorld({ settings: { userinfo } });
    const { access } = await signIn(world);
    const report = await takeUserinfoStep(domain, access, contextOf(world));
    expect(report.identity?.missing).toEqual(missing);
    expect(report.notes.map(({ en }) => en)).toContainEqual(
      expect.stringMatching(/^mobile and email are there only/),
    );
  });

  test('of a login at another tenant, or too late, is refused', async () => {
    const world = createWorld();
    const { access } = await signIn(world);
    const problem = {
      code: 'TOKEN_REFUSED',
      category: 'permission',
      error: 'unauthorized',
      description: 'Full authentication is required to access this resource',
    };
    const other = await takeUserinfoStep(blue.domain, access, contextOf(world, blue));
    expect(other).toMatchObject({ ok: false, identity: null, problem });
    world.pass(3 * hour);
    expect((await takeUserinfoStep(domain, access, contextOf(world))).problem).toMatchObject(problem);
  });

  const take = (reply: Reply) => takeUserinfoStep(domain, token, serverOf(reply).context);

  test('with other values than documented is told', async () => {
    const report = await take({
      body: { userName: 'a', role: 'boss', loginName: 'x', more: { deep: 1 }, email: null },
    });
    expect(report.ok).toBe(true);
    expect(report.notes.map(({ en }) => en)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^The response names no tenant/),
        'role is boss, but only user and admin are documented.',
      ]),
    );
    expect(report.identity!.fields.slice(-2)).toEqual([
      {
        name: 'loginName',
        value: 'x',
        meaning: expect.objectContaining({ en: 'documented without a meaning' }),
        kitField: null,
      },
      {
        name: 'more',
        value: '{"deep":1}',
        meaning: expect.objectContaining({ en: 'not documented' }),
        kitField: null,
      },
    ]);
  });

  test('repeats no secret in a field', async () => {
    const report = await take({
      body: { userName: 'a', name: `x ${token}`, refresh_token: 'rt-1', [token]: 1 },
    });
    expect(JSON.stringify(report)).not.toMatch(new RegExp(`${token}|rt-1`));
    expect(fieldsOf(report)).toMatchObject({ name: 'x ***', refresh_token: '… (4)' });
  });

  test.each<[string, Reply, string, string]>([
    [
      'invalid_token of Spring',
      { status: 401, body: { error: 'invalid_token' } },
      'TOKEN_REFUSED',
      'permission',
    ],
    [
      'an error with HTTP 200',
      { body: { error: 'unauthorized', userName: 'a' } },
      'TOKEN_REFUSED',
      'permission',
    ],
    ['no userName', { body: { name: 'a' } }, 'UNREADABLE_ANSWER', 'business'],
    ['403', { status: 403, body: '<html></html>' }, 'ACCESS_DENIED', 'permission'],
    [
      'a page',
      { body: '<HTML><body>', headers: { 'content-type': 'text/html' } },
      'NOT_A_LOGIN_DOMAIN',
      'network',
    ],
  ])('explains another answer: %s', async (_, reply, code, category) => {
    expect((await take(reply)).problem).toMatchObject({ code, category });
  });

  test('is described without the token', async () => {
    const { request, dryRun } = await describeUserinfoStep(domain);
    expect(dryRun).toBe(true);
    expect(request.curl).toBe(
      [
        `curl -i -X GET '${domain}/api/v1/oauth2/userinfo' \\`,
        "  -H 'accept: application/json' \\",
        '  -H "authorization: Bearer $KOO_SSO_TOKEN"',
      ].join('\n'),
    );
  });
});

describe('a CAS ticket', () => {
  const service = client.casService!;
  const ticketOf = ({ center }: World) => center.issueTicket({ tenantId: red.id, appId, userName: 'lihua' });
  const validate = (world: World, ticket: string, format: CasFormat, changed = {}, tenant = red) =>
    takeValidationStep(
      { domain: tenant.domain, service, ticket, format, ...changed },
      contextOf(world, tenant),
    );

  test.each(['XML', 'JSON'] as const)('tells in %s who has signed in', async (format) => {
    const world = createWorld();
    const ticket = ticketOf(world);
    const report = await validate(world, ticket, format);
    expect(world.last()).toMatchObject({ endpoint: 'cas-validate', service, ticket });
    expect(report).toMatchObject({
      step: 'cas-validate',
      ok: true,
      identity: { userName: 'lihua', tenant: red.id, missing: [] },
      request: {
        parameters: { service, format, ticket: `ST-${ticket[3]}… (128)` },
        variables: ['TICKET'],
      },
    });
    expect(fieldsOf(report)).toMatchObject({ name: 'Li Hua', role: 'user', organizationCode: '10010' });
    expect(JSON.stringify(report)).not.toContain(ticket);
  });

  describe.each(['XML', 'JSON'] as const)('is refused in %s', (format) => {
    test('where it was used, although HTTP reports a success', async () => {
      const world = createWorld();
      const ticket = ticketOf(world);
      await validate(world, ticket, format);
      const report = await validate(world, ticket, format);
      expect(report).toMatchObject({
        ok: false,
        identity: null,
        response: { status: 200 },
        problem: { code: 'INVALID_TICKET', category: 'business', error: 'INVALID_TICKET' },
      });
      expect(report.problem?.description).toMatch(/\*\*\*/);
      expect(JSON.stringify(report)).not.toContain(ticket);
    });

    test('for another service', async () => {
      const world = createWorld();
      const { problem } = await validate(world, ticketOf(world), format, { service: `${service}/` });
      expect(problem).toMatchObject({ code: 'INVALID_SERVICE', category: 'business' });
    });

    test('without a service', async () => {
      const { problem } = await validate(createWorld(), 'ST-1', format, { service: '' });
      expect(problem).toMatchObject({ code: 'INVALID_REQUEST', category: 'business' });
    });
  });

  test.each<[string, Reply, string]>([
    [
      'a failure of the server',
      { body: '<a:serviceResponse><a:authenticationFailure code="INTERNAL_ERROR"/></a:serviceResponse>' },
      'SERVER_ERROR',
    ],
    [
      'a code that is not documented',
      {
        body: '<serviceResponse><authenticationFailure code="X"> y </authenticationFailure></serviceResponse>',
      },
      'REQUEST_REFUSED',
    ],
    [
      'a success without a user',
      { body: '<serviceResponse><authenticationSuccess/></serviceResponse>' },
      'UNREADABLE_ANSWER',
    ],
    ['other XML', { body: '<html2/>' }, 'UNREADABLE_ANSWER'],
    ['a page', { body: '<html><body>' }, 'NOT_A_LOGIN_DOMAIN'],
    ['CAS 1.0', { body: 'yes\nlihua\n' }, 'UNREADABLE_ANSWER'],
    ['an error of OAuth', { status: 401, body: { error: 'unauthorized' } }, 'REQUEST_REFUSED'],
  ])('has another answer: %s', async (_, reply, code) => {
    const call = { domain, service, ticket: 'ST-demo-42', format: 'XML' as const };
    expect((await takeValidationStep(call, serverOf(reply).context)).problem?.code).toBe(code);
  });

  test('is described without the ticket', () => {
    const { request } = describeValidationStep({
      domain,
      service: "https://a.example/cas&t=it's",
      format: 'JSON',
    });
    expect(request.curl).toBe(
      [
        `curl -i -X GET '${domain}/api/v1/cas/p3/serviceValidate' \\`,
        '  --get \\',
        "  --data-urlencode 'service=https://a.example/cas&t=it'\\''s' \\",
        '  --data-urlencode "ticket=$TICKET" \\',
        "  --data-urlencode 'format=JSON'",
      ].join('\n'),
    );
  });
});
