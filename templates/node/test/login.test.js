// koo:if kit
// Logins through the core: a browser without HTTP, and a login centre on this machine.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { originOf } from '../src/center.js';
import { Confirmations } from '../src/confirmations.js';
import { accountOf, handleLogin } from '../src/login.js';
import { readSettings } from '../src/settings.js';
import { Store } from '../src/store.js';
import vectors from './vectors.json' with { type: 'json' };

const { privateKey, cases } = vectors.clientSecret;
const [{ clientSecret, plain }] = cases;
const publicUrl = 'https://saas.example.com';
const env = { KOO_ACCESS_KEY: 'key', KOO_RSA_PRIVATE_KEY: privateKey, PUBLIC_URL: publicUrl };
const json = (status, values) => ({ status, body: JSON.stringify(values) });
const casSuccess = (values) => json(200, { serviceResponse: { authenticationSuccess: values } });

/**
 * A tenant `t1` with a login centre, which confirms `lihua` for any code, and a server at which `lihua` is authorised.
 * `answers` are those of the login centre, by path.
 */
async function createWorld(t, answers = {}, { isSlow = false } = {}) {
  const asked = [];
  /** Ends the responses of a slow login centre. */
  const held = [];
  const usual = {
    '/api/v1/oauth2/token': json(200, { access_token: 'at', token_type: 'Bearer', expires_in: 7200 }),
    '/api/v1/oauth2/userinfo': json(200, { userName: 'lihua', name: '李华', tenant: 't1' }),
    '/api/v1/cas/p3/serviceValidate': casSuccess({ user: 'lihua', attributes: { tenant: 't1' } }),
  };
  const center = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url, 'http://center');
    const chunks = await request.toArray();
    const form = Object.fromEntries(new URLSearchParams(chunks.join('') || search));
    asked.push({ path: pathname, form, authorization: request.headers.authorization });
    if (isSlow) await new Promise((resolve) => held.push(resolve));
    const answer = { ...usual, ...answers }[pathname];
    response.writeHead(answer.status, { Location: 'https://elsewhere.example.com' }).end(answer.body);
  });
  await once(center.listen(0, '127.0.0.1'), 'listening');
  t.after(() => center.close());
  // Browsers and this server reach it over TLS, which a test does without.
  const domain = 'https://center.example.com';
  const { fetch } = globalThis;
  const own = `http://127.0.0.1:${center.address().port}`;
  t.mock.method(globalThis, 'fetch', (url, init) => fetch(url.replace(domain, own), init));
  const store = new Store(':memory:');
  let time = Date.parse('2026-01-31T12:00:00Z');
  const app = { settings: readSettings(env), store, confirmations: new Confirmations(), now: () => time };
  const bind = (tenantId, domainName, instanceId = '') => {
    store.saveTenant([instanceId, tenantId], { tenantCode: tenantId, name: `${tenantId} & Co`, domainName });
    store.saveApplication([instanceId, tenantId, 'a1'], `client of ${tenantId}`, clientSecret);
  };
  const authorise = (userName, more = {}, [instanceId, tenantId] = ['', 't1']) =>
    store.saveUser([instanceId, tenantId, 'a1'], {
      userName,
      name: `<${userName}>`,
      enable: 'true',
      ...more,
    });
  bind('t1', domain);
  authorise('lihua');
  const wait = (milliseconds) => {
    time += milliseconds;
  };
  return { app, asked, held, domain, store, bind, authorise, wait, browser: () => createBrowser(app) };
}

/** A browser with its cookies. */
function createBrowser(app) {
  const cookies = new Map();
  const request = async (method, url, headers = {}) => {
    const [path, query = ''] = url.split('?');
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const reply = await handleLogin({ method, path, query, headers: { ...headers, cookie } }, app);
    for (const text of reply.headers['Set-Cookie'] ?? []) {
      assert.match(text, /^__Host-sso-\w+=[^;]*; Path=\/; HttpOnly; SameSite=Lax(; Max-Age=\d+)?; Secure$/);
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(text);
      if (text.includes('; Max-Age=0;')) cookies.delete(name);
      else cookies.set(name, value);
    }
    return { ...reply, location: reply.headers.Location };
  };
  return {
    cookies,
    get: (url) => request('GET', url),
    post: (url, headers = { 'sec-fetch-site': 'same-origin' }) => request('POST', url, headers),
    /** Who is logged in, by the page that says so. */
    async user() {
      const { status, body } = await request('GET', '/sso/account');
      return status === 200 ? /<dt>用户名<\/dt><dd>(.*?)<\/dd>/.exec(body)[1] : status;
    },
  };
}

const callback = (code, more = '&tenant=t1') => `/sso/callback?code=${code}${more}`;
const problem = (name) => `/sso/login?problem=${name}`;

test('a user who arrives with a code is logged in, at an address without it', async (t) => {
  const { app, asked, browser } = await createWorld(t);
  const one = browser();
  assert.equal((await one.get(callback('c1'))).location, '/sso/account');
  assert.equal(await one.user(), 'lihua');
  const cookie = `other=1; __Host-sso-session=${one.cookies.get('__Host-sso-session')}`;
  const tenant = { tenantId: 't1', tenantName: 't1 & Co', instanceId: '', appId: 'a1' };
  const user = { userName: 'lihua', name: '<lihua>', role: 'user' };
  assert.deepEqual(accountOf({ headers: { cookie } }, app), { ...tenant, ...user });
  assert.equal(accountOf({ headers: {} }, app), undefined);
  assert.match((await one.get('/sso/account')).body, /&#60;lihua&#62;[\s\S]*t1 &#38; Co[\s\S]*普通用户/);
  const form = { client_id: 'client of t1', client_secret: plain, code: 'c1' };
  assert.deepEqual(
    asked.map((request) => request.form),
    [{ ...form, grant_type: 'authorization_code' }, {}],
  );
  assert.equal(asked[1].authorization, 'Bearer at');
});

test('a user who arrives with a ticket is logged in', async (t) => {
  const { asked, browser } = await createWorld(t);
  const one = browser();
  assert.equal((await one.get('/sso/cas?tenant=t1&ticket=ST-1&service=x')).location, '/sso/account');
  assert.equal(await one.user(), 'lihua');
  assert.deepEqual(asked[0].form, {
    service: `${publicUrl}/sso/cas?tenant=t1`,
    ticket: 'ST-1',
    format: 'JSON',
  });
});

test('a code is used once, however often it arrives', async (t) => {
  const { asked, browser } = await createWorld(t);
  const one = browser();
  const replies = await Promise.all([one.get(callback('c1')), one.get(callback('c1'))]);
  assert.deepEqual(
    replies.map(({ location }) => location),
    ['/sso/account', '/sso/account'],
  );
  const other = browser();
  assert.equal((await other.get(callback('c1'))).location, '/sso/account');
  assert.deepEqual([await one.user(), await other.user()], ['lihua', 401]);
  assert.equal(asked.filter(({ path }) => path.endsWith('/token')).length, 1);
});

test('a login that is started here must end in the same browser', async (t) => {
  const { asked, domain, browser, bind } = await createWorld(t);
  bind('t2', domain);
  const one = browser();
  const start = async () => new URL((await one.get('/sso/login?tenant=t1')).location);
  const { origin, pathname, searchParams } = await start();
  const state = searchParams.get('state');
  assert.equal(origin + pathname, `${domain}/api/v1/oauth2/authorize`);
  assert.equal(searchParams.get('redirect_uri'), `${publicUrl}/sso/callback`);
  assert.equal((await browser().get(callback('c1', `&state=${state}`))).location, problem('wrong-state'));
  assert.equal((await one.get(callback('c2', '&state=&tenant=t1'))).location, problem('wrong-state'));
  assert.equal((await one.get(callback('c3', `&state=${state}`))).location, problem('wrong-state'));
  const again = (await start()).searchParams.get('state');
  assert.equal(
    (await one.get(callback('c4', `&state=${again}&tenant=t2`))).location,
    problem('unknown-tenant'),
  );
  const last = (await start()).searchParams.get('state');
  assert.deepEqual(asked, []);
  const arrive = async () => (await one.get(callback('c5', `&state=${last}`))).location;
  // As of a double click.
  assert.deepEqual(await Promise.all([arrive(), arrive()]), ['/sso/account', '/sso/account']);
  assert.equal(asked.filter(({ path }) => path.endsWith('/token')).length, 1);
  assert.equal(asked[0].form.redirect_uri, `${publicUrl}/sso/callback`);
  assert.equal((await one.get(callback('c6', `&state=${last}`))).location, problem('wrong-state'));
  assert.deepEqual([...one.cookies.keys()], ['__Host-sso-session']);
});

test('a reload of a login that was started here is harmless, and its state counts for no other code', async (t) => {
  const { asked, browser } = await createWorld(t);
  const one = browser();
  const start = async () =>
    new URL((await one.get('/sso/login?tenant=t1')).location).searchParams.get('state');
  const state = await start();
  for (let times = 0; times < 3; times += 1) {
    assert.equal((await one.get(callback('c1', `&state=${state}`))).location, '/sso/account');
    assert.equal(await one.user(), 'lihua');
  }
  assert.equal(asked.filter(({ path }) => path.endsWith('/token')).length, 1);
  assert.equal((await browser().get(callback('c1', `&state=${state}`))).location, problem('wrong-state'));
  // A code that was used before spends the state, too.
  const again = await start();
  assert.equal((await one.get(callback('c1', `&state=${again}`))).location, '/sso/account');
  assert.equal((await one.get(callback('c2', `&state=${again}`))).location, problem('wrong-state'));
  assert.equal(asked.filter(({ path }) => path.endsWith('/token')).length, 1);
});

test('a login that was left is not in the way of one that KooGallery starts, nor is that in its way', async (t) => {
  const { asked, browser } = await createWorld(t);
  const one = browser();
  const { searchParams } = new URL((await one.get('/sso/login?tenant=t1')).location);
  assert.equal((await one.get(callback('c1', ''))).location, problem('unknown-tenant'));
  assert.equal((await one.get(callback('c2'))).location, '/sso/account');
  assert.equal(asked[0].form.redirect_uri, undefined);
  assert.equal(await one.user(), 'lihua');
  const { location } = await one.get(callback('c3', `&state=${searchParams.get('state')}`));
  assert.equal(location, '/sso/account');
  assert.equal(asked.at(-2).form.redirect_uri, `${publicUrl}/sso/callback`);
});

test('a tenant that no callback has named, or without a code, asks nothing of a login centre', async (t) => {
  const { asked, browser } = await createWorld(t);
  for (const tenant of ['', '&tenant=t2', '&tenant=evil.example.com', '&tenant_id=t2']) {
    assert.equal((await browser().get(callback('c1', tenant))).location, problem('unknown-tenant'));
  }
  assert.equal((await browser().get(callback(''))).location, problem('no-code'));
  assert.equal((await browser().get(callback('c'.repeat(2049)))).location, problem('no-code'));
  assert.equal((await browser().get('/sso/cas?tenant=t2&ticket=ST-1')).location, problem('unknown-tenant'));
  assert.deepEqual(asked, []);
});

test('of several applications of a tenant, the latest is used', async (t) => {
  const { asked, browser, bind, authorise, domain } = await createWorld(t);
  bind('t1', 'https://127.0.0.1:1', 'i1');
  bind('t1', domain, 'i2');
  bind('t1', 'not an address', 'i3');
  const one = browser();
  await one.get(callback('c1'));
  assert.equal(asked.length, 2);
  assert.equal(await one.user(), 'lihua');
  authorise('lihua', { enable: 'false' });
  assert.equal(await one.user(), 401);
});

const [token, userinfo, validate] = ['oauth2/token', 'oauth2/userinfo', 'cas/p3/serviceValidate'];
const failure = { code: 'INVALID_TICKET', description: 'the ticket c1 is not valid' };
for (const [name, path, answer, refusal] of [
  [
    'a refused code',
    token,
    json(400, { error: 'invalid_grant', error_description: 'c1' }),
    'not-confirmed (invalid_grant)',
  ],
  ['a redirect', token, json(307, {}), 'not-confirmed (HTTP 307)'],
  ['a code that is no error code', token, json(401, { error: plain }), 'not-confirmed (HTTP 401)'],
  ['no token', token, json(200, {}), 'not-confirmed (no token)'],
  [
    'a token in more than anyone sends',
    token,
    json(200, { access_token: 'at', token_type: 'Bearer', more: '1'.repeat(1024 * 1024) }),
    'not-confirmed (no token)',
  ],
  ['a page', userinfo, { status: 200, body: '<html>' }, 'not-confirmed (no user name)'],
  ['a user of another tenant', userinfo, json(200, { userName: 'lihua', tenant: 't2' }), 'other-tenant'],
  ['a user who is not authorised', userinfo, json(200, { userName: 'wangwu' }), 'not-authorised'],
  ['a user who is disabled', userinfo, json(200, { userName: 'zhouqi' }), 'not-authorised'],
  [
    'a refused ticket',
    validate,
    json(200, { serviceResponse: { authenticationFailure: failure } }),
    'not-confirmed (INVALID_TICKET)',
  ],
  ['no service response', validate, json(200, []), 'not-confirmed (no success)'],
  [
    'a ticket of another tenant',
    validate,
    casSuccess({ user: 'lihua', attributes: { tenant: 't2' } }),
    'other-tenant',
  ],
]) {
  test(`${name} logs no one in, and the log has no value of it`, async (t) => {
    const { browser, authorise } = await createWorld(t, { [`/api/v1/${path}`]: answer });
    authorise('zhouqi', { enable: 'false' });
    const one = browser();
    const reply = await one.get(path === validate ? '/sso/cas?tenant=t1&ticket=c1' : callback('c1'));
    assert.equal(reply.reason, `login refused: ${refusal}`);
    assert.equal(reply.location, problem(refusal.split(' ')[0]));
    assert.match((await one.get(reply.location)).body, /<p role="alert">[^<]+<\/p>/);
    assert.equal(await one.user(), 401);
    assert.equal(one.cookies.size, 0);
  });
}

async function until(isSo) {
  while (!isSo()) await sleep(1);
}

test('few codes are confirmed at once, and others wait for their turn', async (t) => {
  const { asked, held, browser } = await createWorld(t, {}, { isSlow: true });
  const tokens = () => asked.filter(({ path }) => path.endsWith('/token')).length;
  const arrive = async (i) => (await browser().get(callback(`c${i}`))).location;
  const waiting = Array.from({ length: 20 }, (_, i) => arrive(i));
  await until(() => tokens() === 4);
  // Those who start the login here do not wait for them.
  const one = browser();
  const state = new URL((await one.get('/sso/login?tenant=t1')).location).searchParams.get('state');
  const started = one.get(callback('own', `&state=${state}`));
  await until(() => tokens() === 5);
  assert.equal(asked.at(-1).form.code, 'own');
  let isOver = false;
  const all = Promise.all(waiting).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    assert.ok(held.length <= 5);
    held.shift()?.();
    await sleep(1);
  }
  assert.deepEqual([...new Set(await all)], ['/sso/account']);
  assert.equal((await started).location, '/sso/account');
});

test('a user who has waited for seconds is told to try again, and the code can be sent again', async (t) => {
  const { asked, held, browser } = await createWorld(t, {}, { isSlow: true });
  const arrive = (i) => browser().get(callback(`c${i}`));
  const running = [0, 1, 2, 3].map(arrive);
  await until(() => asked.length === 4);
  const { location, reason } = await arrive('late');
  assert.deepEqual([location, reason], [problem('busy'), 'login refused: busy']);
  assert.equal((await browser().get(location)).status, 503);
  assert.equal(asked.length, 4);
  const again = arrive('late');
  const end = setInterval(() => held.shift()?.(), 1);
  assert.equal((await again).location, '/sso/account');
  for (const reply of await Promise.all(running)) assert.equal(reply.location, '/sso/account');
  clearInterval(end);
});

test('only so many logins of a tenant wait, and those of another tenant do not', async (t) => {
  const { asked, held, domain, browser, bind, authorise } = await createWorld(t, {}, { isSlow: true });
  bind('t2', domain);
  authorise('lihua', {}, ['', 't2']);
  const start = async (tenant) => {
    const one = browser();
    const { searchParams } = new URL((await one.get(`/sso/login?tenant=${tenant}`)).location);
    return (code) => one.get(callback(code, `&state=${searchParams.get('state')}`));
  };
  const arrivals = await Promise.all(Array.from({ length: 55 }, () => start('t1')));
  const replies = arrivals.map((arrive, i) => arrive(`c${i}`));
  assert.equal((await replies[54]).location, problem('busy'));
  const count = asked.length;
  const other = (await start('t2'))('of t2');
  await until(() => asked.length > count && asked.at(-1).form.code === 'of t2');
  const end = setInterval(() => {
    for (const respond of held.splice(0)) respond();
  }, 1);
  const outcomes = await Promise.all(replies.slice(0, 54));
  assert.deepEqual([...new Set(outcomes.map(({ location }) => location))], ['/sso/account']);
  assert.equal((await other).location, problem('other-tenant'));
  clearInterval(end);
});

test('a login that was started here is confirmed once, however often its cookie is copied', async (t) => {
  const { asked, held, browser } = await createWorld(t, {}, { isSlow: true });
  const start = async (one) =>
    new URL((await one.get('/sso/login?tenant=t1')).location).searchParams.get('state');
  const one = browser();
  const state = await start(one);
  const cookies = [...one.cookies];
  const replay = async (code) => {
    const copy = browser();
    for (const [name, value] of cookies) copy.cookies.set(name, value);
    const { location } = await copy.get(callback(code, `&state=${state}`));
    return [location, await copy.user()];
  };
  const first = one.get(callback('c1', `&state=${state}`));
  const during = Promise.all(Array.from({ length: 100 }, (_, i) => replay(`x${i}`)));
  await until(() => asked.length > 0);
  // Others are not in the way of this one.
  const other = browser();
  const login = other.get(callback('c2', `&state=${await start(other)}`));
  await until(() => asked.length > 1);
  const end = setInterval(() => held.shift()?.(), 1);
  for (const outcome of await during) assert.deepEqual(outcome, [problem('wrong-state'), 401]);
  assert.deepEqual([(await first).location, (await login).location], ['/sso/account', '/sso/account']);
  for (let i = 0; i < 10; i += 1) assert.deepEqual(await replay(`y${i}`), ['/sso/account', 401]);
  clearInterval(end);
  assert.deepEqual(
    asked.flatMap(({ form }) => form.code ?? []),
    ['c1', 'c2'],
  );
});

test('after many unknown codes, a login has to be started here, and then succeeds', async (t) => {
  const answers = { '/api/v1/oauth2/token': json(400, { error: 'invalid_grant' }) };
  const { asked, browser, wait, bind, domain } = await createWorld(t, answers);
  bind('t2', domain);
  const attack = [];
  for (let i = 0; i < 300; i += 50) {
    const codes = Array.from({ length: 50 }, (_, j) => `x${i + j}`);
    attack.push(...(await Promise.all(codes.map((code) => browser().get(callback(code))))));
  }
  const refused = attack.filter(({ location }) => location === problem('not-confirmed'));
  assert.deepEqual([refused.length, asked.length], [60, 60]);
  const one = browser();
  const { location, reason } = await one.get(callback('c1'));
  assert.ok(location.startsWith(`${domain}/api/v1/oauth2/authorize?`));
  assert.match(reason, /^login started here/);
  const arrive = async (code) => {
    const { searchParams } = new URL((await one.get(callback('c1'))).location);
    return (await one.get(callback(code, `&state=${searchParams.get('state')}`))).location;
  };
  // Refusals of those do not add up.
  for (let i = 0; i < 70; i += 1) assert.equal(await arrive(`y${i}`), problem('not-confirmed'));
  delete answers['/api/v1/oauth2/token'];
  assert.equal(await arrive('c2'), '/sso/account');
  assert.equal(await one.user(), 'lihua');
  // Another tenant is not concerned, nor this one after a minute.
  assert.equal((await browser().get(callback('c3', '&tenant=t2'))).location, problem('other-tenant'));
  wait(60_000);
  assert.equal((await browser().get(callback('c4'))).location, '/sso/account');
});

test('unknown and waiting codes are not in the way of tickets', async (t) => {
  const answers = { '/api/v1/oauth2/token': json(400, { error: 'invalid_grant' }) };
  const { asked, held, browser } = await createWorld(t, answers, { isSlow: true });
  const codes = Array.from({ length: 100 }, (_, i) => browser().get(callback(`x${i}`)));
  await until(() => asked.length === 4);
  const one = browser();
  const login = one.get('/sso/cas?tenant=t1&ticket=ST-1');
  await until(() => asked.length === 5);
  assert.equal(asked[4].form.ticket, 'ST-1');
  const end = setInterval(() => {
    for (const respond of held.splice(0)) respond();
  }, 1);
  assert.equal((await login).location, '/sso/account');
  await Promise.all(codes);
  for (let i = 0; i < 60; i += 1) await browser().get(callback(`y${i}`));
  const other = browser();
  assert.equal((await other.get('/sso/cas?tenant=t1&ticket=ST-2')).location, '/sso/account');
  assert.equal(await other.user(), 'lihua');
  clearInterval(end);
});

test('after many unknown tickets, a login by CAS has to be started here, and then succeeds', async (t) => {
  const path = '/api/v1/cas/p3/serviceValidate';
  const answers = { [path]: json(200, { serviceResponse: { authenticationFailure: failure } }) };
  const { asked, browser, domain } = await createWorld(t, answers);
  const arrive = async (one, ticket) => (await one.get(`/sso/cas?tenant=t1&ticket=${ticket}`)).location;
  for (let i = 0; i < 60; i += 1) assert.equal(await arrive(browser(), `x${i}`), problem('not-confirmed'));
  const casLogin = `${domain}/api/v1/cas/login?service=${encodeURIComponent(`${publicUrl}/sso/cas?tenant=t1`)}`;
  const one = browser();
  assert.equal(await arrive(one, 'ST-1'), casLogin);
  assert.equal(asked.length, 60);
  // Each start is good for one ticket.
  const [started] = one.cookies;
  assert.equal(await arrive(one, 'x60'), problem('not-confirmed'));
  assert.equal(await arrive(one, 'ST-2'), casLogin);
  delete answers[path];
  const copy = browser();
  copy.cookies.set(...started);
  assert.deepEqual([await arrive(copy, 'ST-3'), await copy.user()], ['/sso/account', 401]);
  assert.equal(asked.length, 61);
  assert.equal(await arrive(one, 'ST-3'), '/sso/account');
  assert.equal(await one.user(), 'lihua');
  assert.deepEqual([...one.cookies.keys()], ['__Host-sso-session']);
  // Codes are confirmed as ever.
  assert.equal((await browser().get(callback('c1'))).location, '/sso/account');
});

test('logins that succeed or fail otherwise are not counted as unknown codes', async (t) => {
  const { browser, bind, domain } = await createWorld(t);
  for (let i = 0; i < 70; i += 1) {
    assert.equal((await browser().get(callback(`c${i}`))).location, '/sso/account');
    // A used code, and a login centre that is down.
    assert.equal((await browser().get(callback('c0'))).location, '/sso/account');
    bind('t1', 'https://127.0.0.1:1');
    assert.equal((await browser().get(callback(`d${i}`))).location, problem('unreachable'));
    bind('t1', domain);
  }
});

test('a client secret is decrypted once', async (t) => {
  const decrypt = t.mock.method(crypto, 'privateDecrypt');
  const { asked, browser, store } = await createWorld(t);
  // Line breaks make it another text with the same meaning, which no other test has decrypted.
  const renew = (end) => store.saveApplication(['', 't1', 'a1'], 'client', clientSecret + end);
  for (const [i, end] of ['\n', '\r\n'].entries()) {
    renew(end);
    for (const code of ['c1', 'c2', 'c3']) await browser().get(callback(code + i));
    assert.equal(decrypt.mock.callCount(), i + 1);
    assert.equal(asked.at(-2).form.client_secret, plain);
  }
});

test('a login centre that cannot be reached is told apart from a refusal', async (t) => {
  const { browser, bind } = await createWorld(t);
  bind('t1', 'https://127.0.0.1:1');
  const { reason, location } = await browser().get(callback('c1'));
  assert.match(reason, /^login refused: unreachable \(\w+\)$/);
  assert.equal((await browser().get(location)).status, 503);
});

test('an error tells the user nothing, and the log its place', async (t) => {
  const logged = t.mock.method(console, 'error', () => {});
  const { store, browser } = await createWorld(t);
  store.saveApplication(['', 't1', 'a1'], 'client', 'encrypted with another key');
  const { location, reason } = await browser().get(callback('c1'));
  assert.deepEqual([location, reason], [problem('internal'), 'login refused: internal']);
  assert.match(String(logged.mock.calls[0].arguments), /KOO_RSA_PRIVATE_KEY/);
  store.close();
  assert.equal((await browser().get('/sso/account')).location, location);
  const { status, body } = await browser().get(location);
  assert.equal(status, 500);
  assert.doesNotMatch(body, /database/);
});

test('a session ends with the authorisation, and with its time', async (t) => {
  const { browser, authorise, store, wait } = await createWorld(t);
  const one = browser();
  await one.get(callback('c1'));
  authorise('lihua', { enable: 'false' });
  assert.equal(await one.user(), 401);
  authorise('lihua');
  assert.equal(await one.user(), 401);
  await one.get(callback('c2'));
  wait(7_199_999);
  assert.equal(await one.user(), 'lihua');
  wait(1);
  assert.equal(await one.user(), 401);
  await one.get(callback('c3'));
  store.deleteTenant(['', 't1']);
  assert.equal(await one.user(), 401);
});

test('a login has a new session ID, and does not change the account', async (t) => {
  const answers = {};
  const { browser, authorise } = await createWorld(t, answers);
  authorise('wangwu');
  const one = browser();
  const session = () => one.cookies.get('__Host-sso-session');
  one.cookies.set('__Host-sso-session', 'known');
  await one.get(callback('c1'));
  const first = session();
  await one.get(callback('c2'));
  assert.equal(new Set(['known', first, session()]).size, 3);
  answers['/api/v1/oauth2/userinfo'] = json(200, { userName: 'wangwu' });
  const { location } = await one.get(callback('c3'));
  assert.equal(location, problem('other-account'));
  assert.match((await one.get(location)).body, /&#60;lihua&#62;.*"\/sso\/account"/);
  assert.equal(await one.user(), 'lihua');
});

test('a logout ends the session here and leads to the login centre, but only from a page of this server', async (t) => {
  const { browser, domain } = await createWorld(t);
  const one = browser();
  await one.get(callback('c1'));
  for (const headers of [{}, { origin: 'http://saas.example.com' }, { 'sec-fetch-site': 'same-site' }]) {
    assert.equal((await one.post('/sso/logout', headers)).status, 403);
  }
  assert.equal((await one.get('/sso/logout')).status, 404);
  assert.equal(await one.user(), 'lihua');
  const { location } = await one.post('/sso/logout', { origin: publicUrl });
  assert.equal(
    location,
    `${domain}/api/v1/logout?redirect_url=${encodeURIComponent(`${publicUrl}/sso/login`)}`,
  );
  assert.equal(one.cookies.size, 0);
  await one.get('/sso/cas?tenant=t1&ticket=ST-1');
  const service = encodeURIComponent(`${publicUrl}/sso/cas?tenant=t1`);
  assert.equal((await one.post('/sso/logout')).location, `${domain}/api/v1/cas/logout?service=${service}`);
  assert.equal((await one.get('/sso/cas?tenant=t1')).location, '/sso/login');
  assert.equal((await one.post('/sso/logout')).location, '/sso/login');
});

test('the login page leads to the unified login page', async (t) => {
  const { browser } = await createWorld(t);
  const href = 'https://macroverse.huaweicloud.com/unified-login/#/portal-login?ind=UNOP&#38;appId=a1';
  assert.ok((await browser().get('/sso/login')).body.includes(`<a href="${href}">`));
});
// koo:if v1 v2

test('no one logs in to an instance that is frozen or has expired', async (t) => {
  const { browser, bind, authorise, domain, store } = await createWorld(t);
  const instance = {
    ...{ id: 'i1', orderId: 'CS1', orderItem: '1', customerId: 'c', chargingMode: '1', purchase: {} },
    ...{ status: 'active', expireTime: '20260131120001', isTest: false, password: '', createdAt: 0 },
  };
  store.createInstance(instance);
  bind('t2', domain, 'i1');
  authorise('lihua', {}, ['i1', 't2']);
  const arrive = async (code) => (await browser().get(callback(code, '&tenant=t2'))).location;
  assert.equal(await arrive('c1'), problem('other-tenant'));
  store.saveInstance({ ...instance, status: 'frozen' });
  assert.equal(await arrive('c2'), problem('unknown-tenant'));
  store.saveInstance({ ...instance, expireTime: '20260131120000' });
  assert.equal(await arrive('c3'), problem('unknown-tenant'));
});
// koo:end

test('the address of a login centre has TLS, unless it and this server are on this machine', async (t) => {
  const origin = 'https://demo.example.com';
  const here = ['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080', 'https://127.0.0.1'];
  for (const own of [publicUrl, ...here]) {
    for (const text of ['demo.example.com', 'https://demo.example.com/', ' HTTPS://demo.example.com/x?y ']) {
      assert.equal(originOf(text, own), origin);
    }
    for (const text of ['', 'http://demo.example.com', 'https://u:p@demo.example.com', 'ftp://x', 'a b']) {
      assert.equal(originOf(text, own), undefined);
    }
  }
  const local = ['http://127.0.0.1:8801', 'http://localhost:8801', 'http://[::1]:8801'];
  for (const text of local) {
    for (const own of here) assert.equal(originOf(text, own), text);
    assert.equal(originOf(text, publicUrl), undefined);
    assert.equal(originOf(text, 'https://127.0.0.1.example.com'), undefined);
  }
  const { app, asked, browser, bind } = await createWorld(t);
  for (const domain of [...local, 'http://demo.example.com']) {
    bind('t1', domain);
    for (const address of ['/sso/login?tenant=t1', callback('c1'), '/sso/cas?tenant=t1&ticket=ST-1']) {
      const { location, reason } = await browser().get(address);
      assert.equal(location, problem('unknown-tenant'));
      assert.match(reason, /^login refused: unknown-tenant \(.* does not begin with https:\/\/\)$/);
    }
  }
  assert.deepEqual(asked, []);
  bind('t1', local[0]);
  app.settings = { ...app.settings, publicUrl: here[0] };
  const request = { method: 'GET', path: '/sso/login', query: 'tenant=t1', headers: {} };
  assert.ok(
    (await handleLogin(request, app)).headers.Location.startsWith(`${local[0]}/api/v1/oauth2/authorize?`),
  );
});

test('the address of this server is that of HOST and PORT, unless it is set', () => {
  const publicUrlOf = (more) => readSettings({ ...env, PUBLIC_URL: '', ...more }).publicUrl;
  assert.equal(publicUrlOf({}), 'http://127.0.0.1:8080');
  assert.equal(publicUrlOf({ HOST: '::1', PORT: '9000' }), 'http://[::1]:9000');
  assert.equal(publicUrlOf({ PUBLIC_URL: 'https://saas.example.com/' }), publicUrl);
  for (const PUBLIC_URL of ['saas.example.com', 'https://saas.example.com/app', 'ftp://saas.example.com']) {
    assert.throws(() => publicUrlOf({ PUBLIC_URL }), /PUBLIC_URL/);
  }
});

test('in production, the address of this server must be set, and have TLS', () => {
  const publicUrlOf = (more) => readSettings({ ...env, PUBLIC_URL: '', ...more }).publicUrl;
  for (const more of [
    { NODE_ENV: 'production' },
    { HOST: '0.0.0.0' },
    { HOST: '::' },
    { HOST: '192.168.1.2' },
    { HOST: '127.0.0.1.example.com' },
  ]) {
    assert.throws(() => publicUrlOf(more), /^Error: PUBLIC_URL is not set/);
    assert.equal(publicUrlOf({ ...more, PUBLIC_URL: publicUrl }), publicUrl);
    for (const host of ['saas.example.com', '192.168.1.2:8080', '0.0.0.0', '127.0.0.1.example.com']) {
      assert.throws(() => publicUrlOf({ ...more, PUBLIC_URL: `http://${host}` }), /PUBLIC_URL .*https/);
    }
    // For a test in a container.
    for (const local of ['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080']) {
      assert.equal(publicUrlOf({ ...more, PUBLIC_URL: local }), local);
    }
  }
  for (const more of [
    {},
    { NODE_ENV: 'test' },
    { HOST: 'localhost' },
    { HOST: '127.0.0.2' },
    { HOST: '::1' },
  ]) {
    assert.match(publicUrlOf(more), /^http:/);
  }
  assert.throws(() => publicUrlOf({ PUBLIC_URL: 'http://saas.example.com' }), /PUBLIC_URL .*https/);
});
// koo:end
