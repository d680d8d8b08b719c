import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import AssetGet from '../../src/commands/asset/get.ts';
import CostCommand from '../../src/commands/cost.ts';
import PartnerConsumption from '../../src/commands/partner/consumption.ts';
import PartnerCustomers from '../../src/commands/partner/customers.ts';
import PartnerDetails from '../../src/commands/partner/details.ts';
import type { Reply } from '../openapi/server.ts';
import { against } from './openapi-world.ts';
import { runCommand } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-billing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asset = '0123456789abcdef0123456789abcdef';
const first = '500d0b0c900000000000000000000001';
const env = {
  KOO_SITE: 'sandbox',
  KOO_CONFIG_DIR: join(folder, 'config'),
  KOO_STATE_DIR: join(folder, 'state'),
};
const on = (command: Parameters<typeof runCommand>[0], ...argv: string[]) => runCommand(command, argv, env);
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

/** A page of the costs of two services in two months. */
const costs = {
  currency: 'CNY',
  total_count: 2,
  cost_data: [
    ['hws.service.type.ec2', '612.35'],
    ['hws.service.type.dcs', '75.50'],
  ].map(([value, amount]) => ({
    dimensions: [{ key: 'CLOUD_SERVICE_TYPE', value }],
    costs: ['2026-05', '2026-06'].map((time_dimension_value) => ({
      time_dimension_value,
      time_measure_id: 2,
      amount,
      official_amount: amount,
    })),
  })),
};

describe('koo cost', () => {
  const months = ['--from', '2026-05', '--to', '2026-06'];

  test('shows tables, exact sums, and a notice on what is not final', async () => {
    const { run, received } = await against([reply(costs), reply(costs)]);
    const { stdout, stderr } = await run(CostCommand, ...months);
    expect(stdout).toMatch(
      /^Original cost, actually paid, 2026-05 to 2026-06\nTotal: 1375\.70 CNY\n\nMONTH /,
    );
    expect(stdout).toMatch(/\nhws\.service\.type\.ec2 +1224\.70\n/);
    expect(stderr).toBe('');
    expect((await run(CostCommand)).stderr).toMatch(/^Not final: /);
    expect(received).toHaveLength(2);
  });

  test('writes rows for scripts', async () => {
    const { run } = await against([reply(costs)]);
    const { stdout } = await run(CostCommand, ...months, '-o', 'csv', '-q');
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'service,period,amount,officialAmount,currency',
      'hws.service.type.ec2,2026-05,612.35,612.35,CNY',
    ]);
  });

  test('is not simulated by the sandbox', async () => {
    expect(await on(CostCommand)).toMatchObject({ exitCode: 3, code: 'OPERATION_NOT_OFFERED' });
    expect((await on(CostCommand)).hint).toMatch(/^Offered on: cn, intl, eu\. /);
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
    const { run } = await against([]);
    expect((await run(CostCommand, '--group-by', 'servce')).hint).toContain('service');
  });

  test('Cost Center that is not enabled is a business error with advice', async () => {
    const { run } = await against([reply({ error_code: 'CBC.18000014', error_msg: 'not enabled' }, 400)]);
    const ran = await run(CostCommand);
    expect(ran).toMatchObject({ exitCode: 5, facts: { resultCode: 'CBC.18000014' } });
    expect(ran.hint).toMatch(/^Enable Cost Center/);
  });
});

/** What a customer consumed in a month, by a charge mode. */
const sums = (...amounts: readonly number[]) =>
  reply({
    count: amounts.length,
    currency: 'CNY',
    bill_sums: amounts.map((amount, index) => ({
      customer_id: `${first.slice(0, -1)}${index + 1}`,
      cloud_service_type_name: 'Elastic Cloud Server',
      resource_type_name: 'VM',
      bill_type: amount < 0 ? '1' : '0',
      charge_mode: '3',
      amount,
      debt_amount: 0,
      measure_id: 1,
    })),
  });

describe('koo partner', () => {
  const month = ['--month', '2026-01'];

  test('sums of all charge modes, exactly', async () => {
    const { run, received } = await against([sums(1234.5), sums(0.1, -12.3), sums(300)]);
    const { stdout } = await run(PartnerConsumption, ...month);
    expect(stdout).toMatch(/^CUSTOMER +SERVICE +RESOURCE TYPE +CHARGING +BILL +COST +DEBT\n/);
    expect(stdout).toMatch(/0002 .* unsubscription +-12\.30 +0\.00\n/);
    expect(stdout).toMatch(/\n\nTotal: 1522\.30 CNY\n$/);
    expect(received.map(({ url }) => url.searchParams.get('charge_mode'))).toEqual(['1', '3', '11']);
  });

  test('customers, and the details of one', async () => {
    const { run } = await against([
      reply({ total_count: 1, sub_customers: [{ customer_id: first }] }),
      reply({ total_count: 0, fee_records: [] }),
    ]);
    expect((await run(PartnerCustomers, ...month, '--query', 'rows[].customer_id')).stdout).toContain(first);
    const details = await run(PartnerDetails, '--customer', first, ...month, '--json');
    expect(JSON.parse(details.stdout)).toMatchObject({ month: '2026-01', available: true });
  });

  test('no consumption is said in words', async () => {
    const { run } = await against([sums(), sums(), sums()]);
    expect((await run(PartnerConsumption, '--month', '2023-01')).stdout).toBe('No consumption in 2023-01.\n');
  });

  test.each([
    ['CBC.5001', 200],
    ['CBC.0151', 403],
  ])('an account that is no partner has nothing to fix: %s', async (code, status) => {
    for (const [command, ...argv] of [
      [PartnerConsumption],
      [PartnerCustomers],
      [PartnerDetails, '--customer', first],
    ] as const) {
      const { run } = await against([reply({ error_code: code, error_msg: 'no' }, status)]);
      const ran = await run(command, ...argv, '--json');
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
