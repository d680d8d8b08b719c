import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { browse, redirect, serve } from './servers.ts';

it('follows redirects to a page, and tells each request', async () => {
  const site = await serve(({ path }, response) => {
    if (path === '/start?a=1') return redirect(response, '/next#part');
    if (path === '/next') return redirect(response, 'end', 303);
    return '<title>End</title><p>Welcome';
  });
  const { hops, page, stopped } = await browse().visit(`${site.origin}/start?a=1`);
  expect(stopped).toBeUndefined();
  expect(hops.map(({ method, url, status, via }) => [method, url, status, via])).toEqual([
    ['GET', `${site.origin}/start?a=1`, 302, 'visit'],
    ['GET', `${site.origin}/next#part`, 303, 'redirect'],
    ['GET', `${site.origin}/end#part`, 200, 'redirect'],
  ]);
  expect(hops[2]?.text).toBe('<title>End</title><p>Welcome');
  expect(page).toMatchObject({ url: `${site.origin}/end#part`, status: 200, title: 'End', text: 'Welcome' });
});

it.each([
  [301, 'GET', ''],
  [302, 'GET', ''],
  [303, 'GET', ''],
  [307, 'POST', 'a=1'],
  [308, 'POST', 'a=1'],
])('after a form, %i is followed with %s', async (status, method, body) => {
  const site = await serve(({ path }, response) => {
    if (path === '/') return '<form method=post action=/sent><input name=a value=1></form>';
    if (path === '/sent') return redirect(response, '/end', status);
    return 'ok';
  });
  const browser = browse();
  const { page } = await browser.visit(site.origin);
  await browser.submit(page!, page!.forms[0]!, {});
  expect(site.received.at(-1)).toMatchObject({ method, path: '/end', body });
});

it('holds before an address, which is not requested', async () => {
  const site = await serve(({ path }, response) =>
    redirect(response, path === '/' ? '/authorize' : '/callback?code=1'),
  );
  const { hops, heldAt, page, stopped } = await browse().visit(site.origin, {
    holdAt: ({ pathname }) => pathname === '/callback',
  });
  expect(heldAt?.href).toBe(`${site.origin}/callback?code=1`);
  expect([hops.length, page, stopped]).toEqual([2, undefined, undefined]);
  expect(site.received.map(({ path }) => path)).toEqual(['/', '/authorize']);
});

it('does not request an address that it may not visit', async () => {
  const site = await serve((_, response) => redirect(response, 'http://169.254.169.254/latest?secret=1'));
  const { hops, stopped } = await browse().visit(site.origin);
  expect(hops).toHaveLength(1);
  expect(stopped?.kind).toBe('not-allowed');
  expect(stopped?.reason.en).toBe('http://169.254.169.254/latest is not an address that this test visits.');
  expect(await browse().visit('https://isv.example/')).toMatchObject({
    hops: [],
    stopped: { kind: 'not-allowed' },
  });
});

it.each([
  ['myapp://callback?code=1', 'unsupported-scheme', 'myapp://callback is not an http or https address.'],
  ['javascript:alert(1)', 'unsupported-scheme', 'javascript:alert(1) is not an http or https address.'],
  ['http://[::1', 'invalid-address', 'redirects to "http://[::1", which is not a valid address.'],
  ['http://a b/\u009b31m', 'invalid-address', 'redirects to "http://a b/", which is not a valid address.'],
])('stops at a redirect to %s', async (location, kind, reason) => {
  const site = await serve((_, response) => redirect(response, location));
  const { stopped } = await browse().visit(site.origin);
  expect(stopped?.kind).toBe(kind);
  expect(stopped?.reason.en).toContain(reason);
});

it('stops at a response with several addresses', async () => {
  const site = await serve((_, response) => {
    response
      .writeHead(302, [
        ['Location', '/a'],
        ['Location', '/b'],
      ] as never)
      .end();
  });
  const { stopped } = await browse().visit(site.origin);
  expect(stopped?.reason.en).toBe(`${site.origin}/ redirects to several addresses at once.`);
});

it('reads an address that is not in ASCII as UTF-8', async () => {
  const site = await serve(({ path }, response) => {
    return path === '/' ? redirect(response, Buffer.from('/企业').toString('latin1')) : 'ok';
  });
  expect((await browse().visit(site.origin)).page?.url).toBe(`${site.origin}/${encodeURIComponent('企业')}`);
});

it('shows the page of a redirect without an address', async () => {
  const site = await serve((_, response) => {
    response.statusCode = 302;
    return '<p>Moved';
  });
  expect((await browse().visit(site.origin)).page).toMatchObject({ status: 302, text: 'Moved' });
});

it('stops in a loop as soon as a request repeats itself', async () => {
  const site = await serve(({ path }, response) => redirect(response, path === '/a' ? '/b' : '/a'));
  const { hops, stopped } = await browse().visit(`${site.origin}/a`);
  expect(hops).toHaveLength(4);
  expect(stopped?.kind).toBe('redirect-loop');
  expect(stopped?.reason.en).toBe(`The redirects lead to ${site.origin}/a again and again.`);
});

it('recognises a loop whose addresses and cookies change', async () => {
  let count = 0;
  const site = await serve(({ path }, response) => {
    count += 1;
    response.setHeader('Set-Cookie', `session=${count}`);
    redirect(response, path.startsWith('/login') ? `/callback?code=${count}` : `/login?state=${count}`);
  });
  const { hops, stopped } = await browse().visit(`${site.origin}/login`);
  expect(hops).toHaveLength(21);
  expect(stopped?.kind).toBe('redirect-loop');
  expect(stopped?.reason.en).toBe(
    `The redirects lead to ${site.origin}/login and ${site.origin}/callback again and again.`,
  );
});

it('stops after twenty redirects to other addresses', async () => {
  const site = await serve(({ path }, response) => redirect(response, `/${Number(path.slice(1)) + 1}`));
  const { hops, stopped } = await browse().visit(`${site.origin}/1`);
  expect(hops).toHaveLength(21);
  expect(stopped?.kind).toBe('too-many-redirects');
  expect(stopped?.reason.en).toBe(
    `The visit was redirected more than 20 times, the last time to ${site.origin}/21.`,
  );
});

it('visits an address again that sets a cookie first', async () => {
  const site = await serve(({ headers }, response) => {
    if (headers.cookie) return 'ok';
    response.setHeader('Set-Cookie', 'a=1');
    return redirect(response, '/');
  });
  expect((await browse().visit(site.origin)).page?.text).toBe('ok');
});

it('follows a refresh of the page and of the header, and not one that waits', async () => {
  const site = await serve(({ path }, response) => {
    if (path === '/') return `<meta http-equiv=Refresh content="0; URL='/header'">`;
    if (path === '/header') response.setHeader('Refresh', '3;url=/end');
    return path === '/end' ? '<meta http-equiv=refresh content="1800;url=/logout">end' : 'wait';
  });
  const { hops, page } = await browse().visit(site.origin);
  expect(hops.map(({ via }) => via)).toEqual(['visit', 'refresh', 'refresh']);
  expect(page?.text).toBe('end');
});

it('submits a form that is there only to be submitted', async () => {
  const site = await serve(({ path }) =>
    path === '/'
      ? `<body onload="document.forms[0].submit()"><form method=post action=/callback>
         <input type=hidden name=code value="a&amp;b"><noscript><button>Go on</button></noscript></form>`
      : 'ok',
  );
  const { hops, page } = await browse().visit(site.origin);
  expect(hops.map(({ via, body }) => [via, body])).toEqual([
    ['visit', undefined],
    ['form', 'code=a%26b'],
  ]);
  expect(page?.text).toBe('ok');
});

it('keeps the page whose next address was held', async () => {
  const site = await serve(() => '<meta http-equiv=refresh content="0;url=/callback?code=1">Please wait');
  const { page, heldAt } = await browse().visit(site.origin, { holdAt: () => true });
  expect([page?.text, heldAt?.pathname]).toEqual(['Please wait', '/callback']);
});

it('stops at the limit of a visit', async () => {
  const site = await serve((_, response) => redirect(response, `/${Math.random()}`));
  const { stopped } = await browse({ limits: { visitMs: -1 } }).visit(site.origin);
  expect(stopped?.kind).toBe('too-slow');
});

it('keeps the start of an endless body', async () => {
  const site = await serve((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).write('<title>Endless</title>');
    const more = () => {
      while (!response.destroyed && response.write('<p>more '.repeat(1000)));
    };
    response.on('drain', more);
    more();
  });
  const { page } = await browse({ limits: { bytes: 100_000 } }).visit(site.origin);
  expect(page).toMatchObject({ title: 'Endless', truncated: true });
  expect(page?.html).toHaveLength(100_000);
});

it.each([
  ['no headers', undefined],
  ['one byte at a time', 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>'],
])('stops a slow response: %s', async (_, start) => {
  const origin = await serveRaw((socket) => {
    if (start === undefined) return;
    socket.write(start);
    const timer = setInterval(() => socket.write('a'), 20);
    socket.on('close', () => clearInterval(timer));
  });
  const { hops, stopped } = await browse({ limits: { responseMs: 200 } }).visit(origin);
  expect(hops[0]?.failure?.code).toBe('TIMEOUT');
  expect(stopped?.reason.en).toBe(`${origin}/ sent no complete response within 0.2 s.`);
});

it.each([
  ['refused', 'the connection was refused (ECONNREFUSED)', undefined],
  ['reset', 'the connection was closed before a response was received', ''],
  ['cut-off', 'in the middle of the response body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<p>'],
  ['protocol', 'the response is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
])('explains a failed request: %s', async (kind, reason, answer) => {
  const origin = answer === undefined ? 'http://127.0.0.1:1' : await serveRaw((socket) => socket.end(answer));
  const { hops, stopped } = await browse().visit(origin);
  expect(hops[0]?.failure?.kind).toBe(kind);
  expect(stopped?.kind).toBe('failed');
  expect(stopped?.reason.en).toContain(`The request to ${origin}/ failed: `);
  expect(stopped?.reason.en).toContain(reason);
});

it('explains a failed TLS handshake', async () => {
  const { port } = await serve(() => 'ok');
  const { hops } = await browse().visit(`https://127.0.0.1:${port}`);
  expect(hops[0]?.failure?.kind).toBe('tls');
});

it('explains 10,000 cookies', async () => {
  const site = await serve((_, response) => {
    response.setHeader(
      'Set-Cookie',
      Array.from({ length: 10_000 }, (_, at) => `c${at}=1`),
    );
    return 'ok';
  });
  const { stopped } = await browse().visit(site.origin);
  expect(stopped?.reason.en).toBe(`The headers of the response of ${site.origin}/ are longer than 16 KiB.`);
});

it('explains a compressed response', async () => {
  const site = await serve((_, response) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('ok'));
  });
  const { stopped } = await browse().visit(site.origin);
  expect(stopped?.kind).toBe('compressed');
});

it('stops when it is interrupted', async () => {
  const interrupt = new AbortController();
  const site = await serve(() => interrupt.abort());
  const { hops, stopped } = await browse({ signal: interrupt.signal }).visit(site.origin);
  expect([hops.length, stopped?.kind]).toEqual([1, 'aborted']);
});

it.each(['', 'isv.example', 'http://', 'https://[', '/relative'])(
  'explains the address "%s"',
  async (address) => {
    const { hops, stopped } = await browse().visit(address);
    expect([hops.length, stopped?.kind]).toEqual([0, 'invalid-address']);
  },
);

/** Serves bytes that need not be HTTP, after a request. */
async function serveRaw(answer: (socket: import('node:net').Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as import('node:net').AddressInfo).port}`;
}
