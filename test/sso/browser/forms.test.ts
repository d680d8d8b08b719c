import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readForms, submissionOf } from '../../../src/sso/browser/forms.ts';
import { parseHtml } from '../../../src/sso/browser/html.ts';
import type { Form } from '../../../src/sso/browser/model.ts';
import { loadPage } from '../../../src/sso/browser/page.ts';
import { browse, serve } from './servers.ts';

/** The forms of a page of HTML. */
function formsOf(html: string, contentType = 'text/html; charset=utf-8'): readonly Form[] {
  const response = {
    status: 200,
    headers: [['Content-Type', contentType] as const],
    body: Buffer.from(html),
    truncated: false,
    durationMs: 1,
  };
  return loadPage(response, new URL('http://127.0.0.1:3000/a/login?b=1')).page.forms;
}

/** What is sent for the first form of a page. */
function sentFor(html: string, values: Record<string, string> = {}, button = 0) {
  const [form] = formsOf(html);
  if (!form) throw new Error('no form');
  return submissionOf(form, values, form.buttons[button]);
}

/** The body that is sent for the fields of a form. */
function bodyOf(fields: string, values: Record<string, string> = {}) {
  const sent = sentFor(`<form method=post>${fields}</form>`, values);
  return 'body' in sent ? sent.body : sent;
}

it.each([
  [9, 'utf-8'],
  [10, 'windows-1252'],
  [100_000, 'windows-1252'],
])('reads accept-charset to its tenth label, with %i that are unknown', (count, charset) => {
  const labels = `${'none '.repeat(count)}utf8`;
  const tree = parseHtml(`<form accept-charset="${labels}"></form>`);
  expect(readForms(tree, () => '', 'windows-1252')[0]?.charset).toBe(charset);
});

it('describes a login form', () => {
  const [form] = formsOf(`<form id=f name=login action="../session?c=2#d" method=Post accept-charset="x utf8">
    <input name=user><input name=password type=PASSWORD value=x><input name=csrf type=hidden value="&lt;1&gt;">
    <input type=checkbox name=stay><select name=lang><option value=zh>中文<option selected>en</select>
    <textarea name=note>
 two
lines</textarea><input value=nameless><input type=button name=help>
    <button name=go value=in>Log <b>in</b></button><input type=submit value=Other formaction=/other formmethod=get></form>`);
  const field = { choices: [] };
  expect(form).toEqual({
    id: 'f',
    name: 'login',
    action: 'http://127.0.0.1:3000/session?c=2#d',
    method: 'POST',
    isMultipart: false,
    charset: 'utf-8',
    fields: [
      { ...field, name: 'user', type: 'text', values: [''] },
      { ...field, name: 'password', type: 'password', values: ['x'] },
      { ...field, name: 'csrf', type: 'hidden', values: ['<1>'] },
      { name: 'stay', type: 'checkbox', values: [], choices: ['on'] },
      { name: 'lang', type: 'select', values: ['en'], choices: ['zh', 'en'] },
      { ...field, name: 'note', type: 'textarea', values: [' two\nlines'] },
    ],
    buttons: [
      { name: 'go', value: 'in', label: 'Log in' },
      { name: '', value: 'Other', label: 'Other', action: 'http://127.0.0.1:3000/other', method: 'GET' },
    ],
  });
});

it.each([
  ['the fields and the button', '<input name=a value=1><button name=b value=2>', 'a=1&b=2'],
  ['ticked boxes', '<input type=checkbox name=a checked><input type=checkbox name=b>', 'a=on'],
  [
    'the ticked one of several',
    '<input type=radio name=a value=1><input type=radio name=a value=2 checked>',
    'a=2',
  ],
  ['the first choice by default', '<select name=a><option disabled>x<option>1<option>2</select>', 'a=1'],
  ['choices in groups', '<select name=a><optgroup><option>1<option selected>2</optgroup></select>', 'a=2'],
  [
    'several choices',
    '<select name=a multiple><option selected>1<option>2<option selected>3</select>',
    'a=1&a=3',
  ],
  ['no choices', '<select name=a multiple><option>1</select>', ''],
  [
    'no disabled fields',
    '<input name=a disabled><fieldset disabled><div><input name=b></div></fieldset>',
    '',
  ],
  ['what a disabled legend keeps', '<fieldset disabled><legend><input name=a></legend></fieldset>', 'a='],
  ['no file', '<input type=file name=a value=x>', 'a='],
  ['line feeds as CRLF', '<textarea name=a>1\n2</textarea>', 'a=1%0D%0A2'],
  ['entities decoded', '<input name="a&amp;b" value="&#20225;">', 'a%26b=%E4%BC%81'],
  ['no field of a template', '<template><input name=a></template><input name=b>', 'b='],
])('sends %s', (_, fields, body) => {
  expect(bodyOf(fields)).toBe(body);
});

it('takes the values of the user, also for hidden fields, and for names that the form lacks', () => {
  const fields =
    '<input name=user><input type=hidden name=csrf value=1><input type=radio name=r value=1><input type=radio name=r value=2><input name=__proto__>';
  expect(bodyOf(fields, { user: '李华 & co', csrf: '2', r: '2', more: '3' })).toBe(
    'user=%E6%9D%8E%E5%8D%8E+%26+co&csrf=2&r=2&__proto__=&more=3',
  );
});

it('finds the fields of a form that is misplaced in a table, or named by an attribute', () => {
  expect(bodyOf('', {})).toBe('');
  expect(
    sentFor('<table><form method=post><tr><td><input name=a></td></tr></form></table><input name=b>'),
  ).toMatchObject({ body: 'a=' });
  expect(sentFor('<form id=f method=post><input form=g name=a></form><input form=f name=b>')).toMatchObject({
    body: 'b=',
  });
});

it('puts the values of a GET form in place of the query', () => {
  const sent = sentFor('<form action="/find?old=1"><input name=q value="a b"></form>');
  expect(sent).toEqual({ method: 'GET', url: new URL('http://127.0.0.1:3000/find?q=a+b') });
});

it('sends a form without an address to the address of the page', () => {
  const sent = sentFor('<base href="http://other.example/"><form method=post></form>');
  expect(sent).toMatchObject({ url: new URL('http://127.0.0.1:3000/a/login?b=1') });
});

it('uses the address and the method of the button', () => {
  const html = `<form method=post action=/a><input name=c value=1><button>A</button><button formaction=/b formmethod=get>B</button></form>`;
  expect(sentFor(html)).toMatchObject({ method: 'POST', url: new URL('http://127.0.0.1:3000/a') });
  expect(sentFor(html, {}, 1)).toEqual({ method: 'GET', url: new URL('http://127.0.0.1:3000/b?c=1') });
});

it.each([
  [
    '<form method=post enctype=multipart/form-data>',
    'The form is sent as multipart/form-data, which koo does not support.',
  ],
  ['<form action="http://[">', 'The form has no valid address to be sent to.'],
  [
    '<form accept-charset=gbk><input name=a value=企>',
    'The form is sent in gbk. koo sends other characters than ASCII in UTF-8 only.',
  ],
])('refuses %s', async (html, reason) => {
  const site = await serve(() => html);
  const browser = browse();
  const { page } = await browser.visit(site.origin);
  const { stopped, hops } = await browser.submit(page!, page!.forms[0]!, {});
  expect([stopped?.kind, stopped?.reason.en, hops.length]).toEqual(['unsupported-form', reason, 0]);
});

it('sends a form in another encoding if it is plain', () => {
  expect(sentFor('<form method=post accept-charset=gbk><input name=a value=1></form>')).toMatchObject({
    body: 'a=1',
  });
});

it('sends 20,000 hidden fields', () => {
  const fields = Array.from({ length: 20_000 }, (_, at) => `<input type=hidden name=f${at} value=${at}>`);
  const body = bodyOf(fields.join(''));
  expect(String(body).split('&')).toHaveLength(20_000);
});

it('submits with a button or without one', async () => {
  const site = await serve(({ body }) => body || '<form method=post><button name=a value=1></button></form>');
  const browser = browse();
  const { page } = await browser.visit(site.origin);
  const [form] = page!.forms;
  expect((await browser.submit(page!, form!, {})).page?.html).toBe('a=1');
  await browser.submit(page!, form!, {}, { button: null });
  expect(site.received.at(-1)).toMatchObject({ method: 'POST', body: '' });
});

it('encodes values as the standard demands', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 4 }), (pairs) => {
      const form: Form = {
        id: '',
        name: '',
        action: 'http://127.0.0.1/',
        method: 'POST',
        isMultipart: false,
        charset: 'utf-8',
        fields: pairs.map(([name, value]) => ({ name, type: 'text', values: [value], choices: [] })),
        buttons: [],
      };
      const sent = submissionOf(form, {}, undefined);
      const lines = (one: string) => one.replace(/\r?\n|\r/g, '\r\n');
      const read = [...new URLSearchParams('body' in sent ? sent.body : '?')];
      expect(read).toEqual(pairs.map(([name, value]) => [lines(name), lines(value)]));
    }),
  );
});
