import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Loaded, loadPage } from '../../../src/sso/browser/page.ts';
import { runs } from '../../support/property-runs.ts';

const url = new URL('http://127.0.0.1:3000/app/home?a=1');

/** Reads a page with these headers. */
function load(body: string | Uint8Array, ...headers: readonly (readonly [string, string])[]): Loaded {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const response = { status: 200, headers, body: bytes, truncated: false, durationMs: 1 };
  return loadPage(response, url);
}

function page(body: string | Uint8Array, contentType = 'text/html') {
  return load(body, ['Content-Type', contentType]).page;
}

describe('text', () => {
  it.each([
    ['<p>Hello,\n  <b>Li Hua</b>!<p>Bye', 'Hello, Li Hua!\nBye'],
    ['a<br>b<div>c</div>d', 'a\nb\nc\nd'],
    ['<ul><li>a<li>b</ul>', 'a\nb'],
    ['&lt;b&gt; &amp; &nbsp; &#26446;&#x534E;', '<b> & 李华'],
    ['<script>var a = "<p>no</p>"</script><style>p{}</style><template><p>no</template>yes', 'yes'],
    ['<title>no</title><noscript><p>no</noscript><textarea>no</textarea><iframe>no</iframe>yes', 'yes'],
    [
      '<p hidden>no<p style="color:red; display: none">no<div style=visibility:hidden><p>no</div><p>yes',
      'yes',
    ],
    ['<input name=a value="</p><script>alert(1)</script>">yes', 'yes'],
    ['<svg><title>no</title><style>no</style></svg>yes', 'yes'],
    ['<!-- no -->yes<!-->no', 'yesno'],
    ['', ''],
  ])('of %s', (html, text) => {
    expect(page(html).text).toBe(text);
  });

  it('of other text is the whole body, and of binary data nothing', () => {
    expect(page('{"name": "<b>"}', 'application/json;charset=utf-8')).toMatchObject({
      contentType: 'application/json',
      text: '{"name": "<b>"}',
      html: '{"name": "<b>"}',
    });
    expect(page('<p>a', 'text/plain').text).toBe('<p>a');
    expect(page('<p>a', 'image/png')).toMatchObject({ html: '', text: '', title: '' });
  });
});

it('reads title, viewport and links', () => {
  const { title, viewport, links } = page(`<title> My
    &amp; App </title><title>no</title><meta name=Viewport content="width=device-width">
    <a href=/login?a=1&amp;b=2 rel="nofollow noreferrer">Log <i>in</i></a><a name=x>no</a><a href="javascript:go()">no</a>
    <a href=mailto:a@b.c>no</a><a href="http://[">no</a><a href=//isv.example/x>out</a><svg><a href=/no>no</a></svg>`);
  expect({ title, viewport }).toEqual({ title: 'My & App', viewport: 'width=device-width' });
  expect(links).toEqual([
    { url: 'http://127.0.0.1:3000/login?a=1&b=2', text: 'Log in', noReferrer: true },
    { url: 'http://isv.example/x', text: 'out', noReferrer: false },
  ]);
});

it.each([
  ['<base href=/sub/><a href=x>', 'http://127.0.0.1:3000/sub/x'],
  ['<base target=_top><base href=http://isv.example/a/><base href=/no><a href=x>', 'http://isv.example/a/x'],
  ['<base href=javascript:1><a href=x>', 'http://127.0.0.1:3000/app/x'],
  [`<base href=/${'a'.repeat(5000)}/><a href=x>`, 'http://127.0.0.1:3000/app/x'],
])('resolves addresses: %s', (html, link) => {
  expect(page(html).links[0]?.url).toBe(link);
});

it('follows a link', async () => {
  const { browse, serve } = await import('./servers.ts');
  const site = await serve(({ path }) => (path === '/' ? '<a href=/end>Go</a>' : 'end'));
  const browser = browse();
  const { page: start } = await browser.visit(site.origin);
  const { hops, page: end } = await browser.follow(start!, start!.links[0]!);
  expect([hops[0]?.via, end?.text]).toEqual(['link', 'end']);
});

describe('the encoding', () => {
  const gbk = Buffer.concat([Buffer.from('<p>'), Buffer.from([0xc0, 0xee, 0xbb, 0xaa])]);
  it.each([
    ['of the header', gbk, 'text/html; Charset="GB18030"', 'gb18030', '李华'],
    ['of the page', Buffer.concat([Buffer.from('<meta charset=gb2312>'), gbk]), 'text/html', 'gbk', '李华'],
    [
      'of the page, in the old way',
      Buffer.concat([Buffer.from('<meta http-equiv=content-type content="text/html; charset=gbk">'), gbk]),
      'text/html',
      'gbk',
      '李华',
    ],
    ['that is declared wrongly', Buffer.from('<meta charset=utf-16><p>李华'), 'text/html', 'utf-8', '李华'],
    ['that is not declared, in GBK', gbk, 'text/html', 'gb18030', '李华'],
    ['that is not declared, in UTF-8', Buffer.from('<p>李华'), 'text/html', 'utf-8', '李华'],
    ['that is unknown', Buffer.from('<p>李华'), 'text/html; charset=klingon', 'utf-8', '李华'],
    ['of a byte order mark', Buffer.from('\ufeff<p>李华'), 'text/html; charset=gbk', 'utf-8', '李华'],
    ['of a cut character', Buffer.from('<p>李华').subarray(0, -1), 'text/html', 'utf-8', '李\ufffd'],
    ['of invalid UTF-8', Buffer.from('<p>a\xff', 'latin1'), 'text/html; charset=utf-8', 'utf-8', 'a\ufffd'],
  ])('%s', (_, bytes, contentType, charset, text) => {
    expect(page(bytes, contentType)).toMatchObject({ charset, text });
  });
});

it('takes a page without a content type for HTML if it looks like it', () => {
  expect(load('\ufeff <!doctype html><title>A</title>').page).toMatchObject({ contentType: '', title: 'A' });
  expect(load('no <b>HTML</b>').page).toMatchObject({ title: '', text: 'no <b>HTML</b>' });
});

it.each([
  ['<div id=root></div><script src=/app.js></script>', true],
  [
    '<div>Loading…</div><noscript>Please switch on JavaScript to use this app, really.</noscript><script>go()</script>',
    true,
  ],
  ['<div id=root></div><script type=application/json>{}</script>', false],
  ['<div id=root></div><script></script>', false],
  ['<a href=/login>Log in</a><script src=/app.js></script>', false],
  ['<form></form><script src=/app.js></script>', false],
  ['<p>Welcome to the console of our product, Li Hua.<script src=/app.js></script>', false],
])('%s needs scripts: %s', (html, needsScripts) => {
  expect(page(html).needsScripts).toBe(needsScripts);
});

it.each([
  ['0;url=/next', '/next'],
  [' 1.5 ; URL = "/next" ignored', '/next'],
  ["0,url='/next", '/next'],
  ['0 /next', '/next'],
  ['.5;/next', '/next'],
  ['10;url=/next', '/next'],
  ['0;url=//isv.example/', 'http://isv.example/'],
  ['0;url=http://[', 'http://['],
  ['11;url=/next', undefined],
  ['0', undefined],
  ['0;url=', undefined],
  ['url=/next', undefined],
  ['0x;url=/next', undefined],
])('reads the refresh %s', (content, address) => {
  const refresh = address?.startsWith('/') ? new URL(address, url).href : address;
  expect(load(`<meta http-equiv=refresh content="${content.replaceAll('"', '&quot;')}">`, html).refresh).toBe(
    refresh,
  );
  expect(load('', html, ['Refresh', content]).refresh).toBe(refresh);
  expect(load('', ['Content-Type', 'text/plain'], ['Refresh', content]).refresh).toBe(refresh);
});

const html = ['Content-Type', 'text/html'] as const;
const hidden = '<form method=post action=/callback><input type=hidden name=code value=1></form>';

it.each([
  [`<body onload="document.forms[0].submit()">${hidden}`, true],
  [`${hidden}<script>document.forms[0].submit();</script>`, true],
  [`${hidden}<script>window.onload = () => document.querySelector('form').requestSubmit()</script>`, true],
  [hidden, false],
  [`${hidden}<script src=/app.js></script>`, false],
  [`${hidden}${hidden}<script>document.forms[0].submit()</script>`, false],
  [`${hidden}<a href=/>Home</a><script>document.forms[0].submit()</script>`, false],
  [`${hidden}<script>button.onclick = () => form.submit()</script>`, false],
  ['<form><input name=user></form><script>document.forms[0].submit()</script>', false],
])('%s submits itself: %s', (body, submits) => {
  expect(load(body, html).autoForm !== undefined).toBe(submits);
});

it.each([
  [[], '', 'strict-origin-when-cross-origin'],
  [['no-referrer'], '', 'no-referrer'],
  [['no-referrer, future-policy'], '', 'no-referrer'],
  [['unsafe-url'], '<meta name=referrer content=ORIGIN>', 'origin'],
] as const)('takes the policy for Referer of %j and %s', (headers, meta, policy) => {
  const fields = headers.map((value) => ['Referrer-Policy', value] as const);
  expect(load(meta, html, ...fields).page.referrerPolicy).toBe(policy);
});

describe('of a hostile server', () => {
  const many = (text: string, count = 100_000) => text.repeat(count);
  // Each takes minutes or overflows the stack where its time or depth grows with the page.
  it.each([
    ['deep nesting', many('<div>')],
    ['deep formatting', many('<b>', 20_000)],
    ['deep tables', many('<table><tr><td>', 20_000)],
    ['links in links', many('<a href=x><object>', 20_000)],
    ['forms in tables', many('<table><form><input name=a>', 20_000)],
    ['templates in templates', many('<template>', 20_000)],
    ['attributes', `<p ${Array.from({ length: 50_000 }, (_, at) => `a${at}`).join(' ')}>`],
    ['spaces', `<p style="${many(' ')}">${many(' \n')}`],
    ['digits of a refresh', `<meta http-equiv=refresh content="${many('1')}x">`],
    ['fostered text', many('<table>x', 20_000)],
    ['an open script', `<script>${many('<!--<script>')}`],
    ['entities', many('&#x41;&amp')],
  ])('%s are read', (_, body) => {
    expect(page(`${body}end`).truncated).toBe(false);
  });

  it('elements that a parser creates again and again are cut', () => {
    const body = Array.from({ length: 5000 }, (_, at) => `<b c=${at}><p>${at} `).join('');
    expect(page(`<title>A</title>${body}`)).toMatchObject({ title: 'A', truncated: true });
  });

  it('the number of links and forms is limited', () => {
    expect(page(many('<a href=x>1</a>', 2000)).links).toHaveLength(1000);
    expect(page(many('<form></form>', 2000)).forms).toHaveLength(100);
  });

  it('no page makes it fail', () => {
    const piece = fc.constantFrom(
      ...'<form> <form id=a> </form> <input name=a> <input form=a name=__proto__> <select name=s> <option selected> <optgroup> <button> </button> <table> <tr> <td> </table> <template> </template> <svg> <math> <title> </title> <script> .submit() </script> <a href=x> <a href=http://[> <base href=//b> <meta http-equiv=refresh content=0;x> <meta name=referrer content=origin> <fieldset disabled> <legend> <b> <p> </p> <!-- --> <![CDATA[ ]]> <frameset> <noscript> <textarea> <body onload=a.submit()> & &amp &#0; &#xd800; \u0000 \u001b'.split(
        ' ',
      ),
    );
    const body = fc
      .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 5 })))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(
        body,
        fc.constantFrom('text/html', '', 'text/plain', 'text/html; charset=gbk'),
        (text, type) => {
          const { page: read } = load(text, ['Content-Type', type]);
          expect(read.text).not.toMatch(/^\s|\s\n/);
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('no bytes make it fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, type) => {
        expect(load(bytes, ['Content-Type', type]).page.url).toBe(url.href);
      }),
    );
  });
});
