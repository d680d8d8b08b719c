import { request as send } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { accounts, sandboxCredential, sandboxSeller } from '../../../../src/sandbox/state/accounts.ts';
import { correctDraft, type SdkInput, signDraft } from '../../../../src/signing/mistakes/sdk-hmac/draft.ts';
import { explainSdkSignature, sdkMistakes } from '../../../../src/signing/mistakes/sdk-hmac/explain.ts';
import { explainUsageSignature, usageMistakes } from '../../../../src/signing/mistakes/usage.ts';
import { type OpenConsole, openConsole } from '../../../support/console.ts';
import { api, post, push, record, send as sendSigned, usagePath } from '../../harness.ts';

const orderQuery = `${api}/v1/order/query?orderId=MOCKPERIODYEARNEW`;

/** Sends exactly these headers. */
function sendRaw(
  { sandbox }: OpenConsole,
  method: string,
  path: string,
  headers: readonly (readonly [string, string])[],
  body = '',
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = send(`${sandbox.url}${path}`, { method, setHost: false }, (reply) => {
      reply.resume().on('end', resolve);
    });
    for (const [name, value] of headers) request.setHeader(name, value);
    request.on('error', reject).end(body);
  });
}

/** The page of a request, once it is in the log. */
function pageOf(browser: OpenConsole, id: number) {
  return vi.waitFor(async () => {
    const page = await browser.get(`/requests/${id}`);
    expect(page.status).toBe(200);
    return page;
  }, 10_000);
}

function rowsOf(html: string): number {
  return (html.match(/<tr>/g)?.length ?? 1) - 1;
}

describe('the list', () => {
  test('says how to send a first request', async () => {
    const { text } = await (await openConsole()).get('/requests');
    expect(text).toContain('The sandbox has not received any request yet.');
    expect(text).toContain('koo order get MOCKPERIODYEARNEW --site sandbox');
  });

  test('shows the latest first, limited to failures, a path or a text', async () => {
    const browser = await openConsole();
    const { sandbox } = browser;
    await sendSigned(sandbox, orderQuery);
    await sendSigned(sandbox, `${api}/v1/order/query?orderId=unknown-order`);
    await push(sandbox, [record({ metering_sn: 'needle' })]);
    await pageOf(browser, 3);
    const all = await browser.get('/requests');
    expect(rowsOf(all.html)).toBe(3);
    expect(all.html.indexOf('isv/usage-data')).toBeLessThan(all.html.indexOf('order/query'));
    expect(all.text).toContain('200 MKT.0000');
    const failed = await browser.get('/requests?failed=true');
    expect(rowsOf(failed.html)).toBe(1);
    expect(failed.html).toContain('/requests/2"');
    const ofPath = await browser.get('/requests?path=USAGE-data');
    expect(rowsOf(ofPath.html)).toBe(1);
    expect(ofPath.html).toContain('/requests/3"');
    const ofText = await browser.get('/requests?text=needle');
    expect(rowsOf(ofText.html)).toBe(1);
    expect(ofText.html).toContain('value="needle"');
    expect((await browser.get('/requests?text=nothing-like-it')).text).toContain('No request matches.');
  });

  test('a response with HTTP 200 and a code of an error is a failure', async () => {
    const browser = await openConsole();
    await post(browser.sandbox, `${api}/v1/license/activate`, { license: 'NO-SUCH-LICENCE' });
    await pageOf(browser, 1);
    const { text } = await browser.get('/requests?failed=true');
    expect(text).toMatch(/200 9\d{7}/);
  });

  test('has pages of 50', async () => {
    const browser = await openConsole();
    await Promise.all(Array.from({ length: 51 }, () => sendSigned(browser.sandbox, orderQuery)));
    await pageOf(browser, 51);
    const first = await browser.get('/requests?path=order');
    expect(rowsOf(first.html)).toBe(50);
    const older = /href="\/console(\/requests\?[^"]*before=\d+[^"]*)"/.exec(first.html)?.[1] ?? '';
    const second = await browser.get(older.replaceAll('&amp;', '&'));
    expect(rowsOf(second.html)).toBe(1);
    expect(second.html).toContain('path=order">Latest');
    expect(second.html).not.toContain('>Earlier ones<');
  });
});

describe('one request', () => {
  test('is shown whole, its bodies indented', async () => {
    const browser = await openConsole();
    await push(browser.sandbox, [record({ metering_sn: 'sn-whole', instance_id: 'nobody' })]);
    const { text, html } = await pageOf(browser, 1);
    expect(text).toContain(`POST ${usagePath}`);
    expect(html).toContain('&quot;usage_records&quot;: [\n');
    expect(html).toContain('&quot;error_code&quot;: &quot;001&quot;');
    expect(text).toContain('koo_sandbox_seller');
    expect(html.match(/<span class="badge good">right</g)).toHaveLength(2);
  });

  test('can be copied as curl only with the body that was sent', async () => {
    const browser = await openConsole();
    await post(browser.sandbox, `${api}/v1/license/activate`, { license: 'small' });
    await post(browser.sandbox, `${api}/v1/license/activate`, { license: 'l'.repeat(70_000) });
    expect((await pageOf(browser, 1)).text).toContain('Copy as curl');
    const { text } = await pageOf(browser, 2);
    expect(text).toContain('The body was not kept');
    expect(text).not.toContain('Copy as curl');
  });

  test('says that secrets are left out of it', async () => {
    const browser = await openConsole();
    await sendSigned(browser.sandbox, orderQuery);
    await sendRaw(browser, 'GET', orderQuery, [
      ['Host', new URL(browser.sandbox.url).host],
      ['Cookie', 'session=mine'],
    ]);
    expect((await pageOf(browser, 1)).text).not.toContain('secrets are replaced');
    expect((await pageOf(browser, 2)).text).toContain('secrets are replaced');
  });

  test.each(['/requests/1', '/requests/x', '/requests/9e99'])('%s that is not in the log', async (path) => {
    const { status, text } = await (await openConsole()).get(path);
    expect(status).toBe(404);
    expect(text).toContain('The log has no such request');
  });

  test('without a signature says what is missing', async () => {
    const browser = await openConsole();
    await fetch(`${browser.sandbox.url}${orderQuery}`);
    const { text } = await pageOf(browser, 1);
    expect(text).toContain('the Authorization header is missing');
    expect(text).toContain('401 APIGW.0301');
  });

  test('is Chinese for a Chinese browser', async () => {
    const browser = await openConsole();
    await fetch(`${browser.sandbox.url}${orderQuery}`);
    await pageOf(browser, 1);
    const { text } = await browser.in('zh').get('/requests/1');
    expect(text).toContain('原因 x-auth-token not found（缺少 Authorization 请求头）');
    expect(text).toContain('AK/SK 签名 错误 缺少 Authorization 请求头');
  });
});

describe('every known mistake in the AK/SK signature', () => {
  test('is explained, with the first difference marked', async () => {
    const browser = await openConsole();
    const { sandbox } = browser;
    const wrong = sdkMistakes.flatMap(({ cause, changes }) => {
      const input = inputOf(sandbox.url);
      const correct = correctDraft(input);
      const signatures = changes(correct, input).map((change) => signDraft({ ...correct, ...change }));
      // Another mistake may have the same result.
      const signature = signatures.find((one) => explainSdkSignature(input, one)?.cause === cause);
      return signature === undefined || /[^!-~]/.test(signature) ? [] : [{ cause, input, signature }];
    });
    expect(wrong.length).toBeGreaterThan(30);
    for (const { input, signature } of wrong) {
      const { method, url, headers, body } = input.request;
      const authorization = `SDK-HMAC-SHA256 Access=${input.ak}, SignedHeaders=${input.signed.join(';')}, Signature=${signature}`;
      await sendRaw(
        browser,
        method,
        url.pathname + url.search,
        [...headers, ['Authorization', authorization]],
        String(body),
      );
    }
    await pageOf(browser, wrong.length);
    for (const [index, { cause, input, signature }] of wrong.entries()) {
      const { html, text } = await browser.get(`/requests/${index + 1}`);
      expect(text).toContain(`Cause ${cause}`);
      expect(text).toContain(explainSdkSignature(input, signature)?.text.en.replace(/\s+/g, ' '));
      expect(html).not.toContain(sandboxCredential.sk);
    }
  });

  test('marks where the two canonical requests part', async () => {
    const browser = await openConsole();
    const input = inputOf(browser.sandbox.url);
    const correct = correctDraft(input);
    const signature = signDraft({ ...correct, path: correct.path.replace(/\/$/, '') });
    const authorization = `SDK-HMAC-SHA256 Access=${input.ak}, SignedHeaders=${input.signed.join(';')}, Signature=${signature}`;
    const { method, url, headers, body } = input.request;
    await sendRaw(
      browser,
      method,
      url.pathname + url.search,
      [...headers, ['Authorization', authorization]],
      String(body),
    );
    const { text, html } = await pageOf(browser, 1);
    expect(text).toContain('The canonical path must end with "/"');
    expect(text).toContain('First difference path');
    const unmarked = html.replaceAll(/<.?mark>/g, '');
    expect(unmarked).toContain(`<dt>Given</dt><dd><code>${signature}</code>`);
    expect(unmarked).toContain(`<dt>Expected</dt><dd><code>${signDraft(correct)}</code>`);
    expect(html).toContain('<mark>/</mark>');
    expect(html).toContain('<mark>↵</mark>');
  });
});

describe('every known mistake in the signature of the usage push', () => {
  test('is explained', async () => {
    const browser = await openConsole();
    const ts = String(Date.now());
    const { accessKey: key, credential } = sandboxSeller;
    const { end_time, ...rest } = record();
    const sent = JSON.stringify({ usage_records: [{ end_time, ...rest }] });
    const body = JSON.stringify({
      usage_records: [
        Object.fromEntries(Object.entries({ end_time, ...rest }).sort(([a], [b]) => (a < b ? -1 : 1))),
      ],
    });
    for (const [index, { cause, sign }] of usageMistakes.entries()) {
      const nonce = `nonce-${index}`;
      const input = { key, sk: credential.sk, ts, nonce, body, sent };
      const signature = [sign(input) ?? []]
        .flat()
        .find((one) => explainUsageSignature(input, one)?.cause === cause);
      if (signature === undefined) throw new Error(`${cause} makes no difference`);
      const headers = Object.entries({ 'Content-Type': 'application/json', ts, nonce, signature });
      await sendSigned(browser.sandbox, usagePath, { headers, body: sent });
    }
    await pageOf(browser, usageMistakes.length);
    for (const [index, { cause, text }] of usageMistakes.entries()) {
      const page = await browser.get(`/requests/${index + 1}`);
      expect(page.text).toContain(`Cause ${cause}`);
      expect(page.text).toContain(text.en);
      for (const secret of secrets) expect(page.html).not.toContain(secret);
    }
  });

  test('a right one is shown as right, also with a key that a connection has stored', async () => {
    const browser = await openConsole();
    await browser.act({
      do: 'connect',
      product: 'OFFI758576253042421760',
      url: 'http://127.0.0.1:9/saasproduce',
      protocols: ['v2'],
      keys: { base: 'a-key-of-the-merchant' },
    });
    await push(browser.sandbox, [record()], { key: 'a-key-of-the-merchant' });
    const { text, html } = await pageOf(browser, 1);
    expect(html.match(/<span class="badge good">right</g)).toHaveLength(2);
    expect(text).not.toContain('Expected');
    expect(html).not.toContain('a-key-of-the-merchant');
  });

  test('an unknown one is not', async () => {
    const browser = await openConsole();
    await push(browser.sandbox, [record()], { key: 'another-key' });
    const { text } = await pageOf(browser, 1);
    expect(text).toContain('The signature matches no known mistake');
    expect(text).toContain('Expected');
    expect(text).toContain('Given');
  });
});

const secrets = accounts.flatMap(({ accessKey, credential, temporary }) => [
  accessKey,
  credential.sk,
  temporary.sk,
  temporary.securityToken ?? '',
]);

test('hostile values are text, and bounded', async () => {
  const browser = await openConsole();
  const script = '<script>alert(1)</script>';
  await sendRaw(
    browser,
    'GET',
    `/x/%3Cscript%3E/${'p'.repeat(5000)}?q=${script}\u202e`.replace('\u202e', '%E2%80%AE'),
    [
      ['Host', new URL(browser.sandbox.url).host],
      ['X-Evil', `${script}`],
      ['Authorization', `SDK-HMAC-SHA256 Access=${script}, SignedHeaders=host, Signature=${script}`],
    ],
  );
  await post(browser.sandbox, `${api}/v1/license/activate`, {
    evil: script,
    bell: '\u0007',
    bidi: '\u202e',
    more: 'm'.repeat(60_000),
  });
  await pageOf(browser, 2);
  for (const path of [
    '/requests',
    '/requests/1',
    '/requests/2',
    `/requests?text=${encodeURIComponent(script)}`,
  ]) {
    const { html } = await browser.get(path);
    expect(html).not.toContain('<script>alert');
    expect(html).not.toMatch(/[\u0007\u202e]/);
    expect(html.length).toBeLessThan(300_000);
  }
  expect((await browser.get('/requests')).html.length).toBeLessThan(30_000);
});

test('a secret that was sent in the wrong place is on no page', async () => {
  const browser = await openConsole();
  const { sandbox } = browser;
  await sendRaw(browser, 'GET', `${orderQuery}&sk=${sandboxCredential.sk}`, [
    ['Host', new URL(sandbox.url).host],
    ['X-Security-Token', 'some-token-of-mine'],
    ['Cookie', 'session=mine'],
    ['Authorization', `SDK-HMAC-SHA256 Access=${sandboxCredential.sk}, SignedHeaders=host, Signature=0`],
  ]);
  await post(sandbox, `${api}/v1/license/activate`, { key: sandboxSeller.accessKey });
  await pageOf(browser, 2);
  for (const path of ['/requests', '/requests/1', '/requests/2']) {
    const { html } = await browser.get(path);
    for (const secret of [...secrets, 'some-token-of-mine', 'session=mine'])
      expect(html).not.toContain(secret);
  }
});

/** A request in which most mistakes make a difference. */
function inputOf(url: string): SdkInput {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const target = new URL('/api/a%20b(1)%E4%B8%AD/query?z=%E4%B8%AD%20*~&empty=&a=%2F2', url);
  return {
    request: {
      method: 'POST',
      url: target,
      headers: [
        ['Host', target.host],
        ['Content-Type', 'application/json; charset=utf-8'],
        ['X-Sdk-Date', date],
        ['User-Agent', 'shop/1'],
      ],
      body: '{"b":"é", "a": [1, 2]}\r\n',
    },
    signed: ['content-type', 'host', 'x-sdk-date'],
    date,
    ak: sandboxCredential.ak,
    sk: sandboxCredential.sk,
    others: accounts.filter((one) => one !== sandboxSeller).map(({ credential }) => credential),
  };
}
