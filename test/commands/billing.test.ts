import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import AssetGet from '../../src/commands/asset/get.ts';
import CostCommand from '../../src/commands/cost.ts';
import PartnerConsumption from '../../src/commands/partner/consumption.ts';
import PartnerCustomers from '../../src/commands/partner/customers.ts';
import PartnerDetails from '../../src/commands/partner/details.ts';
import { otherSeller, sandboxBuyer } from '../../src/sandbox/state/accounts.ts';
import type { Reply } from '../openapi/server.ts';
import { against } from './openapi-world.ts';
import { runCommand } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-billing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// What is older than three years cannot be queried.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-12-07T02:00:00Z') }));
afterEach(() => void vi.useRealTimers());

const asset = '0123456789abcdef0123456789abcdef';
const first = '500d0b0c900000000000000000000001';
const env = {
  KOO_SITE: 'sandbox',
  KOO_CONFIG_DIR: join(folder, 'config'),
  KOO_STATE_DIR: join(folder, 'state'),
};
const on = (command: Parameters<typeof runCommand>[0], ...argv: string[]) => runCommand(command, argv, env);
const as = ({ credential: { ak, sk } }: typeof otherSeller) => ({ ...env, KOO_AK: ak, KOO_SK: sk });
const reply = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) });

describe('koo asset get', () => {
  test('prints the decoded address, whole on any terminal', async () => {
    const url =
      'https://bucket.example.com/demo-1.0.tar.gz?AccessKeyId=demo&Expires=1893456000&Signature=opens%2Fnothing%3D';
    const { stdout } = await on(AssetGet, asset, '--version', 'V1.0');
    expect(stdout).toMatch(
      /^VERSION +REGION +PACKAGE +CHECKSUM +DOWNLOAD URL\nV1\.0 +cn-north-4 +demo-1\.0\.tar\.gz /,
    );
    expect(stdout).toContain(url);
    const value = await on(AssetGet, asset, '--version', 'V1.0', '--query', '[0].internal_path');
    expect(value.stdout).toBe(`${url}\n`);
  });

  test('images, as JSON and as CSV', async () => {
    const { stdout } = await on(AssetGet, asset, '--type', 'image', '--region', 'cn-east-3', '--json');
    expect(JSON.parse(stdout)).toMatchObject([
      { region: 'cn-east-3', image_name: 'demo-image', os_type: 'Linux' },
    ]);
    expect(
      (await on(AssetGet, asset, '--type', 'image', '--fields', 'region,image_id', '-o', 'csv')).stdout,
    ).toBe('region,image_id\ncn-east-3,koo-image-cn-east-3\ncn-north-4,koo-image-cn-north-4\n');
  });

  test('nothing found is an empty list, and said so', async () => {
    const ran = await on(AssetGet, asset, '--version', 'V9', '--json');
    expect([ran.exitCode, ran.stdout]).toEqual([0, '[]\n']);
    expect(ran.stderr).toMatch(/^Nothing found: the asset 0123\S+ has no software_package /);
    expect((await on(AssetGet, asset, '--version', 'V9')).stdout).toBe('');
  });

  test('a business error with HTTP 200 is a failure', async () => {
    const { run } = await against([
      reply({ error_code: 'MKT.0150', error_msg: 'Illegal operation', data: [] }),
    ]);
    expect(await run(AssetGet, asset)).toMatchObject({ exitCode: 4, stdout: '' });
    const unknown = await against([reply({ error_code: 'X.1' })]);
    expect(await unknown.run(AssetGet, asset)).toMatchObject({ exitCode: 5, stdout: '' });
  });

  test.each(['intl', 'eu'])('is not offered on %s', async (site) => {
    const { runOn, received } = await against([]);
    expect(await runOn(site, AssetGet, asset)).toMatchObject({ exitCode: 3, code: 'OPERATION_NOT_OFFERED' });
    expect(received).toEqual([]);
  });
});

describe('koo cost', () => {
  test('shows bars, and a notice on what is not final', async () => {
    const { stdout, stderr } = await on(CostCommand);
    expect(stdout).toMatch(
      /^Original cost, actually paid, \d{4}-\d\d to \d{4}-\d\d\nTotal: \d+\.\d+ CNY\n\nBy month\n/,
    );
    expect(stdout).toMatch(/\nBy service\nhws\.service\.type\.ec2 +\d+\.\d+ +█+\n/);
    expect(stderr).toMatch(/^Not final: /);
  });

  test('writes rows for scripts', async () => {
    const { stdout, stderr } = await on(
      CostCommand,
      ...['--from', '2026-05', '--to', '2026-06', '--group-by', 'service,tag:env', '--amount', 'payable'],
      ...['--filter', 'region=cn-east-3', '--filter', 'service!=hws.service.type.ec2', '-o', 'csv', '-q'],
    );
    expect(stdout).toBe(
      'service,tag:env,period,amount,officialAmount,currency\n' +
        'hws.service.type.dcs,test,2026-05,75.50,75.50,CNY\n' +
        'hws.service.type.dcs,test,2026-06,75.50,75.50,CNY\n',
    );
    expect(stderr).toBe('');
  });

  test('amortized cost spreads what original cost has in one month', async () => {
    const args = [
      '--from',
      '2026-03',
      '--to',
      '2026-04',
      '--filter',
      'resource=koo-ecs-0001',
      '--query',
      'periods[].amount',
      '-o',
      'json',
    ];
    expect(JSON.parse((await on(CostCommand, ...args)).stdout)).toEqual(['13000.00']);
    expect(JSON.parse((await on(CostCommand, ...args, '--cost-type', 'amortized')).stdout)).toEqual([
      '1083.33333337',
      '1083.33333333',
    ]);
  });

  test.each([
    ['INVALID_VALUE', '--group-by', 'service,region,az'],
    ['INVALID_VALUE', '--group-by', 'service,service'],
    ['INVALID_VALUE', '--group-by', 'tag:a,tag:b'],
    ['INVALID_VALUE', '--group-by', 'cost-unit:a,cost-unit:b'],
    ['UNKNOWN_DIMENSION', '--group-by', 'tag:'],
    ['UNKNOWN_DIMENSION', '--group-by', 'servce'],
    ['UNKNOWN_DIMENSION', '--group-by', 'tag'],
    ['UNKNOWN_DIMENSION', '--filter', 'tag:env=prod'],
    ['INVALID_VALUE', '--filter', 'region'],
    ['INVALID_VALUE', '--filter', 'region='],
    ['INVALID_VALUE', '--from', '2026-13'],
  ])('%s: %s %s', async (code, ...argv) => {
    const { run, received } = await against([]);
    expect(await run(CostCommand, ...argv)).toMatchObject({ code, exitCode: 2 });
    expect(received).toEqual([]);
  });

  test('suggests the dimension that is meant', async () => {
    expect((await on(CostCommand, '--group-by', 'servce')).hint).toContain('service');
  });

  test('Cost Center that is not enabled is a business error with advice', async () => {
    const ran = await runCommand(CostCommand, [], as(sandboxBuyer));
    expect(ran).toMatchObject({ exitCode: 5, facts: { resultCode: 'CBC.18000014' } });
    expect(ran.hint).toMatch(/^Enable Cost Center/);
  });
});

describe('koo partner', () => {
  const month = ['--month', '2026-01'];

  test('sums of all charge modes, exactly', async () => {
    const { stdout } = await on(PartnerConsumption, ...month);
    expect(stdout).toMatch(/^CUSTOMER +SERVICE +RESOURCE TYPE +CHARGING +BILL +COST +DEBT\n/);
    expect(stdout).toMatch(/0002 .* unsubscription +-12\.30 +0\.00\n/);
    // 1234.50 + 0.10 - 12.30 + 300.00 + 8.88
    expect(stdout).toMatch(/\n\nTotal: 1531\.18 CNY\n$/);
    const json = JSON.parse((await on(PartnerConsumption, ...month, '--json')).stdout);
    expect(json).toMatchObject({ month: '2026-01', available: true, currency: 'CNY', total: '1531.18' });
    expect(json.rows[0]).toMatchObject({
      amount: '1234.50',
      account_details: [{ amount: '1111.05' }, { amount: '123.45' }],
    });
  });

  test('one charge mode, one customer, a reseller', async () => {
    const total = async (...argv: string[]) =>
      (await on(PartnerConsumption, ...month, ...argv, '--query', 'total')).stdout.trim();
    expect(await total('--charge-mode', 'savings-plan')).toBe('300.00');
    expect(await total('--customer', first)).toBe('1234.50');
    expect(await total('--bill-type', 'unsubscription')).toBe('-12.30');
    expect(await total('--reseller', 'koo-reseller-1')).toBe('77.70');
    expect(await on(PartnerConsumption, ...month, '--reseller', 'nobody')).toMatchObject({ exitCode: 4 });
  });

  test('customers, and the details of one, all or of some days', async () => {
    const customers = await on(PartnerCustomers, ...month, '--query', 'length(rows)');
    expect(customers.stdout).toBe('5\n');
    const { stdout } = await on(PartnerDetails, '--customer', first, ...month, '-o', 'json');
    const { rows, total } = JSON.parse(stdout);
    expect([rows.length, total]).toEqual([31, '1234.50000000']);
    const days = ['--from', '2026-01-05', '--to', '2026-01-06'];
    const some = await on(
      PartnerDetails,
      '--customer',
      first,
      ...days,
      '--query',
      'rows[].consume_time',
      '-o',
      'json',
    );
    expect(JSON.parse(some.stdout)).toEqual(['2026-01-05T00:00:00Z', '2026-01-06T00:00:00Z']);
  });

  test('no consumption is said in words', async () => {
    expect((await on(PartnerConsumption, '--month', '2023-01')).stdout).toBe('No consumption in 2023-01.\n');
  });

  test.each([
    ['CBC.5001', otherSeller],
    ['CBC.0151', sandboxBuyer],
  ])('an account that is no partner has nothing to fix: %s', async (code, account) => {
    for (const [command, ...argv] of [
      [PartnerConsumption],
      [PartnerCustomers],
      [PartnerDetails, '--customer', first],
    ] as const) {
      const ran = await runCommand(command, [...argv, '--json'], as(account));
      expect(JSON.parse(ran.stdout)).toMatchObject({ available: false, rows: [] });
      expect(ran.exitCode).toBe(0);
      expect(ran.stderr).toMatch(
        new RegExp(`^No resold consumption is available to this account \\(${code}\\)`),
      );
    }
  });

  test('a rejected AK/SK is still a failure', async () => {
    const refused = reply({ error_code: 'APIGW.0301', error_msg: 'Get secretKey failed' }, 401);
    const { run } = await against([refused]);
    expect(await run(PartnerConsumption)).toMatchObject({ exitCode: 4, stdout: '' });
  });

  test.each(['intl', 'eu'])('is not offered on %s', async (site) => {
    const { runOn, received } = await against([]);
    for (const command of [PartnerConsumption, PartnerCustomers]) {
      expect(await runOn(site, command)).toMatchObject({ exitCode: 3, code: 'OPERATION_NOT_OFFERED' });
    }
    expect(received).toEqual([]);
  });

  test.each([
    ['--month', '2026-1'],
    ['--from', '2026-01-05', '--to', '2026-02-01'],
    ['--from', '2026-01-05', '--to', '2026-01-06', '--month', '2026-02'],
    ['--month', '2026-01', '--resource', 'r', '--reseller', 'x'.repeat(65)],
  ])('refuses %j', async (...argv) => {
    const { run, received } = await against([]);
    expect(await run(PartnerDetails, '--customer', first, ...argv)).toMatchObject({
      code: 'INVALID_VALUE',
      exitCode: 2,
    });
    expect(received).toEqual([]);
  });

  test('leaves out the total where amounts are in another unit', async () => {
    const sums = { count: 1, currency: 'CNY', bill_sums: [{ amount: 5, measure_id: 3 }] };
    const { run } = await against([reply(sums)]);
    const { stdout } = await run(PartnerConsumption, '--charge-mode', 'yearly', '--json');
    expect(JSON.parse(stdout)).not.toHaveProperty('total');
    expect(JSON.parse(stdout).rows).toEqual([{ amount: '5', measure_id: 3 }]);
  });
});
