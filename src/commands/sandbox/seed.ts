import * as Args from '@oclif/core/args';
import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import type { Seeded } from '../../sandbox/cli/seed.ts';

export default class SandboxSeed extends KooCommand<Seeded> {
  static override summary = 'Add instances, licence codes, events, orders and products to the sandbox.';
  static override description = [
    "The file is JSON or YAML. An entry replaces an existing one with the same ID. An order has the format of the order query response; a product and its configuration have the format of koo's own contract (docs/api/seller-config.openapi.yaml).",
    '',
    'instances:  [{ id: i-1, chargingMode: ON_DEMAND, delisted: false,',
    '               status: active|frozen|released, needsPackage: false }]',
    'licenses:   [{ code: PL1, status: NEW|ALIVE|EXPIRED|RELEASED, received: true,',
    '               expireTime: "20991231155959" }]',
    'events:     [{ id: e-1, state: open|denied|exhausted }]',
    'orders:     [{ orderInfo: { orderId: CS1, orderType: NEW,',
    '               createTime: "20250101000000", orderLine: [...] } }]',
    'products:   [{ product_id: OFFI1, name: { en: A, zh: B },',
    '               skus: [{ sku_code: s-1, name: C, charging_modes: [PERIOD] }],',
    '               users: [{ list: audience,',
    '                         users: [{ account_name: N, account_id: I }] }] }]',
    'attributes: [{ code: seats, type: quantity, name: { en: Seats, zh: S },',
    '               min: 1, max: 500, step: 1 }]',
    'assets:     [{ id: a-1, type: software_package|image, version: V1.0,',
    '               region: cn-north-4, name: demo.tar.gz, url: "https://..." }]',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> seed.yaml',
    'echo \'{"instances":[{"id":"i-1"}]}\' | <%= config.bin %> <%= command.id %> -',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the data; - reads stdin.' }),
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<Seeded> {
    const { args } = await this.parse(SandboxSeed);
    const { runSeed } = await import('../../sandbox/cli/seed.ts');
    return runSeed(args.file, stateFolder(process.env));
  }
}
