import { randomBytes } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { ServeOptions } from '../../../../src/callback/cli/serve/flags.ts';
import { prepareLogin } from '../../../../src/callback/cli/serve/login.ts';
import type { LogEntry } from '../../../../src/callback/merchant/model.ts';
import { type Demo, startDemo, startServer } from '../../../../src/callback/merchant/server/server.ts';
import { createState } from '../../../../src/callback/merchant/state.ts';
import { protocolOf } from '../../../../src/callback/protocols/index.ts';
import { toHttp } from '../../../../src/callback/protocols/request.ts';
import { encryptClientSecret } from '../../../../src/signing/client-secret.ts';
import { createBrowser } from '../../../../src/sso/browser/browser.ts';
import { createCenter } from '../../../../src/sso/center/center.ts';
import type { CenterCall, LoginTenant } from '../../../../src/sso/center/model.ts';
import { startLoginServer } from '../../../../src/sso/center/server.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import { freePort } from '../../../support/port.ts';
import { harness } from '../harness.ts';
import { bind, browser, centre, tenantId, token, userinfo, world } from './harness.ts';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve() {
  const { handle, log } = world();
  const refused: string[] = [];
  const server = await startServer({
    merchant: harness().merchant,
    login: () => ({ handle }),
    port: 0,
    log: ({ resultCode }) => refused.push(resultCode),
  });
  closing.push(() => server.close());
  return { server, log, refused };
}

/** The status of a response; `fetch` would not send these headers. */
function statusOf(url: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers, agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode!));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

const crossSite = {
  'Sec-Fetch-Site': 'cross-site',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
};

test('other websites lead the browser to the login, and may do nothing else', async () => {
  const { server, log, refused } = await serve();
  const arrival = `${server.url}/sso/callback?code=lihua.1&tenant=${tenantId}`;
  expect(await statusOf(arrival, crossSite)).toBe(303);
  expect(log.map(({ activity }) => activity)).toEqual(['/sso/callback']);
  expect(await statusOf(`${server.url}/sso/callback`, { ...crossSite, 'Sec-Fetch-Dest': 'iframe' })).toBe(
    403,
  );
  expect(await statusOf(`${server.url}/saasproduce`, crossSite)).toBe(403);
  expect(await statusOf(`${server.url}/sso/logout`, crossSite, 'POST')).toBe(403);
  const foreign = { Origin: 'https://attacker.example' };
  expect(await statusOf(`${server.url}/sso/logout`, foreign, 'POST')).toBe(403);
  expect(log).toHaveLength(1);
  expect(refused).toEqual(['PAGE_NOT_ALLOWED']);
  const own = { 'Sec-Fetch-Site': 'same-origin', Origin: server.url };
  expect(await statusOf(`${server.url}/sso/logout`, own, 'POST')).toBe(303);
});

test('answers what is no page, too', async () => {
  const { server, log } = await serve();
  expect(await statusOf(`${server.url}/sso/unknown`, {})).toBe(404);
  expect(await statusOf(`${server.url}/sso/callback`, {}, 'HEAD')).toBe(405);
  const own = { 'Sec-Fetch-Site': 'same-origin' };
  expect(await statusOf(`${server.url}/sso/switch`, own, 'POST', 'x'.repeat(16_385))).toBe(413);
  expect(await statusOf(`${server.url}/sso/switch`, own, 'POST', 'x'.repeat(16_384))).toBe(303);
  expect(log.map(({ resultCode }) => resultCode)).toEqual(['404', '405', '303']);
});

test('a merchant without login answers as to any other path', async () => {
  const server = await startServer({ merchant: harness().merchant, port: 0, log: () => {} });
  closing.push(() => server.close());
  const reply = await fetch(`${server.url}/sso/login`);
  expect(await reply.json()).toMatchObject({ resultCode: '000001' });
  expect(await statusOf(`${server.url}/sso/login`, crossSite)).toBe(403);
});

/** A login centre that listens, behind `centre()`. */
async function listening() {
  const { fetch: answer, asked } = centre();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    const reply = await answer(`http://centre${url}`, {
      method,
      headers: headers as Record<string, string>,
      body,
    });
    response.writeHead(reply.status, [...reply.headers].flat());
    response.end(await reply.text());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function callKit({ target, keys }: Demo, name: string, values: JsonObject): Promise<unknown> {
  const protocol = protocolOf('v2-kit');
  const activity = protocol.activities.find((one) => one.name === name)!;
  const common = { instanceId: '', tenantId, flag: 1, testFlag: 0, timeStamp: '20260301080000000' };
  const timestamp = protocol.timestamp(new Date());
  const nonce = `${name}0123456789abcdef`;
  const sealed = protocol.seal({
    activity,
    target,
    values: { ...common, ...values },
    key: keys.kit,
    timestamp,
    nonce,
  });
  const { url, method, headers, body } = toHttp(sealed);
  const reply = await fetch(url, {
    method,
    headers: headers.map(([key, value]) => [key, value]),
    body: body ?? null,
  });
  return ((await reply.json()) as { resultCode: unknown }).resultCode;
}

/** koo's own login centre, with one tenant that is bound to the demo. */
async function bindDemo(demo: Demo) {
  const tenants: LoginTenant[] = [];
  const calls: CenterCall[] = [];
  const center = createCenter({
    directory: { tenants: () => tenants },
    now: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    unifiedOrigin: 'https://unified.example.com',
    record: (call) => calls.push(call),
    sleep: async () => {},
  });
  const server = await startLoginServer({ handle: center.domain(tenantId), port: 0 });
  closing.push(() => server.close());
  const application = { appId: 'app1', clientId: 'client', clientSecret: 'the+secret/=' };
  const user = { name: '李华', orgCode: '1', role: 'user', enable: 'true' } as const;
  tenants.push({
    ...{ id: tenantId, code: 'demo', name: '示例企业', domain: server.url },
    users: ['lihua', 'boss', 'guest'].map((userName) => ({ ...user, userName, organizationCode: '1' })),
    applications: [
      {
        ...application,
        loginAddress: `${demo.origin}/sso/callback`,
        casService: `${demo.origin}/sso/cas?tenant=${tenantId}`,
        isAuthorized: () => true,
      },
    ],
  });
  const clientSecret = encryptClientSecret(demo.rsaPublicKey, application.clientSecret);
  const userList = ['lihua', 'boss'].map((userName) => ({ ...user, userName }));
  const kitCalls: readonly (readonly [string, JsonObject])[] = [
    ['tenantSync', { orderId: '', tenantCode: 'demo', name: '示例企业', domainName: `${server.url}/` }],
    ['applicationSync', { ...application, clientSecret }],
    ['authSync', { appId: 'app1', userList, currentSyncTime: '20260301080000000' }],
  ];
  for (const [name, values] of kitCalls) expect(await callKit(demo, name, values)).toBe('000000');
  const grant = (userName: string) => ({ tenantId, appId: 'app1', userName });
  return { center, calls, grant };
}

test.each([false, true])(
  'the demo logs in whom the kit callbacks authorise (broken: %s)',
  async (isBroken) => {
    const demo = await startDemo({ mistakes: isBroken ? 'callbacks' : undefined });
    closing.push(() => demo.close());
    const { center, calls, grant } = await bindDemo(demo);
    const one = createBrowser({ mayVisit: ({ hostname }) => hostname === '127.0.0.1', language: 'en' });
    closing.push(() => one.close());
    const arriveAt = (path: string, query: Readonly<Record<string, string>>) =>
      one.visit(`${demo.origin}${path}?${new URLSearchParams({ tenant: tenantId, ...query })}`);
    const arrive = (userName: string) =>
      arriveAt('/sso/callback', { code: center.issueCode(grant(userName)) });
    const account = `${demo.origin}/sso/account`;

    const { page: signIn } = await one.visit(`${demo.origin}/sso/login?tenant=demo`);
    const lihua = signIn!.forms[0]!.buttons.find(({ value }) => value.includes('lihua'))!;
    const { page: started } = await one.submit(signIn!, signIn!.forms[0]!, {}, { button: lihua });
    expect(started).toMatchObject({
      url: account,
      status: 200,
      viewport: 'width=device-width, initial-scale=1',
    });
    expect(started!.text).toContain('User name\nlihua\nCompany\n示例企业');

    const { page: question } = await arrive('boss');
    expect(question!.url).toBe(`${demo.origin}/sso/switch`);
    const { page: switched } = await one.submit(question!, question!.forms[0]!, {});
    expect(switched!.text).toContain('User name\nboss');

    const { page: refused } = await arrive('guest');
    expect(refused).toMatchObject({ url: `${demo.origin}/sso/login?problem=not-authorised`, status: 403 });

    const { page: left, hops } = await one.submit(switched!, switched!.forms[0]!, {});
    expect(left).toMatchObject({ url: `${demo.origin}/sso/login`, status: 200 });
    expect(hops[1]!.url).toContain('/api/v1/logout?redirect_url=');
    expect((await one.visit(account)).page!.status).toBe(401);

    const { page: byTicket } = await arriveAt('/sso/cas', { ticket: center.issueTicket(grant('boss')) });
    expect(byTicket!.text).toContain('User name\nboss');
    const byCas = await one.submit(byTicket!, byTicket!.forms[0]!, {});
    expect(byCas.page).toMatchObject({ url: `${demo.origin}/sso/login`, status: 200 });
    expect(byCas.hops[1]!.url).toContain('/api/v1/cas/logout?service=');
    expect(calls.filter(({ status }) => status >= 400)).toEqual([]);
  },
);

test('koo callback serve asks the login centre over connections of its own', async () => {
  const login = await listening();
  const state = createState();
  const log: LogEntry[] = [];
  bind(state, { tenantId, domainName: login.url });
  const served = prepareLogin({} as ServeOptions, {
    state,
    now: () => new Date(),
    log: (entry) => log.push(entry),
  });
  closing.push(served.close);
  const one = browser(served.create('http://127.0.0.1:8787').handle, 'http://127.0.0.1:8787');
  const { location } = await one.get(`/sso/callback?code=lihua.1&tenant=${tenantId}`);
  expect(location).toBe('/sso/account');
  expect(login.asked.map(({ url }) => url.pathname)).toEqual([token, userinfo]);
  expect(Object.fromEntries(login.asked[0]!.form)).toMatchObject({
    client_secret: 'a+b/c=&d',
    code: 'lihua.1',
  });
  bind(state, { tenantId, domainName: `http://127.0.0.1:${await freePort()}` });
  await one.get(`/sso/callback?code=lihua.2&tenant=${tenantId}`);
  expect(log[1]?.reason?.en).toBe('login refused: unreachable (ECONNREFUSED)');
});
