import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { jsx } from 'hono/jsx';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ConsoleOptions, createConsole } from '../../src/console/app.ts';
import type { Page } from '../../src/console/model.ts';
import { Section } from '../../src/console/parts.tsx';
import { usageError } from '../../src/errors/koo-error.ts';
import { startLocalServer } from '../../src/http/local-server.ts';
import { verbatim } from '../../src/text/translate.ts';
import { start } from '../sandbox/harness.ts';
import { entryOf } from '../support/console.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Sending {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Sends a request as any program could, with headers that `fetch` does not let through. */
async function send(url: string, { method = 'GET', headers = {}, body }: Sending = {}): Promise<Answer> {
  const sent = request(url, { method, headers, agent: false });
  return answerOf(sent, body);
}

async function answerOf(sent: ClientRequest, body?: string): Promise<Answer> {
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, body: text };
}

/** A console with a page that counts what it is asked to do, and a browser that was let in. */
async function open(more: Partial<ConsoleOptions> = {}) {
  const closing = new AbortController();
  const acted = vi.fn();
  const page: Page = {
    path: '/',
    nav: verbatim('Home'),
    show: ({ form }) => ({
      title: 'Home',
      body: [
        form?.get('note') ?? 'nothing',
        ...['Two words', 'Other'].map((title) => jsx(Section, { title })),
      ],
    }),
    async act({ form }) {
      acted(form.toString());
      if (form.has('refuse')) throw usageError('REFUSED', verbatim('Refused'), verbatim('Again.'));
      const to = form.get('to');
      return { said: verbatim(`Done: ${form.get('note')}`), ...(to !== null && { to }) };
    },
  };
  const console = createConsole({
    name: verbatim('Test'),
    pages: [page, { path: '/quiet', show: () => ({ title: 'Quiet', body: '' }) }],
    language: 'en',
    version: () => 1,
    openCommand: 'koo test open',
    closing: closing.signal,
    ...more,
  });
  const server = await startLocalServer({
    port: 0,
    maxHeaderSize: 16_384,
    listener: console.handle,
    onRefused: () => {},
  });
  onTestFinished(async () => {
    closing.abort();
    await server.close();
  });
  const enter = async () => {
    const { headers } = await send(`${server.url}/console/enter?code=${console.sessions.issueCode()}`);
    const cookie = String(headers['set-cookie']).split(';', 1)[0] ?? '';
    const { body } = await send(`${server.url}/console/`, { headers: { cookie } });
    return { cookie, token: /name="token" value="([\da-f]{64})"/.exec(body)?.[1] ?? '' };
  };
  const { cookie, token } = await enter();
  const form = { 'content-type': 'application/x-www-form-urlencoded', cookie };
  return {
    acted,
    console,
    closing,
    server,
    cookie,
    token,
    enter,
    get: (path: string, headers: Record<string, string> = {}) =>
      send(`${server.url}/console${path}`, { headers: { cookie, ...headers } }),
    post: (path: string, body: string, headers: Record<string, string> = {}) =>
      send(`${server.url}/console${path}`, { method: 'POST', headers: { ...form, ...headers }, body }),
  };
}

describe('who may ask', () => {
  test.each([
    ['a name of the attacker (DNS rebinding)', () => ({ host: 'attacker.example' }), 421],
    ['such a name with the port', (port: number) => ({ host: `attacker.example:${port}` }), 421],
    ['a name that only begins like this machine', () => ({ host: '127.0.0.1.attacker.example' }), 421],
    ['an origin of the web', () => ({ origin: 'https://attacker.example' }), 403],
    ['an opaque origin', () => ({ origin: 'null' }), 403],
    ['another port of this address', () => ({ origin: 'http://127.0.0.1:1' }), 403],
    ['another name of this machine', (port: number) => ({ origin: `http://localhost:${port}` }), 403],
    ['another scheme', (port: number) => ({ origin: `https://127.0.0.1:${port + 1}` }), 403],
    ['no origin, from another site', () => ({ 'sec-fetch-site': 'cross-site' }), 403],
    ['no origin, from another port', () => ({ 'sec-fetch-site': 'same-site' }), 403],
    [
      'a form of another port that leads here',
      () => ({ 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'document' }),
      403,
    ],
  ])('%s is refused, with the session and its token', async (_, headersFor, status) => {
    const { acted, server, token, post } = await open();
    const sent = { ...headersFor(server.port) } as Record<string, string>;
    expect(await post('/', `token=${token}&note=x`, sent)).toMatchObject({ status });
    expect(acted).not.toHaveBeenCalled();
  });

  test.each([
    ['http://127.0.0.1', { 'sec-fetch-site': 'same-origin' }],
    ['no origin, as programs send none', {}],
  ])('%s with the port of the server may', async (origin, headers) => {
    const { acted, server, token, post } = await open();
    const own = origin.startsWith('http') ? { origin: `${origin}:${server.port}` } : {};
    expect(await post('/', `token=${token}&note=x`, { ...headers, ...own })).toMatchObject({ status: 303 });
    expect(acted.mock.calls).toEqual([['note=x']]);
  });

  test.each([
    ['script', 'no-cors'],
    ['image', 'no-cors'],
    ['iframe', 'navigate'],
    ['empty', 'cors'],
  ])('a page of another port cannot load a page as %s', async (dest, mode) => {
    const { get } = await open();
    const headers = { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': dest, 'sec-fetch-mode': mode };
    expect(await get('/', headers)).toMatchObject({ status: 403, body: '' });
    expect(await get('/live', headers)).toMatchObject({ status: 403, body: '' });
  });

  test('a link of a page of another port may lead here', async () => {
    const { get } = await open();
    const headers = { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'document' };
    expect(await get('/', headers)).toMatchObject({ status: 200 });
  });

  test('the sandbox refuses such requests for the way in, too', async () => {
    const { url, token } = await start();
    const headers = { authorization: `Bearer ${token}`, host: 'attacker.example' };
    const path = `${url}/koo-sandbox/console`;
    expect(await send(path, { method: 'POST', headers })).toMatchObject({ status: 421 });
    expect(
      await send(path, { method: 'POST', headers: { authorization: `Bearer ${token}`, origin: 'null' } }),
    ).toMatchObject({ status: 403 });
  });

  test('a request without a Host, which no browser sends, ends in an answer', async () => {
    const { server } = await open();
    const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
    socket.write('GET /console/ HTTP/1.0\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 40[01] /);
    expect((await send(`${server.url}/console/`)).status).toBe(401);
  });
});

describe('the way in', () => {
  test.each([
    ['GET', undefined],
    ['GET', 'Bearer 0000'],
    ['POST', undefined],
    ['POST', 'Bearer '],
    ['POST', `Bearer ${'0'.repeat(64)}`],
  ])('%s with the token %s gets no code', async (method, authorization) => {
    const { url } = await start();
    const headers = authorization === undefined ? {} : { authorization };
    const { status, body } = await send(`${url}/koo-sandbox/console`, { method, headers });
    expect({ status, body }).toEqual({ status: 401, body: '{"error_code":"TOKEN_REQUIRED"}' });
  });

  test('a code works once: again, it shows its page to a browser that is in, and lets no other in', async () => {
    const sandbox = await start();
    const address = await entryOf(sandbox);
    const first = await send(address);
    expect(first).toMatchObject({ status: 303, headers: { location: '/console/' } });
    const cookie = String(first.headers['set-cookie']).split(';', 1)[0] ?? '';
    const page = () => send(`${sandbox.url}/console/`, { headers: { cookie } });
    expect(await page()).toMatchObject({ status: 200 });
    const again = await send(`${address}&to=/clock`, { headers: { cookie } });
    expect(again).toMatchObject({ status: 303, headers: { location: '/console/clock' } });
    const second = await send(address);
    expect(second).toMatchObject({ status: 401, body: expect.stringContaining('A link that was used') });
    expect([again, second].map(({ headers }) => headers['set-cookie'])).toEqual([undefined, undefined]);
    expect(await page()).toMatchObject({ status: 200 });
  });

  test('what only looks at the address does not use the code up', async () => {
    const { server, console } = await open();
    const address = `${server.url}/console/enter?code=${console.sessions.issueCode()}`;
    expect(await send(address, { method: 'HEAD' })).toMatchObject({ status: 405 });
    expect(await send(address, { method: 'POST' })).toMatchObject({ status: 401 });
    expect(await send(address)).toMatchObject({ status: 303 });
  });

  test('the cookie is for the console only, hidden from scripts and from other sites', async () => {
    const { server, console } = await open();
    const { headers } = await send(`${server.url}/console/enter?code=${console.sessions.issueCode()}`);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^koo-console-${server.port}=[\\da-f]{64}; Path=/console; HttpOnly; SameSite=Strict$`),
      ),
    ]);
  });

  test('from a page of another place, such as a file, the browser goes on by itself', async () => {
    const sandbox = await start();
    const address = `${await entryOf(sandbox)}&to=/clock`;
    const cross = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    const { status, headers, body } = await send(address, { headers: cross });
    expect([status, headers.location, headers.refresh, body]).toEqual([
      200,
      undefined,
      '0;url=/console/clock',
      '',
    ]);
    expect(headers['set-cookie']).toHaveLength(1);
    expect(await send(address, { headers: cross })).toMatchObject({ status: 401 });
    expect(await send(address, { headers: { ...cross, 'sec-fetch-dest': 'image' } })).toMatchObject({
      status: 403,
    });
    const page = `${sandbox.url}/console/clock`;
    expect(await send(page, { headers: cross })).toMatchObject({ status: 403 });
  });

  test.each(['/', '/quiet', '/nowhere', '/live', '/enter', '/enter?code=', '/preferences'])(
    'without a session, %s shows how to get in, and nothing else',
    async (path) => {
      const { server } = await open();
      const { status, body, headers } = await send(`${server.url}/console${path}`);
      expect(status).toBe(401);
      expect(body).toContain('koo test open');
      expect(body).not.toMatch(/name="token"|<nav|Home/);
      expect(headers['cache-control']).toBe('no-store');
    },
  );

  test.each([
    ['/console/quiet', '/console/quiet'],
    ['/quiet?a=1%202', '/console/quiet?a=1%202'],
    ['//attacker.example/', '/console//attacker.example/'],
    ['/../../etc', '/console/'],
    ['/%0d%0aX-Injected:%201', '/console/%0d%0aX-Injected:%201'],
    ['/\r\nX-Injected: 1', '/console/X-Injected:%201'],
    ['/中文', '/console/%E4%B8%AD%E6%96%87'],
    ['/\u0000x', '/console/%00x'],
  ])('leads to %j as %s', async (to, expected) => {
    const { server, console } = await open();
    const code = console.sessions.issueCode();
    const given = to.startsWith('/console') ? to.slice('/console'.length) : to;
    const { status, headers } = await send(
      `${server.url}/console/enter?code=${code}&to=${encodeURIComponent(given)}`,
    );
    expect([status, headers.location, headers['x-injected']]).toEqual([303, expected, undefined]);
  });
});

test.each(['/console/../quiet', '/console/%2e%2e/quiet'])(
  '%s leads to no page, with and without a session',
  async (path) => {
    const { cookie, server } = await open();
    for (const headers of [`Cookie: ${cookie}`, 'X: y']) {
      const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
      socket.end(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n${headers}\r\n\r\n`,
      );
      let answer = '';
      for await (const part of socket) answer += part;
      expect(answer).toMatch(/^HTTP\/1.1 404 /);
      expect(answer).not.toContain('<');
    }
  },
);

describe('what changes something', () => {
  test.each([
    ['no token', () => 'note=x'],
    ['an empty token', () => 'token=&note=x'],
    ['another token', (token: string) => `token=${token.replace(/.$/, (end) => (end === '0' ? '1' : '0'))}`],
    ['a longer token', (token: string) => `token=${token}0`],
    ['the token in a form of another encoding', (token: string) => JSON.stringify({ token })],
  ])('needs the token of the session: %s', async (_, bodyFor) => {
    const { acted, post, token } = await open();
    const { status, body } = await post('/', bodyFor(token));
    expect(status).toBe(403);
    expect(body).toContain('The form was not sent by a page of this console');
    const preferences = await post('/preferences', `${bodyFor(token)}&language=zh`);
    expect(preferences.status).toBe(403);
    expect(preferences.headers['set-cookie']).toBeUndefined();
    expect(acted).not.toHaveBeenCalled();
  });

  test('refuses the token of another session, in the address or in a header', async () => {
    const { acted, post, enter, token } = await open();
    const other = await enter();
    expect(other.token).not.toBe(token);
    expect((await post('/', `token=${other.token}`)).status).toBe(403);
    expect((await post(`/?token=${token}`, 'note=x')).status).toBe(403);
    expect((await post('/', 'note=x', { token, 'x-csrf-token': token })).status).toBe(403);
    expect(acted).not.toHaveBeenCalled();
  });

  test('is no GET, whatever its query', async () => {
    const { acted, get, token } = await open();
    for (const path of [`/?token=${token}&note=x`, `/preferences?token=${token}&language=zh`]) {
      expect((await get(path)).headers['set-cookie']).toBeUndefined();
    }
    expect(acted).not.toHaveBeenCalled();
  });

  test.each(['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])('is no %s', async (method) => {
    const { acted, server, cookie, token } = await open();
    const answer = await send(`${server.url}/console/?token=${token}`, { method, headers: { cookie } });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, POST' }, body: '' });
    expect(acted).not.toHaveBeenCalled();
  });

  test('is refused by a page without forms', async () => {
    const { post, token } = await open();
    expect(await post('/quiet', `token=${token}`)).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  });

  test('leads back to the section of the form, of the same page only', async () => {
    const { post, token } = await open();
    const to = async (body: string) => (await post('/', `token=${token}&${body}`)).headers.location;
    expect(await to('note=a&section=Two-words')).toBe('/console/#Two-words');
    expect(await to('note=b&section=%0D%0A%E4%B8%AD%22%3E')).toBe('/console/#%0D%0A%E4%B8%AD%22%3E');
    expect(await to('note=c')).toBe('/console/');
    expect(await to('note=d&to=%2Fquiet&section=Two-words')).toBe('/console/quiet');
    const refused = await post('/', `token=${token}&refuse=1&section=Two-words`);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatch(/<h2 tabindex="-1" autofocus[^>]*>Two words</);
    expect(refused.body).toMatch(/<h2>Other</);
  });

  test('tells what it came to once, and not to a page that only keeps itself up to date', async () => {
    const { get, post, token } = await open();
    await post('/', `token=${token}&note=x`);
    expect((await get('/', { 'koo-refresh': '1' })).body).not.toContain('Done: x');
    expect((await get('/')).body).toContain('Done: x');
    expect((await get('/')).body).not.toContain('Done: x');
  });

  const form = (length: number, token: string) => `token=${token}&note=`.padEnd(length, 'x');
  const mib = 1024 * 1024;

  test('takes a form of 1 MiB', async () => {
    const { acted, post, token } = await open();
    expect((await post('/', form(mib, token))).status).toBe(303);
    expect(acted).toHaveBeenCalledOnce();
  });

  test.each([
    ['its length', {}],
    ['what arrives', { 'transfer-encoding': 'chunked' }],
  ])('takes no byte more, by %s', async (_, headers) => {
    const { acted, post, token } = await open();
    const { status, body } = await post('/', form(mib + 1, token), headers);
    expect(status).toBe(422);
    expect(body).toContain('The form is longer than 1 MB');
    expect(acted).not.toHaveBeenCalled();
  });

  test.each([
    ['/console/quiet?a=1&b=2', '/console/quiet?a=1&b=2'],
    ['https://attacker.example/console/', '/console/'],
    ['//attacker.example/console/', '/console/'],
    ['/\\attacker.example/console/', '/console/'],
    ['\\\\attacker.example', '/console/'],
    ['/console/../../attacker', '/console/'],
    ['/console/%2e%2e/x', '/console/'],
    ['/console/..\\x', '/console/'],
    ['/consolex', '/console/'],
    ['javascript:alert(1)', '/console/'],
    ['http://console/console/quiet', '/console/quiet'],
    ['/console/\r\nSet-Cookie: a=b', '/console/Set-Cookie:%20a=b'],
    ['', '/console/'],
  ])('goes back from a choice of colours to %j as %s', async (back, expected) => {
    const { post, token } = await open();
    const body = new URLSearchParams({ token, theme: 'dark', back });
    const { status, headers } = await post('/preferences', body.toString());
    expect([status, headers.location]).toEqual([303, expected]);
    expect(headers['set-cookie']).toEqual([
      'koo-console-theme=dark; Max-Age=31536000; Path=/console; HttpOnly; SameSite=Strict',
    ]);
  });

  test.each(['fr', '', 'zh; Domain=example.com', 'en\r\nX: y'])('takes no language %j', async (language) => {
    const { post, token } = await open();
    const { headers } = await post('/preferences', new URLSearchParams({ token, language }).toString());
    expect([headers['set-cookie'], headers.x]).toEqual([undefined, undefined]);
  });
});

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

describe('the headers', () => {
  test.each([
    ['a page', '/', 200],
    ['a missing page', '/nowhere', 404],
    ['a page for a browser without a session', '/', 401],
    ['the script', 'console.js', 200],
  ])('of %s keep the page to itself', async (_, path, status) => {
    const { get, server } = await open();
    const { body } = await get('/');
    const script = /src="([^"]+)"/.exec(body)?.[1];
    const answer =
      path === 'console.js'
        ? await send(`${server.url}${script}`)
        : await get(path, status === 401 ? { cookie: '' } : {});
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': path === 'console.js' ? 'public, max-age=31536000, immutable' : 'no-store',
    });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('of the events, too', async () => {
    const { server, cookie } = await open();
    const reply = await fetch(`${server.url}/console/live`, { headers: { cookie } });
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    await reply.body?.cancel();
  });

  test.each(['__proto__', 'constructor', 'console.js%2f..%2fconsole.css', '%2e%2e%2fmain.js', ''])(
    'there is no other file: %j',
    async (name) => {
      const { server } = await open();
      expect((await send(`${server.url}/console/assets/${name}`)).status).toBeGreaterThanOrEqual(400);
    },
  );
});

describe('a page', () => {
  test('names no other place, no inline script and no inline style', async () => {
    const { get } = await open();
    const { body } = await get('/');
    const places = [...body.matchAll(/(?:href|src|action|data-live)="([^"]*)"/g)].map(([, place]) => place);
    expect(places.length).toBeGreaterThan(5);
    for (const place of places) expect(place).toMatch(/^(\/console\/|#main$|data:,$)/);
    expect(body).not.toMatch(/<script(?! src)|<style|\sstyle=|\son\w+=/);
  });

  test('shows what was typed as text', async () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;
    const refusing: Page = {
      path: '/refuses',
      show: ({ form, query }) => ({
        title: `T ${query.get('q')}`,
        body: form?.get('note') ?? query.get('q'),
      }),
    };
    const { get } = await open({ pages: [refusing] });
    const { body } = await get(`/refuses?q=${encodeURIComponent(hostile)}`);
    expect(body).not.toMatch(/<img|<script>|onerror='/);
    expect(body.split('&lt;script&gt;alert(1)&lt;/script&gt;').length).toBe(4);
  });

  test.each([
    [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    [undefined, 'en-US,en', 'en'],
    [undefined, 'de-DE, de;q=0.9, zh;q=0.8, en;q=0.7', 'zh-CN'],
    [undefined, 'ZH', 'zh-CN'],
    [undefined, 'enough, zhong', 'en'],
    [undefined, undefined, 'en'],
    ['zh', 'en', 'zh-CN'],
    ['en', 'zh', 'en'],
    ['fr', 'zh', 'zh-CN'],
  ])('of a browser that chose %s and asks for %s is in %s', async (chosen, accepted, language) => {
    const { get, cookie } = await open();
    const choice = chosen === undefined ? '' : `; koo-console-language=${chosen}`;
    const { body } = await get('/', {
      cookie: cookie + choice,
      ...(accepted !== undefined && { 'accept-language': accepted }),
    });
    expect(body).toContain(`<html lang="${language}"`);
  });

  test('that fails says so, and holds up no other', async () => {
    const failing: Page = {
      path: '/fails',
      show() {
        throw new Error('<b>broken</b>');
      },
    };
    const { get } = await open({ pages: [failing] });
    const { status, body } = await get('/fails');
    expect(status).toBe(500);
    expect(body).toContain('The console failed with an internal error (&lt;b&gt;broken&lt;/b&gt;)');
    expect((await get('/nowhere')).status).toBe(404);
  });
});

describe('a live page', () => {
  test('ends with the server, which waits for none', async () => {
    const { server, cookie, closing } = await open();
    const reply = await fetch(`${server.url}/console/live`, { headers: { cookie } });
    const text = reply.text();
    closing.abort();
    await server.close();
    expect(await text).toBe('event: version\ndata: 1\n\n');
  });

  test('ends with its session', async () => {
    const { server, cookie, console: own } = await open();
    const reply = await fetch(`${server.url}/console/live`, { headers: { cookie } });
    for (let count = 0; count < 100; count++) own.sessions.redeem(own.sessions.issueCode());
    expect(await reply.text()).toBe('event: version\ndata: 1\n\n');
  });

  test('that a browser leaves is looked after no more', async () => {
    const version = vi.fn(() => 1);
    const { server, cookie } = await open({ version });
    const leaving = new AbortController();
    const reply = await fetch(`${server.url}/console/live`, { headers: { cookie }, signal: leaving.signal });
    const reader = reply.body?.getReader();
    await reader?.read();
    await vi.waitFor(() => expect(version.mock.calls.length).toBeGreaterThan(4), { timeout: 10_000 });
    leaving.abort();
    const isQuiet = async () => {
      const before = version.mock.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 600));
      return version.mock.calls.length === before;
    };
    await vi.waitFor(async () => expect(await isQuiet()).toBe(true), { timeout: 10_000 });
  });

  test('beyond the hundredth is refused, and can be read all the same', async () => {
    const { server, cookie, get } = await open();
    const leaving = new AbortController();
    const connect = () =>
      fetch(`${server.url}/console/live`, { headers: { cookie }, signal: leaving.signal });
    const replies = await Promise.all(Array.from({ length: 100 }, connect));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await connect()).status).toBe(503);
    expect((await get('/')).status).toBe(200);
    leaving.abort();
  });

  test('is one of a sandbox that closes at once', async () => {
    const sandbox = await start();
    const entered = await send(await entryOf(sandbox));
    const cookie = String(entered.headers['set-cookie']).split(';', 1)[0] ?? '';
    const reply = await fetch(`${sandbox.url}/console/live`, { headers: { cookie } });
    const text = reply.text();
    await sandbox.close();
    expect(await text).toMatch(/^event: version\ndata: \d+\n\n$/);
  });
});
