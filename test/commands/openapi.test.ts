import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { runUpload } from '../../src/calls/cli/event.ts';
import { interrupt } from '../../src/cli/interrupt.ts';
import ApiSign from '../../src/commands/api/sign.ts';
import ApiVerify from '../../src/commands/api/verify.ts';
import Api from '../../src/commands/api.ts';
import EventUpload from '../../src/commands/event/upload.ts';
import LicenseActivate from '../../src/commands/license/activate.ts';
import LicenseQuery from '../../src/commands/license/query.ts';
import LicenseStats from '../../src/commands/license/stats.ts';
import OrderGet from '../../src/commands/order/get.ts';
import { hmacSha256, sha256 } from '../../src/signing/bytes.ts';
import { signRequest } from '../../src/signing/sdk-hmac.ts';
import { credential, type Reply } from '../openapi/server.ts';
import { hostOf } from '../support/host.ts';
import { against, server, temporaryFile } from './openapi-world.ts';
import { runCommand } from './run.ts';

const order = {
  resultCode: 'MKT.0000',
  resultMsg: 'Success',
  orderInfo: {
    orderId: 'CS1',
    orderType: 'NEW',
    createTime: '20260131080000',
    orderLine: [
      {
        orderLineId: 'CS1-000001',
        chargingMode: 'PERIOD',
        periodType: 'year',
        periodNumber: 1,
        expireTime: '20270131155959',
        productInfo: [
          { productId: 'OFFI1', skuCode: 's1', linearValue: 50, productName: '商品\u001b[31m,规格' },
        ],
      },
    ],
    buyerInfo: { customerId: '459b', customerName: 'mock_user', customerRealName: null },
  },
};
const json = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) });
const license = (code: string, data?: unknown): Reply => json({ error_code: code, error_msg: 'm', data });

describe('koo order get', () => {
  test('renders for terminals, in both languages', async () => {
    const { run } = await against([json(order)]);
    const { stdout } = await run(OrderGet, 'CS1');
    expect(stdout).toContain('CS1  NEW (new purchase)');
    expect(stdout).toContain('Created  2026-01-31 08:00:00 UTC');
    expect(stdout).toContain('\nBuyer    mock_user · 459b');
    expect(stdout).toMatch(/CS1-000001 +period 1 year +2027-01-31 15:59:59 +商品,规格 +s1 +50/);
    expect(stdout).not.toContain('\u001b[31m');
    const chinese = (await run(OrderGet, 'CS1', '--lang', 'zh')).stdout;
    expect(chinese).toContain('新购（NEW）');
    expect(chinese).toContain('下单时间  2026-01-31 08:00:00 UTC\n买家      mock_user · 459b');
  });

  test('--json prints the response; --query selects a part', async () => {
    const { run, received } = await against([json(order)]);
    const { stdout } = await run(OrderGet, 'CS1', '--line', 'CS1-000001', '--json');
    expect(JSON.parse(stdout)).toEqual(order);
    expect(received[0]?.url.search).toBe('?orderId=CS1&orderLineId=CS1-000001');
    const picked = await run(OrderGet, 'CS1', '--query', 'orderInfo.orderLine[0].productInfo[0].skuCode');
    expect(picked.stdout).toBe('s1\n');
  });

  test('--mock lists the nine mock orders and sends nothing', async () => {
    const { run, received } = await against([json(order)]);
    const { stdout } = await run(OrderGet, '--mock', '--json');
    expect(JSON.parse(stdout)).toHaveLength(9);
    expect((await run(OrderGet, '--mock')).stdout).toContain('MOCKMONTYCHANGE');
    expect(received).toHaveLength(0);
  });

  test.each([
    ['MISSING_ARGUMENT', []],
    ['INVALID_VALUE', ['x'.repeat(65)]],
    ['INVALID_VALUE', ['']],
    ['INVALID_VALUE', ['CS1', '--line', 'x'.repeat(65)]],
  ])('%s: %j', async (code, argv) => {
    const { run, received } = await against([json(order)]);
    expect(await run(OrderGet, ...argv)).toMatchObject({ code, exitCode: 2 });
    expect(received).toHaveLength(0);
  });

  test.each([
    [4, 'CREDENTIAL_REFUSED', json({ resultCode: 'MKT.0151' }, 401)],
    [5, 'REQUEST_REFUSED', json({ resultCode: 'MKT.0101' }, 400)],
    [6, 'NOT_THE_OPEN_API', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    [5, 'UNREADABLE_ANSWER', json({})],
    [5, 'UNREADABLE_ANSWER', json({ status: 'maintenance' })],
    [5, 'UNREADABLE_ANSWER', json({ resultCode: null, resultMsg: 'System error' })],
    [5, 'REQUEST_REFUSED', json({ errorCode: '94060001' })],
    [5, 'INCOMPLETE_ANSWER', json({ resultCode: 'MKT.0000' })],
  ])('exit %i: %s', async (exitCode, code, reply) => {
    const { run } = await against([reply as Reply]);
    expect(await run(OrderGet, 'CS1', '--timeout', '10')).toMatchObject({ exitCode, code, stdout: '' });
  });

  test('a rejected id: the hint is about orders', async () => {
    const { run } = await against([json({ resultCode: 'MKT.0100' }, 500)]);
    const refused = await run(OrderGet, 'NOPE', '--timeout', '10');
    expect(refused).toMatchObject({ exitCode: 5, facts: { resultCode: 'MKT.0100' } });
    expect(refused.hint).toMatch(
      /^Check the order ID, and that the order is for one of your products. .*--mock/,
    );
    const onSandbox = await run(OrderGet, 'NOPE', '--site', 'sandbox', '--timeout', '10');
    expect(onSandbox).toMatchObject({ exitCode: 5, hint: expect.stringContaining('koo sandbox seed') });
  });

  test('--debug logs the exchange to stderr, without the secret', async () => {
    const { run } = await against([json(order)]);
    const { stderr } = await run(OrderGet, 'CS1', '--debug');
    expect(stderr).toMatch(
      /^GET http:\/\/127\.0\.0\.1:\d+\/api\/\S+\?orderId=CS1 -> HTTP 200 MKT\.0000 \(\d+ ms\)\n$/,
    );
    expect(stderr).not.toContain('test-secret-key');
  });
});

describe('koo license', () => {
  const info = { license_code_info: '{"status":"ALIVE","order_id":"CS1"}' };

  test('shows one licence', async () => {
    const { run } = await against([
      license('92020000', info),
      license('92020000', { license_code: 'PL1', status: 'ALIVE' }),
    ]);
    const activated = await run(LicenseActivate, 'PL1', '--effective-at', '2026-02-01T00:00:00Z', '--json');
    expect(JSON.parse(activated.stdout)).toEqual([
      { license: 'PL1', result: 'ok', code: null, status: 'ALIVE', order_id: 'CS1' },
    ]);
    expect((await run(LicenseQuery, 'PL1')).stdout).toMatch(
      /LICENCE +RESULT.*STATUS.*\nPL1 +ok +active \(ALIVE\)/s,
    );
  });

  test('one licence that fails is a failure', async () => {
    const { run } = await against([license('92020003')]);
    expect(await run(LicenseActivate, 'PL1')).toMatchObject({
      exitCode: 5,
      code: 'REQUEST_REFUSED',
      stdout: '',
    });
  });

  test('a batch that fails as a whole: --each tells the licences apart', async () => {
    const { run } = await against([license('92020003')]);
    const { code, hint } = await run(LicenseActivate, 'PL1', 'PL2');
    expect(code).toBe('REQUEST_REFUSED');
    expect(hint).toMatch(/none of the batch was activated.*koo license query LICENSE... --each.*--each\.$/);
    expect(hint).not.toContain('do not activate it again');
    const alone = await against([license('92020003')]);
    expect((await alone.run(LicenseActivate, 'PL1')).hint).toContain('do not activate it again');
  });

  test('sends a hundred per call; a failed call does not stop the others: exit 8', async () => {
    const many = Array.from({ length: 250 }, (_, index) => `PL${index}`);
    const { run, received } = await against([license('92020000'), license('92020020'), license('92020000')]);
    const ran = await run(LicenseActivate, ...many, 'PL0', '--json');
    expect(ran.exitCode).toBe(8);
    const rows = JSON.parse(ran.stdout) as { license: string; result: string; code: string | null }[];
    expect(rows.map((row) => row.license)).toEqual(many);
    expect(rows.filter(({ result }) => result === 'ok')).toHaveLength(150);
    expect(rows[100]).toEqual({ license: 'PL100', result: 'failed', code: '92020020' });
    expect(received.map(({ body }) => JSON.parse(body.toString()).license_list.length)).toEqual([
      100, 100, 50,
    ]);
  });

  test('--each reports which one failed; exit 5 when all failed', async () => {
    const { run } = await against([license('92020000', info), license('92020005'), license('92020005')]);
    const ran = await run(LicenseActivate, 'PL1', 'PL2', '--each');
    expect(ran.exitCode).toBe(8);
    expect(ran.stdout).toMatch(/PL2 +failed: 92020005 the licence code does not exist/);
    expect((await run(LicenseActivate, 'PL1', 'PL2', '--each')).exitCode).toBe(5);
  });

  test('sends nothing more after the credentials are rejected', async () => {
    const { run, received } = await against([
      license('92020000', info),
      json({ error_code: 'APIGW.0301' }, 401),
    ]);
    const ran = await run(LicenseActivate, 'PL1', 'PL2', 'PL3', '--each', '--json');
    expect(ran.exitCode).toBe(8);
    expect((JSON.parse(ran.stdout) as { result: string }[]).map(({ result }) => result)).toEqual([
      'ok',
      'failed',
      'not-sent',
    ]);
    expect(received).toHaveLength(2);
  });

  test('an unreadable response: an error for one call, unknown for one of several, and the end of the run', async () => {
    const unreadable = json({ status: 'maintenance' });
    const { run } = await against([unreadable]);
    for (const command of [LicenseActivate, LicenseQuery]) {
      expect(await run(command, 'PL1')).toMatchObject({ exitCode: 5, code: 'UNREADABLE_ANSWER', stdout: '' });
    }
    expect(await run(LicenseStats, 'PL1', '--active', '7')).toMatchObject({
      exitCode: 5,
      code: 'UNREADABLE_ANSWER',
    });
    const second = await against([license('92020000', info), unreadable]);
    const ran = await second.run(LicenseActivate, 'PL1', 'PL2', 'PL3', '--each', '--json');
    expect(ran.exitCode).toBe(8);
    expect(JSON.parse(ran.stdout)).toMatchObject([
      { result: 'ok' },
      { result: 'unknown', code: 'UNREADABLE_ANSWER' },
      { result: 'not-sent' },
    ]);
    expect(second.received).toHaveLength(2);
  });

  test('reports an unclear outcome as unknown, not as failed', async () => {
    const { run } = await against([license('92020000', info), 'reset']);
    const ran = await run(LicenseActivate, 'PL1', 'PL2', '--each', '--json');
    expect(JSON.parse(ran.stdout)).toMatchObject([
      { result: 'ok' },
      { result: 'unknown', code: 'CONNECTION_RESET' },
    ]);
  });

  test('statistics from flags and from CSV and NDJSON', async () => {
    const { run, received } = await against([license('92020000', {})]);
    expect((await run(LicenseStats, 'PL1', '--user', 'a', '--user', 'b', '--active', '7')).exitCode).toBe(0);
    const csv = temporaryFile('usage.csv', 'active_num,license,id\n,PL1,a\n5,PL2,\n,PL1,"b,c"\n');
    await run(LicenseStats, `@${csv}`);
    const ndjson = temporaryFile(
      'usage.ndjson',
      '{"license":"PL1","id":"a"}\n\n{"license":"PL2","active_num":5}\n',
    );
    await run(LicenseStats, `@${ndjson}`);
    expect(received.map(({ body }) => JSON.parse(body.toString()).usage_info)).toEqual([
      [{ license: 'PL1', software_usage_Info: [{ id: 'a' }, { id: 'b' }, { active_num: 7 }] }],
      [
        { license: 'PL1', software_usage_Info: [{ id: 'a' }, { id: 'b,c' }] },
        { license: 'PL2', software_usage_Info: [{ active_num: 5 }] },
      ],
      [
        { license: 'PL1', software_usage_Info: [{ id: 'a' }] },
        { license: 'PL2', software_usage_Info: [{ active_num: 5 }] },
      ],
    ]);
  });

  const stats = async (data: unknown, ...more: string[]) => {
    const { run } = await against([license('92020000', data)]);
    const csv = temporaryFile('usage.csv', 'license,active_num\nPL1,1\nPL2,2\nPL3,3\n');
    const ran = await run(LicenseStats, `@${csv}`, '--json', ...more);
    const rows = JSON.parse(ran.stdout) as { license: string; result: string; code: string | null }[];
    return { exitCode: ran.exitCode, outcomes: rows.map(({ result, code }) => code ?? result), rows };
  };

  test.each<[unknown, string[]]>([
    [{ check_fail_list: ['PL2'] }, ['ok', 'CHECK_FAILED', 'ok']],
    [['PL2'], ['ok', 'CHECK_FAILED', 'ok']],
    [
      { check_fail_info: [{ license: 'PL2', error_code: '92020005', error_msg: 'gone' }], more: [] },
      ['ok', '92020005', 'ok'],
    ],
    [
      { check_fail_list: [{ license_code: 'PL3' }, { license_code: 'PL1' }] },
      ['CHECK_FAILED', 'ok', 'CHECK_FAILED'],
    ],
  ])('statistics refused for one licence in a success: %j', async (data, outcomes) => {
    expect(await stats(data)).toMatchObject({ exitCode: 8, outcomes });
  });

  test.each<[unknown]>([
    [{ check_fail_list: ['PL9'] }],
    [{ check_fail_list: ['PL1', {}] }],
    [{ check_fail_num: 1 }],
    ['PL1 failed'],
    [[{ reason: 'x' }]],
    [{ check_fail_map: { PL1: 'gone' } }],
  ])('statistics with an unreadable response are unknown: %j', async (data) => {
    const { exitCode, outcomes, rows } = await stats(data);
    expect({ exitCode, outcomes }).toEqual({
      exitCode: 8,
      outcomes: ['UNREADABLE_ANSWER', 'UNREADABLE_ANSWER', 'UNREADABLE_ANSWER'],
    });
    expect(rows[0]).toMatchObject({ result: 'unknown', data });
  });

  test.each([[undefined], [null], [''], [{}], [[]], [{ check_fail_list: [] }], [{ check_fail_list: null }]])(
    'statistics of which nothing was refused: %j',
    async (data) => {
      expect(await stats(data)).toMatchObject({ exitCode: 0, outcomes: ['ok', 'ok', 'ok'] });
    },
  );

  test('statistics rejected for all licences: exit 5', async () => {
    expect(await stats(['PL1', 'PL2', 'PL3'])).toMatchObject({ exitCode: 5 });
  });

  describe('statistics of which a call is rejected because of one licence', () => {
    const refused = (data?: unknown) => license('92020020', data);
    const csv = 'license,active_num\nPL1,1\nPL2,2\n';

    test('has a row for each: one failed, the others unknown', async () => {
      const { run } = await against([refused({ check_fail_list: ['PL2'] })]);
      const ran = await run(LicenseStats, `@${temporaryFile('usage.csv', csv)}`, '--json');
      expect(JSON.parse(ran.stdout)).toEqual([
        { license: 'PL1', result: 'unknown', code: '92020020' },
        { license: 'PL2', result: 'failed', code: '92020020' },
      ]);
      expect(ran.exitCode).toBe(8);
    });

    test.each([
      ['that is not named', undefined, undefined],
      ['of one', ['PL1', '--active', '5'], { check_fail_list: ['PL1'] }],
    ])('%s are an error, whose hint is for a command that has --each', async (_, one, data) => {
      const { run } = await against([refused(data)]);
      const argv = one ?? [`@${temporaryFile('usage.csv', csv)}`];
      const ran = await run(LicenseStats, ...argv);
      expect(ran).toMatchObject({ exitCode: 5, facts: { resultCode: '92020020' } });
      expect(ran.hint).toContain('koo license query');
    });
  });

  test('a licence missing in the response is unknown: exit 8', async () => {
    const two = license('92020000', [
      { license_code: 'PL1', status: 'ALIVE' },
      { license_code: 'PL9', status: 'ALIVE' },
    ]);
    const { run } = await against([two]);
    const ran = await run(LicenseQuery, 'PL1', 'PL2', '--json');
    expect(JSON.parse(ran.stdout)).toEqual([
      { license: 'PL1', result: 'ok', code: null, license_code: 'PL1', status: 'ALIVE' },
      { license: 'PL2', result: 'unknown', code: 'INCOMPLETE_ANSWER' },
    ]);
    expect(ran.exitCode).toBe(8);
    expect((await run(LicenseQuery, 'PL1', 'PL2')).stdout).toMatch(/PL2 +unknown.*INCOMPLETE_ANSWER/);
  });

  test.each([[undefined], [{}], [{ license_code: 'PL9', status: 'ALIVE' }]])(
    'a single query without the licence in its response is unknown: %j',
    async (data) => {
      const { run } = await against([license('92020000', data)]);
      const ran = await run(LicenseQuery, 'PL1', '--json');
      expect(JSON.parse(ran.stdout)).toMatchObject([{ license: 'PL1', result: 'unknown' }]);
      expect(ran.exitCode).toBe(8);
    },
  );

  test('sends a hundred entries per licence, and a licence once per call', async () => {
    const { run, received } = await against([license('92020000', {})]);
    const lines = Array.from({ length: 250 }, (_, index) => `PL1,u${index}`);
    await run(LicenseStats, `@${temporaryFile('usage.csv', `license,id\n${lines.join('\n')}\nPL2,x\n`)}`);
    const calls = received.map(({ body }) => JSON.parse(body.toString()).usage_info);
    const lengths = calls.map((call) =>
      call.map((one: { software_usage_Info: unknown[] }) => one.software_usage_Info.length),
    );
    expect(lengths).toEqual([[100, 1], [100], [50]]);
  });

  test.each([
    ['NO_USAGE', ['PL1'], ''],
    ['INVALID_RECORD', [], 'license,id,active_num\nPL1,a,5\n'],
    ['INVALID_RECORD', [], 'license,id\nPL1,\n'],
    ['INVALID_RECORD', [], `license,id\n${'x'.repeat(65)},a\n`],
    ['INVALID_RECORD', [], 'license,active_num\nPL1,1234567890\n'],
    ['INVALID_RECORD', [], '{"license":"PL1","id":"a"}\n[]\n'],
    ['INVALID_RECORD', [], 'license,id\nPL1\n'],
    ['NO_USAGE', [], '\n'],
    ['NO_USAGE', [], 'license,id\n'],
  ])('%s: %j %j', async (code, argv, content) => {
    const { run, received } = await against([license('92020000')]);
    const input = content === '' ? argv : [`@${temporaryFile('usage', content)}`];
    expect(await run(LicenseStats, ...input)).toMatchObject({ code, exitCode: 2 });
    expect(received).toHaveLength(0);
  });

  test('is not offered outside China: exit 3, and nothing is sent', async () => {
    const { runOn } = await against([license('92020000')]);
    expect(await runOn('intl', LicenseQuery, 'PL1')).toMatchObject({
      exitCode: 3,
      code: 'OPERATION_NOT_OFFERED',
    });
    expect(await runOn('eu', EventUpload, 'EV1', '--text', 'x')).toMatchObject({ exitCode: 3 });
  });
});

describe('koo event upload', () => {
  const done = json({ error_code: 'CBC.0000', error_msg: 'Success' });

  test('a file, a text', async () => {
    const { run } = await against([done]);
    const file = temporaryFile('l.lic', 'content');
    const sha256 = createHash('sha256').update('content').digest('hex');
    expect(JSON.parse((await run(EventUpload, 'EV1', '--file', file, '--json')).stdout)).toEqual({
      eventId: 'EV1',
      type: 'FILE',
      fileName: 'l.lic',
      bytes: 7,
      sha256,
    });
    expect((await run(EventUpload, 'EV1', '--text', 'abc')).stdout).toBe('Uploaded for EV1: 3 characters\n');
  });

  test.each([json({}), json({ error_code: 'MKT.0000' }), json({ success: true })])(
    'a response that is not the success of an upload: exit 5',
    async (reply) => {
      const { run } = await against([reply]);
      const ran = await run(EventUpload, 'EV1', '--text', 'abc');
      expect(ran).toMatchObject({ exitCode: 5, code: 'UNREADABLE_ANSWER', stdout: '' });
    },
  );

  test.each([
    ['MISSING_FLAG', ['EV1']],
    ['UNREADABLE_FILE', ['EV1', '--file', '/none']],
    ['UNREADABLE_FILE', ['EV1', '--file', '/']],
    ['INVALID_VALUE', ['EV1', '--text', 'x'.repeat(1025)]],
    ['INVALID_VALUE', ['x'.repeat(65), '--text', 'x']],
    ['INVALID_VALUE', ['..', '--text', 'x']],
    ['INVALID_VALUE', ['.', '--text', 'x']],
  ])('%s', async (code, argv) => {
    const { run, received } = await against([done]);
    expect(await run(EventUpload, ...argv)).toMatchObject({ code, exitCode: 2 });
    expect(received).toHaveLength(0);
  });

  test.skipIf(process.platform === 'win32')('refuses a pipe as a file; stdin accepts it', async () => {
    const { run, received } = await against([done]);
    const pipe = join(temporaryFile('x', ''), '..', 'pipe');
    spawnSync('mkfifo', [pipe]);
    const ran = await run(EventUpload, 'EV1', '--file', pipe);
    expect(ran).toMatchObject({
      exitCode: 2,
      code: 'UNREADABLE_FILE',
      message: `${pipe} is not a regular file`,
    });
    expect(ran.hint).toContain('--file -');
    expect(received).toHaveLength(0);
  });

  // Every time it is read it is another one.
  const restless = '/proc/sys/kernel/random/uuid';
  test.skipIf(!existsSync(restless))(
    'reports a file that changes during the upload, not a network error',
    async () => {
      const { run, received } = await against([done]);
      const ran = await run(EventUpload, 'EV1', '--file', restless);
      expect(ran).toMatchObject({
        exitCode: 2,
        code: 'FILE_CHANGED',
        message: `${restless} changed during the upload`,
      });
      expect(received).toHaveLength(0);
    },
  );

  /** Uploads what comes in pieces from stdin. */
  const fromStdin = async (pieces: readonly (string | Buffer)[], more = {}, isTTY = false) => {
    const { url, received } = await server([done]);
    const stdin = Object.assign(Readable.from(pieces.map((piece) => Buffer.from(piece))), { isTTY });
    vi.stubEnv('KOO_AK', 'TESTAK');
    vi.stubEnv('KOO_SK', 'test-secret-key');
    const wish = { endpoint: url, timeout: 5, debug: false, file: '-', ...more };
    const uploaded = await runUpload('EV1', wish, hostOf(), stdin).catch((error: unknown) => error);
    vi.unstubAllEnvs();
    return { uploaded, received, stdin };
  };

  test('stdin, as a file with a name', async () => {
    const { uploaded, received } = await fromStdin(['con', 'tent'], { name: 'my.lic' });
    const sha256 = createHash('sha256').update('content').digest('hex');
    expect(uploaded).toEqual({ eventId: 'EV1', type: 'FILE', fileName: 'my.lic', bytes: 7, sha256 });
    expect(received[0]?.body.toString()).toMatch(
      new RegExp(`"sha256":"${sha256}","file_name":"my.lic".*filename="my.lic".*\r\n\r\ncontent\r\n--`, 's'),
    );
    expect((await fromStdin(['x'])).uploaded).toMatchObject({ fileName: 'license', bytes: 1 });
  });

  test('reads stdin up to the limit of the gateway', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 7);
    const longest = [...Array.from({ length: 11 }, () => megabyte), megabyte.subarray(16 * 1024)];
    const fits = await fromStdin(longest);
    expect(fits.uploaded).toMatchObject({ bytes: 12 * 1024 * 1024 - 16 * 1024 });
    expect(fits.received[0]?.body.length).toBeLessThan(12 * 1024 * 1024);
    const tooLong = await fromStdin([...longest, 'x', ...longest]);
    expect(tooLong.uploaded).toMatchObject({ exitCode: 2, facts: { code: 'FILE_TOO_LONG' } });
    expect(tooLong.uploaded).toMatchObject({ facts: { hint: { en: expect.stringContaining('12 MB') } } });
    expect(tooLong.received).toHaveLength(0);
    expect(tooLong.stdin.destroyed).toBe(true);
  });

  test('refuses a terminal as a file', async () => {
    const { uploaded } = await fromStdin([], {}, true);
    expect(uploaded).toMatchObject({ exitCode: 2, facts: { code: 'NO_INPUT' } });
  });

  test('HTTP 200 with an error code is exit 5', async () => {
    const { run } = await against([json({ error_code: '91381034', error_msg: 'license apply invalid' })]);
    expect(await run(EventUpload, 'EV1', '--text', 'x')).toMatchObject({ exitCode: 5 });
  });
});

describe('koo api', () => {
  test.each<[string, object, ...string[]]>([
    ['/api/mkp-openapi-public/global/v1/order/query?orderId=1', { status: 'maintenance' }],
    ['/api/mkp-openapi-public/global/v1/order/query?orderId=1', { error_code: '92020000' }],
    ['/a', {}],
    ['/v3/auth/domains', { success: false }, '--iam'],
  ])('prints a response that is no success of %s, and exits with 5', async (path, body, ...flags) => {
    const { run } = await against([json(body)]);
    const ran = await run(Api, 'GET', path, ...flags);
    expect(ran).toMatchObject({ exitCode: 5 });
    expect(JSON.parse(ran.stdout)).toEqual(body);
    expect(ran.stderr).toContain('not the documented response of this call');
  });

  test('prints the tokens of a response unchanged', async () => {
    const { run } = await against([{ body: '{"error_code":"MKT.0000","n":1.50,"n":"\\u0041"}' }]);
    const { stdout } = await run(Api, '/x');
    expect(stdout).toBe('{\n  "error_code": "MKT.0000",\n  "n": 1.50,\n  "n": "\\u0041"\n}\n');
  });

  test.each([[], ['--json'], ['-o', 'yaml'], ['-o', 'csv'], ['--fields', 'a'], ['--query', 'a']])(
    'reads no response that is nested more than 1000 levels deep (%s %s)',
    async (...flags) => {
      const nested = (depth: number) =>
        `{"error_code":"MKT.0000","a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
      const { run } = await against([{ body: nested(1000) }, { body: nested(200_000) }]);
      expect(await run(Api, 'POST', '/x', ...flags)).toMatchObject({ exitCode: 0, stderr: '' });
      const deep = await run(Api, 'POST', '/x', ...flags);
      expect(deep.stderr).toContain('HTTP 200, but JSON that is nested more than 1000 levels deep');
      expect(deep.stderr).not.toContain('INTERNAL_ERROR');
    },
  );

  test('sends the given request and prints the body', async () => {
    const { run, received } = await against([json({ error_code: 'MKT.0000', data: [1] })]);
    const body = temporaryFile('body.json', '{"b": 1}\n');
    const ran = await run(
      Api,
      'PATCH',
      '/a/b?x=1%202',
      '--param',
      'y=a=b',
      '-H',
      'If-Match: 7',
      '--data',
      `@${body}`,
    );
    expect(JSON.parse(ran.stdout)).toEqual({ error_code: 'MKT.0000', data: [1] });
    expect(ran.exitCode).toBe(0);
    expect(received[0]?.url.search).toBe('?x=1%202&y=a%3Db');
    expect(received[0]?.headers).toMatchObject({
      'if-match': '7',
      'content-type': 'application/json',
      authorization: expect.stringContaining('SignedHeaders=content-type;host;if-match;x-sdk-date'),
    });
    expect(received[0]?.body.toString()).toBe('{"b": 1}\n');
  });

  test('prints the body of an error, and sets the exit code', async () => {
    const { run } = await against([json({ error_code: '92020005', error_msg: 'license code notexist' })]);
    const ran = await run(Api, 'POST', '/x', '--data', '{}', '--json');
    expect(JSON.parse(ran.stdout)).toMatchObject({ error_code: '92020005' });
    expect(ran.exitCode).toBe(5);
    expect(ran.stderr).toMatch(
      /^Error: .*92020005: the licence code does not exist.* \[REQUEST_REFUSED\]\nHint: /,
    );
    const html = await against([
      { status: 404, headers: { 'content-type': 'text/html' }, body: '<p>\u001b[31m' },
    ]);
    expect(await html.run(Api, 'GET', '/x')).toMatchObject({ stdout: '<p>\n', exitCode: 6 });
  });

  test.each([
    ['GET is the default', ['/x'], 'GET'],
    ['a lower-case method', ['delete', '/x'], 'DELETE'],
  ])('%s', async (_, words, method) => {
    const { run, received } = await against([json({ error_code: 'MKT.0000' })]);
    expect(await run(Api, ...words)).toMatchObject({ exitCode: 0 });
    expect(received.map((one) => [one.method, one.url.pathname])).toEqual([[method, '/x']]);
  });

  test('--include prints status and headers, too', async () => {
    const reply = { status: 404, headers: { 'x-one': 'a' }, body: '{"error_code":"MKT.0409"}' };
    const { run } = await against([reply]);
    const text = await run(Api, '/x', '--include');
    expect(text.stdout).toMatch(/^HTTP 404\n([\w-]+: .*\n)*x-one: a\n([\w-]+: .*\n)*\n\{\n {2}"error_code"/);
    const document = JSON.parse((await run(Api, '/x', '--include', '--json')).stdout);
    expect(document).toMatchObject({
      status: 404,
      headers: { 'x-one': 'a' },
      body: { error_code: 'MKT.0409' },
    });
  });

  test.each([
    [401, 'APIGW.0301'],
    [200, 'MKT.0000'],
  ])('hides the SK where a response with HTTP %i repeats it', async (status, error_code) => {
    const told = { error_code, error_msg: `got ${credential.sk}`, data: { list: [credential.sk] } };
    const reply = { status, headers: { 'x-told': credential.sk }, body: JSON.stringify(told) };
    const { run } = await against([reply]);
    for (const flags of [[], ['--include'], ['--json'], ['--include', '--json'], ['--query', '@']]) {
      const { stdout, stderr } = await run(Api, '/x', ...flags);
      expect(stdout).toContain('got ***');
      expect(stdout + stderr).not.toContain(credential.sk);
    }
  });

  test('--dry-run prints the signed curl command, and sends nothing', async () => {
    const { run, received } = await against([json({})]);
    const ran = await run(Api, 'post', '/x?a=1', '--data', '{"b":1}', '--dry-run');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^curl -i -X POST 'http:\/\/127\.0\.0\.1:\d+\/x\?a=1'/);
    expect(ran.stdout).toContain(`--data-binary '{"b":1}'`);
    expect(ran.stdout).toContain('SignedHeaders=content-type;host;x-sdk-date');
    expect(received).toHaveLength(0);
  });

  test('retries a POST only with --repeat', async () => {
    const busy = json({ error_code: 'MKT.0999' }, 500);
    const once = await against([busy, json({ error_code: 'MKT.0000' })]);
    expect((await once.run(Api, 'POST', '/x')).exitCode).toBe(5);
    const twice = await against([busy, json({ error_code: 'MKT.0000' })]);
    expect((await twice.run(Api, 'POST', '/x', '--repeat')).exitCode).toBe(0);
  });

  test.each([
    ['MISSING_ARGUMENT', []],
    ['INVALID_PATH', ['GET']],
    ['INVALID_VALUE', ['TRACE', '/x']],
    ['INVALID_HEADER', ['GET', '/x', '--header', 'X-A: 1', '--header', 'x-a: 2']],
    ['INVALID_PATH', ['GET', 'x']],
    ['INVALID_PATH', ['GET', '@evil.example']],
    ['INVALID_VALUE', ['GET', '/x', '--param', 'x']],
    ['INVALID_VALUE', ['GET', '/x', '--header', 'x']],
    ['INVALID_HEADER', ['GET', '/x', '--header', 'Host: evil.example']],
    ['UNREADABLE_FILE', ['POST', '/x', '--data', '@/none']],
  ])('%s: %j', async (code, argv) => {
    const { run, received } = await against([json({})]);
    expect(await run(Api, ...argv)).toMatchObject({ code, exitCode: 2 });
    expect(received).toHaveLength(0);
  });
});

describe('koo api sign', () => {
  const at = ['--at', '2026-01-01T00:00:00Z'];

  test('prints what koo api would send, which koo api verify finds valid', async () => {
    const { run, received } = await against([json({})]);
    const { stdout, exitCode } = await run(ApiSign, 'post', '/x?b=2&a=1', '--data', '{"b":1}');
    expect(exitCode).toBe(0);
    expect(received).toHaveLength(0);
    const verified = await run(ApiVerify, temporaryFile('request.txt', stdout));
    expect(verified).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('the signature is valid'),
    });
  });

  test('prints headers, canonical request and string to sign as JSON', async () => {
    const { run } = await against([json({})]);
    const signed = JSON.parse((await run(ApiSign, '/x?b=2&a=1', ...at, '--json')).stdout);
    expect(signed).toMatchObject({
      method: 'GET',
      headers: {
        'X-Sdk-Date': '20260101T000000Z',
        Authorization: expect.stringMatching(/^SDK-HMAC-SHA256 /),
      },
      body: null,
      canonicalRequest: expect.stringMatching(/^GET\n\/x\/\na=1&b=2\n/),
    });
    const hash = sha256(signed.canonicalRequest).toString('hex');
    expect(signed.stringToSign).toBe(`SDK-HMAC-SHA256\n20260101T000000Z\n${hash}`);
    expect(signed.headers.Authorization).toContain(
      `Signature=${hmacSha256(credential.sk, signed.stringToSign).toString('hex')}`,
    );
  });

  test('signs a request to the host that koo api would call: that of IAM with --iam', async () => {
    const { runOn } = await against([json({})]);
    const hostOfUrl = async (...flags: string[]) =>
      new URL(JSON.parse((await runOn('cn', ApiSign, '/x', ...flags, '--json')).stdout).url).host;
    expect(await hostOfUrl('--iam')).toBe('iam.myhuaweicloud.com');
    expect(await hostOfUrl()).toBe('mkt.myhuaweicloud.com');
  });

  test('prints neither the SK nor the security token', async () => {
    const { url } = await server([json({})]);
    const env = { KOO_AK: 'TESTAK', KOO_SK: 'test-secret-key', KOO_SECURITY_TOKEN: 'very-secret' };
    const folder = { KOO_CONFIG_DIR: '/nonexistent', KOO_STATE_DIR: '/nonexistent' };
    for (const format of [[], ['--json']]) {
      const { stdout } = await runCommand(ApiSign, ['/x', '--endpoint', url, ...format], {
        ...env,
        ...folder,
      });
      expect(stdout).toContain('KOO_SECURITY_TOKEN');
      expect(stdout).not.toMatch(/very-secret|test-secret-key/);
    }
  });

  test('prints a command with a token that koo api verify reads with the token of the environment', async () => {
    const { url } = await server([json({})]);
    const env = { KOO_AK: 'TESTAK', KOO_SK: 'test-secret-key', KOO_CONFIG_DIR: '/nonexistent' };
    const withToken = { ...env, KOO_SECURITY_TOKEN: 'very-secret' };
    const { stdout } = await runCommand(ApiSign, ['/x', '--endpoint', url], withToken);
    const verify = [temporaryFile('request.txt', stdout), '--endpoint', url];
    expect(await runCommand(ApiVerify, verify, withToken)).toMatchObject({ exitCode: 0 });
    const other = await runCommand(ApiVerify, verify, { ...env, KOO_SECURITY_TOKEN: 'other' });
    expect(other).toMatchObject({ exitCode: 7 });
    expect(other.stdout).not.toMatch(/very-secret|test-secret-key/);
  });

  test('names the file of a body that is not text', async () => {
    const { run } = await against([json({})]);
    const file = temporaryFile('body.bin', new Uint8Array([0xff, 0]));
    const { stdout } = await run(ApiSign, 'POST', '/x', '--data', `@${file}`);
    expect(stdout).toContain(`--data-binary '@${file}'`);
  });

  test.each([
    ['INVALID_TIME', ['/x', '--at', 'noon']],
    ['MISSING_ARGUMENT', []],
  ])('%s', async (code, argv) => {
    const { run } = await against([json({})]);
    expect(await run(ApiSign, ...argv)).toMatchObject({ code, exitCode: 2 });
  });
});

describe('koo api verify', () => {
  const signed = (sk = credential.sk) => {
    const url = new URL('https://mkt.example.com/x');
    const headers = signRequest(
      { method: 'GET', url, headers: [], body: '' },
      { ...credential, sk },
      new Date(),
    );
    return `curl '${url}' ${headers.map(([name, value]) => `-H '${name}: ${value}'`).join(' ')}`;
  };

  test('exits with 7 and tells why, for people and for programs', async () => {
    const { run } = await against([json({})]);
    const file = temporaryFile('request.txt', signed(`${credential.sk}\n`));
    const text = await run(ApiVerify, file);
    expect(text).toMatchObject({ exitCode: 7 });
    expect(text.stdout).toContain('The SK begins or ends with a space or a line feed');
    expect(text.stdout).toContain('Canonical request:\n  GET\n  /x/\n');
    expect(text.stdout).not.toContain(credential.sk);
    const { stdout } = await run(ApiVerify, file, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, cause: 'space-in-secret' });
  });

  test('takes the SK from a file, whatever the keys of the session are', async () => {
    const { run } = await against([json({})]);
    const file = temporaryFile('request.txt', signed('another'));
    expect(await run(ApiVerify, file)).toMatchObject({ exitCode: 7 });
    const sk = temporaryFile('sk.txt', 'another\n');
    expect(await run(ApiVerify, file, '--sk-file', sk)).toMatchObject({ exitCode: 0 });
  });

  test('needs no keys for a request to a sandbox', async () => {
    const file = temporaryFile('request.txt', signed().replace('TESTAK', 'KOOSANDBOX0000000001'));
    const ran = await runCommand(ApiVerify, [file], { KOO_CONFIG_DIR: '/nonexistent' });
    expect(ran).toMatchObject({ exitCode: 7, stdout: expect.stringContaining('[unknown]') });
  });

  test.each([
    ['UNREADABLE_CAPTURE', 'hello'],
    ['UNREADABLE_CAPTURE', '20:15:32  GET   401  APIGW.0301    60.5 ms  /api/x  verify aksk signature fail'],
    ['UNREADABLE_CAPTURE', 'HTTP/1.1 200 OK\n\n{}'],
  ])('%s: %s', async (code, text) => {
    const { run } = await against([json({})]);
    const ran = await run(ApiVerify, temporaryFile('request.txt', text));
    expect(ran).toMatchObject({ code, exitCode: 2 });
  });

  test('tells the keys that are missing', async () => {
    const file = temporaryFile('request.txt', signed());
    const env = { KOO_CONFIG_DIR: '/nonexistent', KOO_STATE_DIR: '/nonexistent', KOO_SITE: 'cn' };
    expect(await runCommand(ApiVerify, [file], env)).toMatchObject({ code: 'NO_CREDENTIAL', exitCode: 3 });
  });
});

// Last: an interruption is for ever.
test('an activation that is interrupted is unknown, since it may have been carried out', async () => {
  const { run, received } = await against([license('92020000', {}), 'never']);
  const running = run(LicenseActivate, 'PL1', 'PL2', 'PL3', '--each', '--json');
  await vi.waitUntil(() => received.length === 2);
  interrupt();
  const ran = await running;
  expect(JSON.parse(ran.stdout)).toMatchObject([
    { license: 'PL1', result: 'ok' },
    { license: 'PL2', result: 'unknown', code: 'INTERRUPTED' },
    { license: 'PL3', result: 'not-sent' },
  ]);
  expect(ran.exitCode).toBe(130);
});
