import { parseXml } from '@rgrove/parse-xml';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../support/property-runs.ts';
import {
  appId,
  ask,
  blue,
  client,
  clientOfBlue,
  cookiesOf,
  createWorld,
  lihua,
  minute,
  red,
  tenantOf,
  type Values,
  type World,
} from './world.ts';

const service = client.casService!;

function ticketFor({ center }: World, of: { readonly service?: string } = {}): string {
  return center.issueTicket({ tenantId: red.id, appId, userName: 'lihua', ...of });
}

async function validate(world: World, query: Values, tenant = red) {
  const response = await ask(world, '/api/v1/cas/p3/serviceValidate', query, { tenant });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

const header = '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">';

describe('a validation', () => {
  test('tells in JSON who the ticket was issued to', async () => {
    const world = createWorld();
    const ticket = ticketFor(world);
    const { status, type, text } = await validate(world, { service, ticket, format: 'JSON' });
    expect([status, type]).toEqual([200, 'application/json;charset=UTF-8']);
    expect(JSON.parse(text)).toEqual({
      serviceResponse: {
        authenticationSuccess: {
          user: 'lihua',
          attributes: {
            role: 'user',
            organizationCode: '10010',
            name: 'Li Hua',
            userName: 'lihua',
            tenant: red.id,
          },
        },
      },
    });
    expect(world.last()).toMatchObject({ endpoint: 'cas-validate', ticket, service, userName: 'lihua' });
  });

  test('tells it in XML', async () => {
    const world = createWorld();
    const ticket = ticketFor(world);
    world.pass(minute);
    const { status, type, text } = await validate(world, { service, ticket, format: 'xml' });
    expect([status, type]).toEqual([200, 'application/xml;charset=UTF-8']);
    expect(text).toBe(
      [
        header,
        '<cas:authenticationSuccess><cas:user>lihua</cas:user><cas:attributes>',
        '<cas:authenticationDate>2026-01-05T02:00:00.000Z</cas:authenticationDate>',
        '<cas:longTermAuthenticationRequestTokenUsed>false</cas:longTermAuthenticationRequestTokenUsed>',
        '<cas:isFromNewLogin>true</cas:isFromNewLogin><cas:role>user</cas:role>',
        '<cas:organizationCode>10010</cas:organizationCode><cas:name>Li Hua</cas:name>',
        `<cas:userName>lihua</cas:userName><cas:tenant>${red.id}</cas:tenant>`,
        '</cas:attributes></cas:authenticationSuccess></cas:serviceResponse>',
      ].join(''),
    );
  });

  test.each(['JSON', 'XML'] as const)(
    'that asks for no format gets %s where that is set',
    async (casFormat) => {
      const world = createWorld({ settings: { casFormat } });
      const { text } = await validate(world, { service, ticket: ticketFor(world) });
      expect(text[0]).toBe(casFormat === 'JSON' ? '{' : '<');
    },
  );

  test('fails with HTTP 200 for a ticket that is not valid', async () => {
    const world = createWorld();
    expect(await validate(world, { service, ticket: 'ST-demo-42', format: 'XML' })).toMatchObject({
      status: 200,
      text: `${header}<cas:authenticationFailure code="INVALID_TICKET">Ticket ST-demo-42 not recognized</cas:authenticationFailure></cas:serviceResponse>`,
    });
    const { text } = await validate(world, { service, ticket: 'ST-demo-42', format: 'JSON' });
    expect(JSON.parse(text)).toEqual({
      serviceResponse: {
        authenticationFailure: {
          code: 'INVALID_TICKET',
          description: 'the ticket provided was not valid, ticket is ST-demo-42',
        },
      },
    });
    expect(world.last()).toMatchObject({ error: 'INVALID_TICKET', cause: 'grant-unknown', status: 200 });
  });

  const codeOf = async (world: World, query: Values, tenant = red) => {
    const { text, status } = await validate(world, query, tenant);
    expect(status).toBe(200);
    return JSON.parse(text).serviceResponse.authenticationFailure?.code ?? 'success';
  };

  test('works once, also where it fails', async () => {
    const world = createWorld();
    const ticket = ticketFor(world);
    expect(await codeOf(world, { service, ticket })).toBe('success');
    expect(await codeOf(world, { service, ticket })).toBe('INVALID_TICKET');
    expect(world.last()).toMatchObject({ cause: 'grant-used' });
    const other = ticketFor(world);
    expect(await codeOf(world, { service: `${service}&`, ticket: other })).toBe('INVALID_SERVICE');
    expect(world.last()).toMatchObject({ cause: 'address-differs', service: `${service}&` });
    expect(await codeOf(world, { service, ticket: other })).toBe('INVALID_TICKET');
  });

  test.each([
    '',
    `service=${encodeURIComponent(service)}&format=FOO`,
    `service=${encodeURIComponent(service)}&service=a`,
  ])('of an invalid request uses the ticket up, too: %s', async (more) => {
    const world = createWorld();
    const ticket = ticketFor(world);
    const query = `${new URLSearchParams({ ticket })}&${more}`;
    const refused = await ask(world, `/api/v1/cas/p3/serviceValidate?${query}`);
    expect(await refused.text()).toContain('INVALID_REQUEST');
    expect(await codeOf(world, { service, ticket })).toBe('INVALID_TICKET');
    expect(world.last().cause).toBe('grant-used');
  });

  test('is possible for five minutes, at the tenant of the ticket', async () => {
    const world = createWorld();
    const [early, late] = [ticketFor(world), ticketFor(world)];
    expect(await codeOf(world, { service, ticket: early }, blue)).toBe('INVALID_TICKET');
    expect(world.last().cause).toBe('grant-of-other-tenant');
    world.pass(5 * minute - 1);
    expect(await codeOf(world, { service, ticket: early })).toBe('success');
    world.pass(1);
    expect(await codeOf(world, { service, ticket: late })).toBe('INVALID_TICKET');
    expect(world.last().cause).toBe('grant-expired');
  });

  test.each<[Values, string]>([
    [{ ticket: 'ST-1' }, 'missing-parameter'],
    [{ service }, 'missing-parameter'],
    [{ service, ticket: '' }, 'missing-parameter'],
    [{ service, ticket: 'ST-1', format: 'YAML' }, 'invalid-parameter'],
  ])('of %o is an invalid request', async (query, cause) => {
    const world = createWorld();
    expect(await codeOf(world, query)).toBe('INVALID_REQUEST');
    expect(world.last().cause).toBe(cause);
  });

  test.each([
    [
      'JSON',
      'ticket=ST-1&ticket=ST-2',
      'duplicate-parameter',
      '{"serviceResponse":{"authenticationFailure":{"code":"INVALID_REQUEST"',
    ],
    [
      'XML',
      'service=a&ticket=ST-1',
      'duplicate-parameter',
      '<cas:authenticationFailure code="INVALID_REQUEST">',
    ],
    ['XML', `ticket=${'x'.repeat(2049)}`, 'too-long', '<cas:authenticationFailure code="INVALID_REQUEST">'],
  ])(
    'of unreadable parameters is an invalid request with HTTP 200, in %s',
    async (format, more, cause, told) => {
      const world = createWorld();
      const query = `${new URLSearchParams({ service, format })}&${more}`;
      const response = await ask(world, `/api/v1/cas/p3/serviceValidate?${query}`);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(told);
      expect(world.last()).toMatchObject({ cause, error: 'INVALID_REQUEST' });
    },
  );

  test('answers any text as well-formed XML that says the same', async () => {
    const any = fc.integer({ max: 0x10ffff, min: 0 }).map((point) => String.fromCodePoint(point));
    const unit = fc.oneof(any, fc.constantFrom(...'<>&"\'\r\n]\0x'));
    const text = fc.string({ unit });
    await fc.assert(
      fc.asyncProperty(text, text, async (name, ticket) => {
        const world = createWorld();
        world.tenants = [{ ...red, users: [{ ...lihua, name }] }];
        const success = await validate(world, { service, ticket: ticketFor(world), format: 'XML' });
        const attributes = parseXml(success.text).root!.children[0]!.toJSON().children as unknown as {
          name: string;
          children: { name: string; children: { text: string }[] }[];
        }[];
        const named = attributes[1]!.children.find((one) => one.name === 'cas:name');
        expect(named?.children[0]?.text ?? '').toBe(
          name.toWellFormed().replace(/[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/g, '\ufffd'),
        );
        parseXml((await validate(world, { service, ticket: `x${ticket}`, format: 'XML' })).text);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('a ticket request', () => {
  const path = '/api/v1/cas/login';
  const chosen = { method: 'POST', body: new URLSearchParams({ user: 'lihua' }) };

  test('leads through the choice of an account to the callback', async () => {
    const world = createWorld();
    const first = await ask(world, path, { service });
    const page = new URL(first.headers.get('location')!, red.domain);
    expect(page.pathname).toBe('/login');
    const signed = await ask(world, page.pathname, Object.fromEntries(page.searchParams), chosen);
    expect(signed.headers.get('location')).toBe(`${path}?${new URLSearchParams({ service })}`);
    const headers = { Cookie: cookiesOf(signed) };
    for (const isNew of [true, false]) {
      const back = await ask(world, path, { service }, { headers });
      const [, ticket = ''] = back.headers.get('location')!.split(`${service}&ticket=`);
      expect(ticket).toMatch(/^ST-/);
      expect(world.last()).toMatchObject({ endpoint: 'cas-login', ticket, service, userName: 'lihua' });
      const { text } = await validate(world, { service, ticket, format: 'XML' });
      expect(text).toContain(`<cas:isFromNewLogin>${isNew}</cas:isFromNewLogin>`);
    }
  });

  test('is from no new login after a code request', async () => {
    const world = createWorld();
    const headers = { Cookie: cookiesOf(await ask(world, '/login', {}, chosen)) };
    const asked = { client_id: client.clientId, redirect_uri: client.loginAddress!, response_type: 'code' };
    await ask(world, '/api/v1/oauth2/authorize', asked, { headers });
    await ask(world, path, { service }, { headers });
    const { text } = await validate(world, { service, ticket: world.last().ticket!, format: 'XML' });
    expect(text).toContain('<cas:isFromNewLogin>false</cas:isFromNewLogin>');
  });

  test.each([
    ['', 'missing-parameter'],
    [`${service}/`, 'unregistered-address'],
    [clientOfBlue.casService!, 'unregistered-address'],
    ['https://saas.example.net/cas', 'unregistered-address'],
  ])('for %s is refused', async (other, cause) => {
    const world = createWorld();
    expect((await ask(world, path, { service: other })).status).toBe(400);
    expect(world.last().cause).toBe(cause);
  });

  test('for a callback with &tenant= and no question mark returns to it as it is spelled', async () => {
    const world = createWorld();
    const printed = `https://saas.example.net/cas&tenant=${red.id}`;
    world.tenants = [tenantOf('red', { casService: printed })];
    const signed = await ask(
      world,
      '/login',
      { return: `${path}?${new URLSearchParams({ service: printed })}` },
      chosen,
    );
    const back = await ask(world, path, { service: printed }, { headers: { Cookie: cookiesOf(signed) } });
    expect(back.headers.get('location')).toMatch(new RegExp(`^${printed}\\?ticket=ST-`));
  });

  test('needs a callback', async () => {
    const world = createWorld();
    const { casService: _, ...bare } = client;
    world.tenants = [{ ...red, applications: [bare] }];
    expect((await ask(world, path, { service })).status).toBe(400);
    expect(world.last().cause).toBe('no-application');
    expect(() => ticketFor(world)).toThrow('no callback');
    expect(ticketFor(world, { service })).toMatch(/^ST-/);
  });
});

test.each([
  [undefined, '/login', undefined],
  [service, service, undefined],
  ['https://evil.example', '/login', 'unregistered-address'],
])('a CAS logout for %s leads to %s', async (sent, location, cause) => {
  const world = createWorld();
  const response = await ask(world, '/api/v1/cas/logout', sent === undefined ? {} : { service: sent });
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe(location);
  expect(world.last()).toMatchObject({ endpoint: 'cas-logout', endedSession: false });
  expect(world.last().cause).toBe(cause);
});

test.each(['serviceValidate', 'validate', 'proxyValidate'])(
  'there is no CAS 2.0 or 1.0 (%s)',
  async (name) => {
    const world = createWorld();
    const response = await ask(world, `/api/v1/cas/${name}`, { service, ticket: ticketFor(world) });
    expect(response.status).toBe(404);
    expect(world.last().cause).toBe('unknown-path');
  },
);
