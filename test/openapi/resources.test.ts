import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import {
  describeFile,
  describeStream,
  maxStreamBytes,
  uploadFile,
  uploadText,
} from '../../src/openapi/events.ts';
import { fetchAccount, isSeller } from '../../src/openapi/identity.ts';
import {
  activateLicense,
  activateLicenses,
  queryLicense,
  queryLicenses,
  reportLicenseUsage,
} from '../../src/openapi/licenses.ts';
import type { OpenApi } from '../../src/openapi/model.ts';
import { queryOrder } from '../../src/openapi/orders.ts';
import { client, type Reply, serve } from './server.ts';

const closing: (() => Promise<unknown>)[] = [];
const folder = mkdtempSync(join(tmpdir(), 'koo-openapi-'));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function against(...replies: Reply[]) {
  const server = await serve(replies);
  const made = client(server.url);
  closing.push(made.api.close, server.close);
  return { ...made, received: server.received };
}

const ok = (data?: unknown): Reply => ({
  body: JSON.stringify({ error_code: '92020000', error_msg: 'success', data }),
});

describe('identity', () => {
  test('fetches the account of a credential', async () => {
    const { api, received } = await against({
      body: '{"domains":[{"id":"d78c","name":"hw1","enabled":true}]}',
    });
    expect(await fetchAccount(api)).toEqual({ id: 'd78c', name: 'hw1' });
    expect(received[0]?.url.pathname).toBe('/v3/auth/domains');
  });

  test('does not accept a response without an account as a success', async () => {
    const { api } = await against({ body: '{"domains":[]}' });
    await expect(fetchAccount(api)).rejects.toMatchObject({ facts: { code: 'INCOMPLETE_ANSWER' } });
  });

  test('a seller, not a seller, and undecided', async () => {
    const { api, received } = await against(
      { body: '{"resultCode":"MKT.0000","orderInfo":{"orderId":"MOCKPERIODYEARNEW"}}' },
      { status: 401, body: '{"resultCode":"MKT.0151"}' },
      { status: 401, body: '{"resultCode":"MKT.0154"}' },
    );
    expect(await isSeller(api)).toBe(true);
    expect(await isSeller(api)).toBe(false);
    await expect(isSeller(api)).rejects.toMatchObject({ facts: { resultCode: 'MKT.0154' } });
    expect(received[0]?.url.search).toBe('?orderId=MOCKPERIODYEARNEW');
  });
});

test('orders', async () => {
  const { api, received } = await against({
    body: '{"resultCode":"MKT.0000","orderInfo":{"orderId":"CS1"}}',
  });
  expect(await queryOrder(api, { orderId: 'CS1', orderLineId: 'CS1-000001' })).toMatchObject({
    orderInfo: { orderId: 'CS1' },
  });
  expect(received[0]).toMatchObject({ method: 'GET' });
  expect(received[0]?.url.pathname).toBe('/api/mkp-openapi-public/global/v1/order/query');
  expect(received[0]?.url.search).toBe('?orderId=CS1&orderLineId=CS1-000001');
});

test.each([
  ['CS2 instead of CS1', { orderId: 'CS1' }, { orderId: 'CS2' }],
  ['MOCKPERIODYEARNEW instead of CS1', { orderId: 'CS1' }, { orderId: 'MOCKPERIODYEARNEW' }],
  [
    'CS1-000002,CS1-000003 instead of CS1-000001',
    { orderId: 'CS1', orderLineId: 'CS1-000001' },
    { orderId: 'CS1', orderLine: [{ orderLineId: 'CS1-000002' }, { orderLineId: 'CS1-000003' }] },
  ],
])('does not accept an answer about another order: %s', async (shown, query, orderInfo) => {
  const { api } = await against({ body: JSON.stringify({ resultCode: 'MKT.0000', orderInfo }) });
  await expect(queryOrder(api, query)).rejects.toMatchObject({
    facts: {
      category: 'business',
      code: 'OTHER_ORDER',
      message: { en: `The response is about another order: ${shown}` },
      details: { status: 200 },
    },
  });
});

test('accepts the line that was asked for, among others or alone', async () => {
  for (const lines of [['CS1-000001'], ['CS1-000002', 'CS1-000001']]) {
    const orderLine = lines.map((orderLineId) => ({ orderLineId }));
    const body = JSON.stringify({ resultCode: 'MKT.0000', orderInfo: { orderId: 'CS1', orderLine } });
    const { api } = await against({ body });
    await expect(queryOrder(api, { orderId: 'CS1', orderLineId: 'CS1-000001' })).resolves.toBeDefined();
  }
});

test.each([
  '{"resultCode":"MKT.0000"}',
  '{"resultCode":"MKT.0000","orderInfo":{}}',
  '{"resultCode":"MKT.0000","orderInfo":null}',
])('does not take a success without an order for an order: %s', async (body) => {
  const { api } = await against({ body });
  await expect(queryOrder(api, { orderId: 'CS1' })).rejects.toMatchObject({
    facts: {
      category: 'business',
      code: 'INCOMPLETE_ANSWER',
      message: { en: 'The response has no orderInfo' },
    },
  });
  // Hence it does not prove the role of the seller either.
  await expect(isSeller(api)).rejects.toMatchObject({ facts: { code: 'INCOMPLETE_ANSWER' } });
});

describe('licences', () => {
  const sent = (received: readonly { url: URL; body: Buffer }[]) =>
    received.map(({ url, body }) => [url.pathname.split('/global/')[1], JSON.parse(body.toString())]);

  test('parses the facts of a single one, JSON within a string', async () => {
    const { api, received } = await against(
      ok({ license_code_info: '{"status":"ALIVE","amount":2,"order_id":"CS123"}' }),
      ok({ license_code: 'PL1', status: 'EXPIRED' }),
    );
    expect(await activateLicense(api, 'PL1', '20260101000000')).toEqual({
      status: 'ALIVE',
      amount: 2,
      order_id: 'CS123',
    });
    expect(await queryLicense(api, 'PL1')).toEqual({ license_code: 'PL1', status: 'EXPIRED' });
    expect(sent(received)).toEqual([
      ['v1/license/activate', { license: 'PL1', real_effect_time: '20260101000000' }],
      ['v1/license/heartbeat', { license: 'PL1' }],
    ]);
  });

  test('several', async () => {
    const { api, received } = await against(
      ok(),
      ok([{ license_code: 'PL1' }, { license_code: 'PL2' }]),
      ok(),
    );
    await activateLicenses(api, ['PL1', 'PL2']);
    expect(await queryLicenses(api, ['PL1', 'PL2'])).toHaveLength(2);
    await reportLicenseUsage(api, [{ license: 'PL1', entries: [{ id: 'a' }, { active_num: 3 }] }]);
    expect(sent(received)).toEqual([
      ['v2/license/activate', { license_list: ['PL1', 'PL2'] }],
      ['v2/license/heartbeat', { license_list: ['PL1', 'PL2'] }],
      [
        'v2/license/software-usage-info',
        { usage_info: [{ license: 'PL1', software_usage_Info: [{ id: 'a' }, { active_num: 3 }] }] },
      ],
    ]);
  });

  test('takes the facts of an activation in any form, and none for what cannot be read', async () => {
    const { api } = await against(
      ok({ license_code_info: { status: 'ALIVE' } }),
      ok({ license_code_info: 'no JSON' }),
      ok({ license_code_info: '["ALIVE"]' }),
      ok({}),
      ok(),
    );
    expect(await activateLicense(api, 'PL1')).toEqual({ status: 'ALIVE' });
    for (let count = 0; count < 4; count += 1) expect(await activateLicense(api, 'PL1')).toEqual({});
  });

  test('returns what the server says about a report', async () => {
    const { api } = await against(ok({ check_fail_list: ['PL1'] }), ok());
    const usage = [{ license: 'PL1', entries: [] }];
    expect(await reportLicenseUsage(api, usage)).toEqual({ check_fail_list: ['PL1'] });
    expect(await reportLicenseUsage(api, usage)).toBeUndefined();
  });

  test.each<[string, boolean, (api: OpenApi) => Promise<unknown>]>([
    ['a query', true, (api) => queryLicense(api, 'PL1')],
    ['a query of several', true, (api) => queryLicenses(api, ['PL1'])],
    ['an activation', false, (api) => activateLicense(api, 'PL1')],
    ['an activation of several', false, (api) => activateLicenses(api, ['PL1'])],
    ['a report', false, (api) => reportLicenseUsage(api, [])],
  ])('%s is sent again after a broken connection: %s', async (_, isRepeated, call) => {
    const { api, received } = await against('reset', ok([]));
    if (isRepeated) await call(api);
    else await expect(call(api)).rejects.toMatchObject({ facts: { code: 'CONNECTION_RESET' } });
    expect(received.map(({ method }) => method)).toEqual(isRepeated ? ['POST', 'POST'] : ['POST']);
  });

  test('does not accept a batch query without a list as a success', async () => {
    const { api } = await against(ok({}));
    await expect(queryLicenses(api, ['PL1'])).rejects.toMatchObject({ facts: { code: 'INCOMPLETE_ANSWER' } });
  });
});

describe('event upload', () => {
  const done: Reply = { body: '{"error_code":"CBC.0000","error_msg":"Success"}' };

  async function parts(request: { headers: Record<string, unknown>; body: Buffer } | undefined) {
    const type = String(request?.headers['content-type']);
    expect(request?.headers).toMatchObject({
      'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD',
      'content-length': String(request?.body.length),
      authorization: expect.stringContaining('SignedHeaders=host;x-sdk-content-sha256;x-sdk-date,'),
    });
    return new Response(new Uint8Array(request?.body ?? []), {
      headers: { 'content-type': type },
    }).formData();
  }

  test.each([0, 1, 3_000_000])('a file of %i bytes, with its SHA-256', async (size) => {
    const { api, received } = await against(done);
    const name = 'licence "1" 中.lic';
    const path = join(mkdtempSync(`${folder}-`), name);
    closing.push(async () => rmSync(join(path, '..'), { recursive: true }));
    const content = randomBytes(size);
    writeFileSync(path, content);
    const file = await describeFile(path);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(file).toMatchObject({ name, bytes: size, sha256 });
    await uploadFile(api, 'EV 1/2', file);
    expect(received[0]?.url.pathname).toBe('/api/mkp-openapi-public/global/v1/market-event/EV%201%2F2/file');
    const form = await parts(received[0]);
    const facts = form.get('isvUpdateFileReq') as string;
    expect(JSON.parse(facts)).toEqual({ type: 'FILE', sha256, file_name: name });
    const sent = form.get('file') as File;
    expect(sent.name).toBe(name);
    expect(Buffer.from(await sent.arrayBuffer()).equals(content)).toBe(true);
  });

  test.each([
    ['grew', 'content and more'],
    ['shrank', 'con'],
    ['is another', 'CONTENT'],
    ['is gone', undefined],
  ])('fails for a file that %s since it was described', async (_, now) => {
    const { api, received } = await against(done);
    const path = join(mkdtempSync(`${folder}-`), 'l.lic');
    closing.push(async () => rmSync(join(path, '..'), { recursive: true }));
    writeFileSync(path, 'content');
    const file = await describeFile(path);
    if (now === undefined) rmSync(path);
    else writeFileSync(path, now);
    await expect(uploadFile(api, 'EV1', file)).rejects.toMatchObject({
      facts: { category: 'usage', code: 'FILE_CHANGED' },
    });
    expect(received).toHaveLength(0);
  });

  test('text', async () => {
    const { api, received } = await against(done);
    await uploadText(api, 'EV1', 'XX-"中"');
    const form = await parts(received[0]);
    expect([...form.keys()]).toEqual(['isvUpdateFileReq']);
    expect(JSON.parse(form.get('isvUpdateFileReq') as string)).toEqual({
      type: 'CHARACTERS',
      characters: 'XX-"中"',
    });
  });

  test('is exactly one part, or two with a file', async () => {
    const { api, received } = await against(done);
    await uploadText(api, 'EV1', 'a');
    const file = { name: 'a"\r\n.lic', bytes: 3, sha256: 'ab', open: () => [Buffer.from('xyz')] };
    await uploadFile(api, 'EV1', file);
    const bodies = received.map(({ headers, body }) =>
      body.toString().replaceAll(/boundary=(.*)/.exec(String(headers['content-type']))?.[1] ?? '', 'B'),
    );
    const facts = (json: string) =>
      `--B\r\nContent-Disposition: form-data; name="isvUpdateFileReq"\r\nContent-Type: application/json\r\n\r\n${json}\r\n`;
    expect(bodies).toEqual([
      `${facts('{"type":"CHARACTERS","characters":"a"}')}--B--\r\n`,
      `${facts('{"type":"FILE","sha256":"ab","file_name":"a\\"\\r\\n.lic"}')}--B\r\nContent-Disposition: form-data; name="file"; filename="a%22%0D%0A.lic"\r\nContent-Type: application/octet-stream\r\n\r\nxyz\r\n--B--\r\n`,
    ]);
  });

  test('a stream is read as a file, up to the longest length', async () => {
    const streamOf = async function* (...sizes: readonly number[]) {
      for (const size of sizes) yield Buffer.alloc(size, 1);
    };
    const file = await describeStream(streamOf(maxStreamBytes - 2, 1, 1), 'a.lic');
    expect(file).toMatchObject({
      name: 'a.lic',
      bytes: maxStreamBytes,
      sha256: createHash('sha256').update(Buffer.alloc(maxStreamBytes, 1)).digest('hex'),
    });
    const content = await buffer(Readable.from(file?.open() ?? []));
    expect(content.equals(Buffer.alloc(maxStreamBytes, 1))).toBe(true);
    let read = 0;
    const endless = async function* () {
      for (; ; read += 1) yield Buffer.alloc(maxStreamBytes / 2);
    };
    expect(await describeStream(endless(), 'a.lic')).toBeUndefined();
    expect(read).toBe(2);
  });

  test('takes neither a device nor a folder, nor a file that is not there', async () => {
    await expect(describeFile('/dev/null')).rejects.toMatchObject({
      facts: { category: 'usage', code: 'UNREADABLE_FILE' },
    });
    await expect(describeFile(tmpdir())).rejects.toMatchObject({ code: 'EISDIR' });
    await expect(describeFile(join(tmpdir(), 'koo-none', 'x'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('says why a file could not be read, and is the network error for anything else', async () => {
    const { api } = await against('reset');
    const path = join(mkdtempSync(`${folder}-`), 'l.lic');
    closing.push(async () => rmSync(join(path, '..'), { recursive: true }));
    writeFileSync(path, 'content');
    const file = await describeFile(path);
    await expect(uploadFile(api, 'EV1', file)).rejects.toMatchObject({ facts: { code: 'CONNECTION_RESET' } });
    rmSync(path);
    const gone = await uploadFile(api, 'EV1', file).catch((error: unknown) => error);
    expect(gone).toMatchObject({ facts: { code: 'FILE_CHANGED' }, cause: { code: 'ENOENT' } });
    const open = () => {
      throw new Error('x');
    };
    await expect(uploadFile(api, 'EV1', { ...file, open })).rejects.toMatchObject({
      facts: { category: 'network' },
    });
  });

  test('is read again after throttling, and not sent twice after a failure', async () => {
    const { api, received } = await against({ status: 429 }, done);
    await uploadText(api, 'EV1', 'text');
    expect(received.map(({ body }) => body.length)).toEqual([
      received[0]?.body.length,
      received[0]?.body.length,
    ]);
    const failing = await against({ status: 500, body: '{"error_code":"CBC.0999"}' });
    await expect(uploadText(failing.api, 'EV1', 'text')).rejects.toMatchObject({
      facts: { resultCode: 'CBC.0999', category: 'business' },
    });
    expect(failing.received).toHaveLength(1);
  });
});
