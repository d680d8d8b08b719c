import { createCookies } from '../../../src/sso/browser/cookies.ts';
import { submissionOf } from '../../../src/sso/browser/forms.ts';
import { loadPage } from '../../../src/sso/browser/page.ts';
import { assertThat, type Target } from '../target.ts';

const url = new URL('https://shop.isv.example.com/sso/login?a=1');

/** The header Content-Type, and a page of a merchant, which the browser of the login test reads. */
export const webPage: Target = {
  seeds: () => [
    'text/html; charset=utf-8\n<!doctype html><title>App</title><p>Hello, <b>Li Hua</b><a href=/logout>Log out</a>',
    `text/html\n<meta charset=gbk><form method=post action=/in><input name=user><select name=a><option selected>1</select>
<textarea name=b>x</textarea><button name=c value=1>Log in</button></form><meta http-equiv=refresh content="0;url=/next">`,
    '\n<base href=/a/><body onload="document.forms[0].submit()"><form id=f></form><input type=hidden form=f name=a value=1>',
    '\n<table><form><tr><td><input type=checkbox name=a checked></form></table><svg><a href=x><template><noscript>',
    'application/json\n{"name":"Li Hua"}',
  ],
  tokens: [
    '<form>',
    '</form>',
    '<table>',
    '<b c=1>',
    '<p>',
    '<a href=//x>',
    '<base href=',
    'content="0;',
    '&#x',
    'charset=',
  ],
  run(input) {
    const end = input.indexOf(10);
    const type = Buffer.from(input.subarray(0, Math.max(end, 0))).toString('latin1');
    const { page, refresh } = loadPage(
      {
        status: 200,
        headers: [['Content-Type', type]],
        body: input.subarray(end + 1),
        truncated: false,
        durationMs: 0,
      },
      url,
    );
    assertThat(
      page.links.every((link) => /^https?:/.test(link.url)),
      'a link leads to a page',
    );
    assertThat(refresh !== '', 'a refresh has an address');
    for (const form of page.forms) {
      assertThat(form.action === '' || URL.canParse(form.action), 'a form is sent to an address');
      const sent = submissionOf(form, { user: 'x' }, form.buttons[0]);
      const count = form.fields.reduce((sum, { values }) => sum + values.length, 0);
      if (!('body' in sent) || form.fields.some(({ name }) => name === 'user')) continue;
      const entries = new URLSearchParams(sent.body).size;
      assertThat(entries === count + 1 + (form.buttons[0]?.name ? 1 : 0), 'every field is sent');
    }
  },
};

/** Headers Set-Cookie, one a line. */
export const setCookies: Target = {
  seeds: () => [
    'session=abc; HttpOnly; Secure; SameSite=Lax; Path=/\ntheme=dark; Max-Age=1000',
    'a=1; Domain=isv.example.com; Expires=Wed, 21 Oct 2065 07:28:00 GMT\n__Host-b="2"; Secure; Path=/',
    'c=1; Domain=com\nd\n=e\n;',
  ],
  tokens: ['Domain=', 'Path=/', '; ', '__Secure-', 'SameSite=None', 'Max-Age=-1', '.', '='],
  run(input) {
    const lines = Buffer.from(input).toString('latin1').split('\n');
    const cookies = createCookies(20);
    const refused = cookies.store(lines, url);
    const kept = cookies.list(url);
    assertThat(
      kept.length <= 20 && kept.length + refused.length <= lines.length,
      'a cookie is kept or refused',
    );
    assertThat(!/[\0-\x08\x0a-\x1f]/.test(cookies.header(url, 'strict') ?? ''), 'a header is one line');
    assertThat(
      cookies.copy().header(url, 'lax') === cookies.header(url, 'lax'),
      'a copy has the same cookies',
    );
    assertThat(
      cookies.header(new URL('https://other.example.net/'), 'strict') === undefined,
      'cookies stay at home',
    );
  },
};
