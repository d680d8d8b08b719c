import { expect, it } from 'vitest';
import { createCookies } from '../../../src/sso/browser/cookies.ts';
import { browse, redirect, serve } from './servers.ts';

/** Stores cookies from an address, and returns why they are refused, and what a request to another one carries. */
function exchange(from: string, setCookies: readonly string[], to = from) {
  const cookies = createCookies(180);
  const refused = cookies.store(setCookies, new URL(from));
  return { refused: refused.map(({ kind }) => kind), sent: cookies.header(new URL(to), 'strict') };
}

const shop = 'https://shop.isv.example.com/sso/callback';

it.each([
  ['no equals sign', 'plain', 'plain'],
  ['spaces', ' a = b ', 'a=b'],
  ['an empty value', 'a=', 'a='],
  ['equals signs', 'a=b=c==', 'a=b=c=='],
  ['quotation marks', 'a="b c"', 'a="b c"'],
  ['unknown attributes', 'a=1; Priority=High; Foo', 'a=1'],
  ['bytes that are not ASCII', 'a=\xe4\xbc\x81', 'a=\xe4\xbc\x81'],
  ['a domain of the host', 'a=1; Domain=.ISV.example.com', 'a=1'],
  ['an invalid date', 'a=1; Expires=soon', 'a=1'],
  ['a prefix with what it demands', '__Host-a=1; Secure; Path=/', '__Host-a=1'],
])('keeps a cookie with %s', (_, text, sent) => {
  expect(exchange(shop, [text])).toEqual({ refused: [], sent });
});

it.each([
  ['malformed', 'a=b\u0001c'],
  ['malformed', ''],
  ['too-large', `a=${'b'.repeat(4096)}`],
  ['foreign-domain', 'a=1; Domain=other.example.com'],
  ['foreign-domain', 'a=1; Domain=deep.shop.isv.example.com'],
  ['foreign-domain', 'a=1; Domain=127.0.0.1'],
  ['malformed', 'a=1; Domain=xn--\xed\xb8'],
  ['malformed', 'a=1; Domain=\ud800'],
  ['malformed', 'a=1; Domain=\u0663'],
  ['public-suffix', 'a=1; Domain=com'],
  ['same-site-none', 'a=1; SameSite=None'],
  ['prefix', '__Secure-a=1'],
  ['prefix', '__Host-a=1; Secure; Path=/sso'],
  ['prefix', '__Host-a=1; Secure; Path=/; Domain=example.com'],
] as const)('refuses a cookie: %s (%s)', (kind, text) => {
  expect(exchange(shop, [text])).toEqual({ refused: [kind], sent: undefined });
});

it.each([
  ['http://isv.example.com/', ['not-secure'], undefined],
  ['http://127.0.0.1:8080/', [], 'a=1'],
  ['http://localhost/', [], 'a=1'],
  ['http://[::1]:3000/', [], 'a=1'],
  ['https://isv.example.com/', [], 'a=1'],
])('takes a Secure cookie from %s: %j', (from, refused, sent) => {
  expect(exchange(from, ['a=1; Secure'])).toEqual({ refused, sent });
});

it.each([
  ['http://127.0.0.1:1/a/b', 'a=1; Path=/a', 'http://127.0.0.1:2/a', 'a=1'],
  ['http://127.0.0.1:1/a/b', 'a=1', 'http://127.0.0.1:1/', undefined],
  ['http://127.0.0.1/', 'a=1', 'http://localhost/', undefined],
  ['http://127.0.0.1/', 'a=1; Domain=127.0.0.1', 'http://127.0.0.1/', 'a=1'],
  ['http://localhost/', 'a=1; Domain=localhost', 'http://localhost/', 'a=1'],
  ['http://a.isv.test/', 'a=1; Domain=isv.test', 'http://b.isv.test/', 'a=1'],
  ['http://a.isv.test/', 'a=1', 'http://b.a.isv.test/', undefined],
  ['https://github.io/', 'a=1; Domain=github.io', 'https://isv.github.io/', undefined],
  ['https://isv.example.com/', 'a=1; Secure', 'http://isv.example.com/', undefined],
  ['https://isv.example.com/', 'a=1; Max-Age=0', 'https://isv.example.com/', undefined],
])('from %s, %s goes to %s: %s', (from, text, to, sent) => {
  expect(exchange(from, [text], to)).toEqual({ refused: [], sent });
});

it('has room for a number of cookies, and for those that replace others', () => {
  const url = new URL('https://isv.example.com/');
  const cookies = createCookies(3);
  const names = ['a', 'b', 'c', 'd', 'e'];
  expect(
    cookies
      .store(
        names.map((name) => `${name}=1`),
        url,
      )
      .map(({ name, kind }) => [name, kind]),
  ).toEqual([
    ['d', 'too-many'],
    ['e', 'too-many'],
  ]);
  expect(cookies.store(['a=2', 'b=; Max-Age=0'], url)).toEqual([]);
  expect(cookies.header(url, 'strict')).toBe('a=2; c=1');
  const refused = cookies.store(['d=1', 'e=1'], url);
  expect(refused.map(({ name, reason }) => [name, reason.en])).toEqual([['e', 'there are too many cookies']]);
  // One response deletes and sets.
  expect(cookies.store(['a=; Max-Age=0', 'e=1', 'e=2'], url)).toEqual([]);
  expect(cookies.header(url, 'strict')).toBe('c=1; d=1; e=2');
});

it('describes the cookies of an address', async () => {
  const site = await serve((_, response) => {
    response.setHeader('Set-Cookie', [
      'session=1; HttpOnly; Secure; SameSite=Lax; Path=/',
      'seen=yes; Max-Age=1000',
      'foreign=1; Domain=example.com',
    ]);
    return 'ok';
  });
  const browser = browse();
  const { hops } = await browser.visit(site.origin);
  expect(hops[0]?.refusedCookies).toMatchObject([{ name: 'foreign', kind: 'foreign-domain' }]);
  expect(browser.cookies(site.origin)).toEqual([
    {
      name: 'session',
      value: '1',
      domain: '127.0.0.1',
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'lax',
      isPersistent: false,
    },
    {
      name: 'seen',
      value: 'yes',
      domain: '127.0.0.1',
      path: '/',
      httpOnly: false,
      secure: false,
      isPersistent: true,
    },
  ]);
  expect(browser.cookies('no address')).toEqual([]);
});

it('keeps the cookies of a copy apart', async () => {
  let count = 0;
  const site = await serve((_, response) => {
    count += 1;
    response.setHeader('Set-Cookie', `c${count}=1`);
    return 'ok';
  });
  const first = browse();
  await first.visit(site.origin);
  const second = first.copy();
  await first.visit(site.origin);
  await second.visit(site.origin);
  const names = (browser: typeof first) => browser.cookies(site.origin).map(({ name }) => name);
  expect([names(first), names(second)]).toEqual([
    ['c1', 'c2'],
    ['c1', 'c3'],
  ]);
});

it('gives a copy the cookies that are chosen', async () => {
  const site = await serve(({ headers }, response) => {
    if (headers.cookie === undefined) response.setHeader('Set-Cookie', ['a=1', 'b=2; HttpOnly', 'c; Path=/']);
    return headers.cookie ?? '';
  });
  const browser = browse();
  await browser.visit(site.origin);
  const copy = browser.copy(({ httpOnly }) => !httpOnly);
  expect((await copy.visit(site.origin)).page?.text).toBe('a=1; c');
  const changed = browser.copy(({ name }) => (name === 'a' ? '2' : false));
  expect((await changed.visit(site.origin)).page?.text).toBe('a=2');
  expect((await browser.visit(site.origin)).page?.text).toBe('a=1; b=2; c');
});

/** Sets a cookie of each kind on 127.0.0.1, and asks for the way there from localhost, which is another site. */
async function crossSite() {
  const site = await serve(({ path, headers }, response) => {
    if (path === '/set') {
      response.setHeader('Set-Cookie', [
        'strict=1; SameSite=Strict',
        'lax=1; SameSite=Lax',
        'none=1; SameSite=None; Secure',
        'unset=1',
      ]);
    }
    if (path === '/away') return redirect(response, `http://127.0.0.1:${site.port}/show`);
    return path === '/page'
      ? `<a href="http://127.0.0.1:${site.port}/show">a</a><form method=post action="http://127.0.0.1:${site.port}/show"></form>`
      : `${headers.cookie} ${headers['sec-fetch-site']}`;
  });
  const browser = browse();
  await browser.visit(`${site.origin}/set`);
  const { page } = await browser.visit(`http://localhost:${site.port}/page`);
  return { browser, page: page!, site };
}

it('sends no SameSite=Strict cookie with a link of another site', async () => {
  const { browser, page } = await crossSite();
  const { page: shown } = await browser.follow(page, page.links[0]!);
  expect(shown?.text).toBe('lax=1; none=1; unset=1 cross-site');
});

it('sends no SameSite=Lax cookie with a form of another site', async () => {
  const { browser, page } = await crossSite();
  const { page: shown } = await browser.submit(page, page.forms[0]!, {});
  expect(shown?.text).toBe('none=1; unset=1 cross-site');
});

it('sends all cookies to an address that was entered, redirected or not', async () => {
  const { browser, site } = await crossSite();
  const { page } = await browser.visit(`http://localhost:${site.port}/away`);
  expect(page?.text).toBe('strict=1; lax=1; none=1; unset=1 none');
});

it('takes the page that leads to an address into account', async () => {
  const { browser, site } = await crossSite();
  const visit = (referer: string) => browser.visit(`${site.origin}/show`, { referer });
  expect((await visit(`http://localhost:${site.port}/`)).page?.text).toBe(
    'lax=1; none=1; unset=1 cross-site',
  );
  expect((await visit('http://127.0.0.1:1/')).page?.text).toBe('strict=1; lax=1; none=1; unset=1 same-site');
});
