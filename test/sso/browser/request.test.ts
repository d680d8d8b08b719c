import { expect, it } from 'vitest';
import type { ReferrerPolicy } from '../../../src/sso/browser/sites.ts';
import { refererFor, relationOf } from '../../../src/sso/browser/sites.ts';
import { browse, redirect, serve } from './servers.ts';

const page = new URL('https://user:pass@shop.isv.example.com/sso/callback?code=1#part');
const whole = 'https://shop.isv.example.com/sso/callback?code=1';
const origin = 'https://shop.isv.example.com/';
/** Another address of the page's origin, one of another origin, and one that is not secure. */
const targets = [
  'https://shop.isv.example.com/home',
  'https://cdn.example.net/',
  'http://shop.isv.example.com/',
];

it.each<[ReferrerPolicy, (string | undefined)[]]>([
  ['strict-origin-when-cross-origin', [whole, origin, undefined]],
  ['no-referrer', [undefined, undefined, undefined]],
  ['no-referrer-when-downgrade', [whole, whole, undefined]],
  ['origin', [origin, origin, origin]],
  ['origin-when-cross-origin', [whole, origin, origin]],
  ['same-origin', [whole, undefined, undefined]],
  ['strict-origin', [origin, origin, undefined]],
  ['unsafe-url', [whole, whole, whole]],
])('%s decides what Referer tells', (policy, expected) => {
  expect(targets.map((to) => refererFor(page, new URL(to), policy))).toEqual(expected);
});

it.each([
  ['https://a.isv.com/x', 'https://a.isv.com:443/y', 'same-origin'],
  ['https://a.isv.com/', 'https://b.isv.com:8443/', 'same-site'],
  ['http://127.0.0.1:1/', 'http://127.0.0.1:2/', 'same-site'],
  ['http://localhost/', 'http://127.0.0.1/', 'cross-site'],
  ['http://[::1]:1/', 'http://[::1]:2/', 'same-site'],
  ['http://a.isv.com/', 'https://a.isv.com/', 'cross-site'],
  ['https://a.github.io/', 'https://b.github.io/', 'cross-site'],
  ['https://a.isv.test/', 'https://b.isv.test/', 'same-site'],
  ['http://merchant/', 'http://merchant:2/', 'same-site'],
])('%s and %s are %s', (from, to, relation) => {
  expect(relationOf(new URL(from), new URL(to))).toBe(relation);
});

/** A site that shows the headers of a request, and the way to another one. */
async function sites(page: (other: string) => string, headers: Readonly<Record<string, string>> = {}) {
  const other = await serve(() => 'ok');
  const site = await serve(({ path }, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (path === '/away') return redirect(response, `${other.origin}/arrived`);
    return page(other.origin);
  });
  return { site, other };
}

it('presents itself as a browser on a computer or a phone', async () => {
  const site = await serve(() => 'ok');
  await browse().visit(site.origin);
  await browse({ phone: true, language: 'en' }).visit(site.origin);
  const [desktop, phone] = site.received.map(({ headers }) => headers);
  expect(desktop).toMatchObject({
    'user-agent': expect.stringMatching(/^Mozilla\/5\.0 \(Windows(?!.*Mobile).* koo$/),
    'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8',
    'accept-encoding': 'identity',
    'sec-fetch-site': 'none',
    'sec-fetch-user': '?1',
  });
  expect(desktop).not.toHaveProperty('referer');
  expect(desktop).not.toHaveProperty('origin');
  expect(phone?.['user-agent']).toMatch(/Android.* Mobile .* koo$/);
  expect(phone?.['accept-language']).toBe('en-US,en;q=0.9');
});

it('tells the site itself the whole address, and another one the origin, which it keeps over redirects', async () => {
  const { site, other } = await sites((to) => `<a href=/away>a</a><a href="${to}/x">b</a>`);
  const browser = browse();
  const { page: start } = await browser.visit(`${site.origin}/callback?code=1`);
  const [away, direct] = start!.links;
  await browser.follow(start!, away!);
  await browser.follow(start!, direct!);
  expect(site.received[1]?.headers).toMatchObject({
    referer: `${site.origin}/callback?code=1`,
    'sec-fetch-site': 'same-origin',
  });
  for (const { headers } of other.received) {
    expect(headers).toMatchObject({ referer: `${site.origin}/`, 'sec-fetch-site': 'same-site' });
  }
  expect(other.received).toHaveLength(2);
});

it.each<[string, string, Record<string, string>, string | undefined]>([
  ['link', '<a rel=noreferrer href=/away>', {}, undefined],
  ['page', '<meta name=referrer content=no-referrer><a href=/away>', {}, undefined],
  ['header', '<a href=/away>', { 'Referrer-Policy': 'unsafe-url' }, '/callback?code=1'],
])('obeys the policy of the %s', async (_, html, headers, referer) => {
  const { site, other } = await sites(() => html, headers);
  const browser = browse();
  const { page: start } = await browser.visit(`${site.origin}/callback?code=1`);
  await browser.follow(start!, start!.links[0]!);
  expect(other.received[0]?.headers.referer).toBe(referer && site.origin + referer);
});

it('obeys the policy of a redirect', async () => {
  const { site, other } = await sites(() => '', { 'Referrer-Policy': 'no-referrer' });
  await browse().visit(`${site.origin}/away`, { referer: `${site.origin}/` });
  expect(site.received[0]?.headers.referer).toBe(`${site.origin}/`);
  expect(other.received[0]?.headers.referer).toBeUndefined();
});

it.each<[Record<string, string>, boolean]>([
  [{}, true],
  [{ 'Referrer-Policy': 'no-referrer' }, false],
  [{ 'Referrer-Policy': 'same-origin' }, false],
])('sends the origin with a form, as %j allows: %s', async (headers, isTold) => {
  const { site, other } = await sites((to) => `<form method=post action="${to}/"></form>`, headers);
  const browser = browse();
  const { page: start } = await browser.visit(site.origin);
  await browser.submit(start!, start!.forms[0]!, {});
  expect(other.received[0]).toMatchObject({
    method: 'POST',
    headers: { origin: isTold ? site.origin : 'null', 'sec-fetch-site': 'same-site' },
  });
});

it('says that no person asked for a refresh', async () => {
  const site = await serve(({ path }) =>
    path === '/' ? '<meta http-equiv=refresh content=0;url=/end>' : 'end',
  );
  await browse().visit(site.origin);
  expect(site.received[1]?.headers).toMatchObject({
    referer: `${site.origin}/`,
    'sec-fetch-site': 'same-origin',
  });
  expect(site.received[1]?.headers).not.toHaveProperty('sec-fetch-user');
});

it('sends no fragment, no user and no password of an address', async () => {
  const site = await serve(() => 'ok');
  const { page } = await browse().visit(`http://user:pass@127.0.0.1:${site.port}/a?b=1#code=1`);
  expect(site.received[0]?.path).toBe('/a?b=1');
  expect(site.received[0]?.headers).not.toHaveProperty('authorization');
  expect(page?.url).toBe(`${site.origin}/a?b=1#code=1`);
});

it('sends a request as a script of another website, with the cookies that it may have', async () => {
  const site = await serve(({ headers }, response) => {
    response.setHeader('Set-Cookie', ['strict=1; SameSite=Strict', 'lax=1; SameSite=Lax']);
    return JSON.stringify(headers);
  });
  const browser = browse();
  await browser.visit(site.origin);
  const { page } = await browser.visit(site.origin, { origin: 'https://other.example' });
  const sent = JSON.parse(page!.html);
  expect(sent).toMatchObject({
    origin: 'https://other.example',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
  });
  expect(sent).not.toHaveProperty('cookie');
});

it('takes a stand-in at another port for another website', async () => {
  const site = await serve((_, response) => {
    response.setHeader('Set-Cookie', ['strict=1; SameSite=Strict', 'lax=1; SameSite=Lax']);
    return 'ok';
  });
  const browser = browse({ isStandIn: ({ port }) => port === '1' });
  await browser.visit(site.origin);
  for (const port of [1, 2]) await browser.visit(site.origin, { referer: `http://127.0.0.1:${port}/` });
  expect(site.received.slice(1).map(({ headers }) => [headers['sec-fetch-site'], headers.cookie])).toEqual([
    ['cross-site', 'lax=1'],
    ['same-site', 'strict=1; lax=1'],
  ]);
});

it('sends the headers of a client to the first origin only', async () => {
  const other = await serve(() => '');
  const site = await serve(({ path }, response) =>
    redirect(response, path === '/' ? '/next' : `${other.origin}/`),
  );
  await browse().visit(site.origin, { headers: [['X-Forwarded-Host', 'koo.example']] });
  const sent = [...site.received, ...other.received].map(({ headers }) => headers['x-forwarded-host']);
  expect(sent).toEqual(['koo.example', 'koo.example', undefined]);
});
