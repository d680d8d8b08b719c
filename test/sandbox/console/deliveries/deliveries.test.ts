import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { type OpenConsole, openConsole } from '../../../support/console.ts';
import { serveMerchant } from '../hostile-server.ts';

const office = 'OFFI758576253042421760';
const tool = 'OFFI758576253042421761';
const key = 'the-access-key-of-this-test-0001';

const json = { 'Content-Type': 'application/json' };

async function connect(browser: OpenConsole, url: string, product = office): Promise<void> {
  await browser.act({ do: 'clock', mode: 'virtual', to: '2026-03-02T02:00:00.000Z' });
  const protocols = product === office ? (['v2'] as const) : (['v1'] as const);
  await browser.act({ do: 'connect', product, url, protocols: [...protocols], keys: { base: key } });
}

/** A server that breaks, as long as `answer` does not say otherwise. */
async function buyFrom(answer: { code: string } = { code: '000005' }): Promise<OpenConsole> {
  const browser = await openConsole();
  const url = await serveMerchant((_request, response) => {
    const info = [{ instanceId: 'i-1' }];
    response.writeHead(200, json);
    response.end(JSON.stringify({ resultCode: answer.code, resultMsg: 'said', instanceId: 'i-1', info }));
  });
  await connect(browser, url);
  await browser.act({ do: 'buy', product: office, buyer: 'alice', period: '1y' });
  return browser;
}

describe('the list', () => {
  test('says what to do where there is none', async () => {
    const { text } = await (await openConsole()).get('/deliveries');
    expect(text).toContain('KooGallery has not called your server yet');
    expect(text).toContain('koo sandbox buy');
  });

  test('shows the latest first, with what came of them and what comes next', async () => {
    const answer = { code: '000000' };
    const browser = await buyFrom(answer);
    answer.code = '000005';
    await browser.act({ do: 'buy', product: office, buyer: 'bob', period: '1y' });
    const { text, html } = await browser.get('/deliveries');
    expect(text).toMatch(
      /newInstance v2 · 3 under way failed resultCode 000005 \(other internal error\).*v2 · 2 succeeded accepted/,
    );
    expect(html).toContain('href="/console/deliveries/3"');
    expect(text).toContain('2026-03-02 10:02:00');
    expect((await browser.in('zh').get('/deliveries')).text).toContain('投递记录');
  });

  test.each([
    ['state=succeeded', [2, 1]],
    ['state=failing', [3]],
    ['state=nonsense', [3, 2, 1]],
    [`product=${office}`, [3, 2, 1]],
    ['product=other', []],
    ['activity=queryInstance', [2]],
    ['instance=i-1', [2, 1]],
    ['text=000005', [3]],
    ['text=INTERNAL+ERROR', [3]],
    ['text=%25', []],
    ['text=_', []],
    ['before=3', [2, 1]],
    ['before=x', [3, 2, 1]],
    ['activity=newInstance&state=succeeded', [1]],
  ])('is limited by %s', async (query, expected) => {
    const answer = { code: '000000' };
    const browser = await buyFrom(answer);
    answer.code = '000005';
    await browser.act({ do: 'buy', product: office, buyer: 'bob', period: '1y' });
    const { html, text } = await browser.get(`/deliveries?${query}`);
    const shown = [...html.matchAll(/href="\/console\/deliveries\/(\d+)"/g)].map(([, id]) => Number(id));
    expect(shown).toEqual(expected);
    if (shown.length === 0) expect(text).toContain('No delivery matches.');
  });

  test('keeps what was typed where no instance has that name', async () => {
    const { html, status, text } = await (await buyFrom()).get('/deliveries?instance=nothing&state=active');
    expect(status).toBe(200);
    expect(text).toContain('The sandbox has no instance, order or licence nothing');
    expect(html).toMatch(/name="instance"[^>]*value="nothing"/);
    expect(text).toContain('No delivery matches.');
  });

  test('of many has pages, which find each of them once', async () => {
    const browser = await buyFrom();
    const database = new DatabaseSync(join(browser.stateFolder, 'sandbox', 'sandbox.db'));
    database.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
       INSERT INTO market_deliveries (queue, instance, product, order_id, state, started_at, attempts, document)
       SELECT 'q' || i, instance, product, order_id, 'succeeded', started_at, 0, document
       FROM n, market_deliveries WHERE id = 1`,
    );
    database.close();
    const found: number[] = [];
    let path = '/deliveries?state=succeeded';
    for (let pages = 1; pages <= 3; pages += 1) {
      const { html } = await browser.get(path);
      found.push(...[...html.matchAll(/href="\/console\/deliveries\/(\d+)"/g)].map(([, id]) => Number(id)));
      const next = /href="\/console(\/deliveries\?[^"]*before=[^"]*)"/.exec(html)?.[1];
      expect(next === undefined).toBe(pages === 3);
      path = next?.replaceAll('&amp;', '&') ?? '';
    }
    expect(found).toEqual(Array.from({ length: 120 }, (_, index) => 121 - index));
  });
});

describe('a delivery', () => {
  test('shows its attempts, the last of them whole, and what comes next', async () => {
    const browser = await buyFrom();
    await browser.act({ do: 'clock', next: true });
    const { text, html } = await browser.get('/deliveries/1');
    expect(text).toContain('It has failed so far, and is attempted again.');
    expect(text).toContain('Attempt 2');
    expect(text).toMatch(/What comes next .* newInstance, attempt 3 .* fails, unless it is delivered before/);
    expect(text).toMatch(
      /Delivery 1 is still being attempted Next attempt: 2026-03-02 10:04:00 · Move the clock/,
    );
    expect(text).toMatch(/Order CS\w+ · Purchase · processing/);
    expect((await browser.in('zh').get('/deliveries/1')).text).toMatch(/CS\w+ · 新购 · 处理中/);
    expect(html).toContain('href="/console/deliveries/1?attempt=1"');
    // The first attempt has another nonce.
    const nonce = (page: string) => /nonce=(\w+)/.exec(page)?.[1];
    const first = await browser.get('/deliveries/1?attempt=1');
    expect(first.text).toContain('Attempt 1');
    expect(nonce(first.html)).not.toBe(nonce(html));
    expect(nonce((await browser.get('/deliveries/1?attempt=7')).html)).toBe(nonce(html));
  });

  test('of a query shows when the order fails that waits for it', async () => {
    const browser = await buyFrom({ code: '000004' });
    await browser.act({ do: 'clock', next: true });
    expect((await browser.get('/deliveries/2')).text).toMatch(
      /Delivery 2: queryInstance .* What comes next .* queryInstance, attempt 2 .* fails, unless it is delivered before/,
    );
  });

  test('shows verdict, problems, result code, signature step by step and the curl command', async () => {
    const { text, html } = await (await buyFrom()).get('/deliveries/1');
    expect(text).toContain('RESULT Expected resultCode 000000 (success)');
    expect(text).toContain('000005: other internal error');
    expect(text).toContain('koo codes 000005');
    expect(text).toMatch(/&lt;accessKey&gt;|<accessKey>/);
    expect(text).toContain('HMAC-SHA256 of this JSON with the access key, in lower-case hex');
    expect(html).toMatch(/data-copy="curl -i -X POST/);
    expect(html).not.toContain(key);
  });

  test('that is given up can be sent again', async () => {
    const answer = { code: '000005' };
    const browser = await buyFrom(answer);
    await browser.act({ do: 'clock', advance: 119 * 60_000 });
    const before = await browser.get('/deliveries/1');
    expect(before.text).toContain('The order is paid, but not delivered.');
    expect(before.html).toContain('value="resend"');
    const failed = await browser.post('/deliveries/1', { do: 'resend' });
    expect(failed.text).toContain('Sent again: resultCode 000005');
    answer.code = '000000';
    const sent = await browser.post('/deliveries/1', { do: 'resend' });
    expect(sent.text).toContain('Sent again: resultCode 000000');
    expect(sent.text).toContain('Your server has taken the order and returned an instance.');
    expect(sent.path).toBe('/deliveries/1');
  });

  test('that would take back a later one is sent again only where the page has said so', async () => {
    const browser = await buyFrom({ code: '000000' });
    for (const _ of [1, 2]) await browser.act({ do: 'renew', instance: 'i-1' });
    const older = await browser.get('/deliveries/3');
    expect(older.text).toContain('is older than refreshInstance (delivery 4)');
    expect(older.html).toContain('value="resend-anyway"');
    expect((await browser.get('/deliveries/4')).html).toContain('value="resend"');
    const refused = await browser.post('/deliveries/3', { do: 'resend' });
    expect(refused.status).toBe(422);
    const sent = await browser.post('/deliveries/3', { do: 'resend-anyway' });
    expect(sent.text).toContain('Sent again: resultCode 000000');
  });

  test('that is under way is not sent again', async () => {
    const browser = await buyFrom();
    expect((await browser.get('/deliveries/1')).html).not.toContain('value="resend"');
    const refused = await browser.post('/deliveries/1', { do: 'resend' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Delivery 1 is still being attempted');
  });

  test.each(['/deliveries/2', '/deliveries/0', '/deliveries/x', '/deliveries/99999999999999999999'])(
    '%s is not there',
    async (path) => {
      const { status, text } = await (await buyFrom()).get(path);
      expect(status).toBe(404);
      expect(text).toContain('The sandbox has no such delivery.');
    },
  );

  test('says that what was sent is not kept any more', async () => {
    const browser = await buyFrom();
    const database = new DatabaseSync(join(browser.stateFolder, 'sandbox', 'sandbox.db'));
    database.exec('DELETE FROM market_exchanges');
    database.close();
    expect((await browser.get('/deliveries/1')).text).toContain('kept of the latest attempts only');
  });
});

describe('the text that the server signed', () => {
  test('is compared at once, and is not stored', async () => {
    const browser = await buyFrom();
    const { html } = await browser.get('/deliveries/1');
    const payload = /data-copy="curl[\s\S]*?--data-binary &#39;([\s\S]*?)&#39;"/.exec(html)?.[1];
    const body = payload?.replaceAll('&quot;', '"') ?? '';
    expect(body).toContain('"activity":"newInstance"');
    const equal = await browser.post('/deliveries/1?attempt=1', { do: 'compare', signed: body });
    expect(equal.status).toBe(200);
    expect(equal.text).toContain('The text is right.');
    const other = await browser.post('/deliveries/1?attempt=1', {
      do: 'compare',
      signed: body.replace('newInstance', 'newinstance'),
    });
    expect(other.text).toContain('The text differs in activity.');
    expect(other.html).toMatch(/<mark>I<\/mark>[\s\S]*<mark>i<\/mark>/);
    expect(other.html).toContain('id="compare" data-kept=""');
    expect((await browser.get('/deliveries/1')).html).not.toContain('newinstance');
  });

  test('comes back without the access key', async () => {
    const browser = await buyFrom();
    const signed = `${key}<script>alert(1)</script>`;
    const { html, text } = await browser.post('/deliveries/1', { do: 'compare', signed });
    expect(html).not.toContain(key);
    expect(html).not.toContain('<script>alert');
    expect(text).toContain('<script>alert(1)</script>');
  });
});

describe('a hostile server', () => {
  const script = '</pre></code><script>alert("x")</script><img src=x onerror=alert(1)>"\'&#x3c;';

  test.each([
    [
      'script in each field',
      Buffer.from(
        JSON.stringify(
          Object.fromEntries(['resultCode', 'resultMsg', 'instanceId', script].map((name) => [name, script])),
        ),
      ),
      {},
    ],
    ['an HTML page', Buffer.from(`<html>${script}</html>`), { 'Content-Type': `text/html;x=${script}` }],
    ['headers', Buffer.from('{}'), { 'X-Evil': script, 'Body-Sign': script }],
    ['a redirect', Buffer.from(''), { Location: 'javascript:alert(1)' }, 302],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x32, 0x4a, 0x7d]), {}],
    [
      'controls and marks',
      Buffer.from(`{"resultCode":"000005","resultMsg":"a\\u0000\u202e\u0007\u009b2J${'x'.repeat(5)}"}`),
      {},
    ],
  ] as const)('is shown as text: %s', async (_, body, headers, status: number = 200) => {
    const browser = await openConsole();
    const url = await serveMerchant((_request, response) => {
      response.writeHead(status, { ...json, ...headers });
      response.end(body);
    });
    await connect(browser, url, tool);
    await browser.act({ do: 'buy', product: tool, buyer: 'alice' });
    for (const language of ['en', 'zh'] as const) {
      for (const path of ['/deliveries', '/deliveries/1', '/deliveries?text=script']) {
        const { html, status: shown } = await browser.in(language).get(path);
        expect(shown).toBe(200);
        expect(html).not.toMatch(
          /<script(?! src="\/console\/assets)|<img|onerror=alert\(1\)>|href="javascript/i,
        );
        expect(html).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
        expect(html).not.toContain(key);
      }
    }
  });

  test('with a body of a mebibyte makes no long page', async () => {
    const browser = await openConsole();
    const long = `${script}${'<b>&'.repeat(256 * 1024)}`;
    const url = await serveMerchant((_request, response) => {
      response.writeHead(200, { ...json, 'X-Long': 'x'.repeat(8000) });
      response.end(JSON.stringify({ resultCode: '000005', resultMsg: long, instanceId: long }));
    });
    await connect(browser, url, tool);
    await browser.act({ do: 'buy', product: tool, buyer: 'alice' });
    const { html, text } = await browser.get('/deliveries/1');
    expect(html.length).toBeLessThan(400_000);
    expect(text).toContain('more characters, not shown here');
    expect((await browser.get('/deliveries')).html.length).toBeLessThan(50_000);
  });

  test('that returns its access key does not get it onto a page', async () => {
    const browser = await openConsole();
    const base64 = Buffer.from(`x${key}`).toString('base64');
    const url = await serveMerchant((_request, response) => {
      response.writeHead(200, { ...json, 'X-Key': key, 'X-Base64': base64 });
      response.end(JSON.stringify({ resultCode: key, resultMsg: `my key is ${key}`, instanceId: base64 }));
    });
    await connect(browser, url, tool);
    await browser.act({ do: 'buy', product: tool, buyer: key });
    for (const path of ['/deliveries', '/deliveries/1']) {
      const { html } = await browser.get(path);
      expect(html).not.toContain(key);
      expect(html).not.toContain(base64);
    }
  });
});
