import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readCommands } from '../../src/app/manifest/manifest.ts';
import { koo, scratch } from '../support/koo.ts';
import { kooHere } from '../support/koo-here.ts';
import { secret } from './cases.ts';
import { documentOf, expectDocumented } from './expectations.ts';

// cases.ts has a success of every command; here are the other forms of their results, and failed checks.

const commands = readCommands(fileURLToPath(new URL('../..', import.meta.url)));
const folder = mkdtempSync(join(scratch, 'documents-'));
writeFileSync(join(folder, 'licence.bin'), 'licence');
writeFileSync(join(folder, 'front.png'), 'no picture');
const office = 'OFFI758576253042421760';
const from = join(folder, 'product.yaml');
writeFileSync(from, `product: ${office}\nversion: "1"\ncredit: { cash_coupon: on, credit_line: off }\n`);
const attribute = ['--type', 'enumeration', '--name-en', 'Region', '--name-zh', '区域', '--values', 'a,b'];
const worksheet = ['--worksheet', '-', '--site', 'cn'];
const user = 'hw87654321:00000000000000000000000000000001';

interface Run {
  readonly id: string;
  readonly args: readonly string[];
  readonly input?: string;
  readonly exitCode?: number;
}

const runs: readonly Run[] = [
  { id: 'callback:test', args: ['--demo=broken', '--protocol', 'v2', '--explore', '0'], exitCode: 7 },
  { id: 'callback:test', args: ['--list'] },
  { id: 'callback:activities', args: [] },
  {
    id: 'callback:verify',
    args: ['-'],
    input: `curl 'http://a.example/?signature=AB&timestamp=1&nonce=2' -d '{}'`,
    exitCode: 7,
  },
  { id: 'codes', args: [] },
  { id: 'guide', args: [] },
  { id: 'doctor', args: ['--offline'] },
  { id: 'order:get', args: ['--mock'] },
  { id: 'event:upload', args: ['EV1', '--file', join(folder, 'licence.bin'), '--site', 'sandbox'] },
  { id: 'license:query', args: ['PLKOOALIVE', 'PLNOTTHERE', '--each', '--site', 'sandbox'], exitCode: 8 },
  { id: 'usage:check', args: ['-'], input: '{"instance_id":"i-1","usage_value":"x"}', exitCode: 7 },
  {
    id: 'usage:push',
    args: ['-', '--site', 'sandbox'],
    input: '{"instance_id":"i-1"}',
    exitCode: 8,
  },
  { id: 'store:check', args: [join(folder, 'front.png')], exitCode: 7 },
  { id: 'users:check', args: ['-'], input: 'name,id\na,1E+31\n', exitCode: 7 },
  {
    id: 'users:export',
    args: [join(folder, 'u.csv'), '--product', 'OFFI758576253042421764', '--site', 'sandbox'],
  },
  { id: 'users:add', args: [user, '--product', office, ...worksheet] },
  {
    id: 'users:sync',
    args: ['-', '--product', 'OFFI758576253042421764', '--dry-run', '--site', 'sandbox'],
    input: user,
  },
  { id: 'product:list', args: ['--site', 'sandbox'] },
  { id: 'product:get', args: ['OFFI758576253042421764', '--site', 'sandbox'] },
  {
    id: 'product:validate',
    args: ['-', '--offline'],
    input: `product: ${office}\nx: 1\n`,
    exitCode: 7,
  },
  {
    id: 'product:diff',
    args: ['-', '--site', 'sandbox'],
    input: `product: ${office}\ncredit: { credit_line: all }\n`,
    exitCode: 7,
  },
  {
    id: 'product:apply',
    args: ['-', '--dry-run', '--site', 'sandbox'],
    input: `product: ${office}\ncredit: { credit_line: all }\n`,
  },
  {
    id: 'product:apply',
    args: ['-', ...worksheet],
    input: `product: ${office}\ncredit: { credit_line: all }\n`,
  },
  { id: 'product:attribute:add', args: ['region', ...attribute, ...worksheet] },
  { id: 'product:credit:set', args: [office, '--credit-line', 'all', '--from', from, ...worksheet] },
  { id: 'product:stock:add', args: [office, '--delta', '5', '--note', 'more', '--from', from, ...worksheet] },
  { id: 'sandbox:start', args: ['--detach', '--port', '0'] },
  { id: 'sandbox:open', args: [] },
];

it.each(runs)(
  'koo $id $args prints what its schema says',
  { timeout: 60_000 },
  async ({ id, args, input = '', exitCode = 0 }) => {
    const home = { HOME: mkdtempSync(join(scratch, 'home-')), KOO_ACCESS_KEY: secret };
    const words = [...id.split(':'), ...args, '--json'];
    const isDetached = args.includes('--detach') || id === 'sandbox:open';
    const ended = await (isDetached ? koo : kooHere)(words, { env: home, input, cwd: folder });
    if (isDetached) await koo(['sandbox', 'stop'], { env: home });
    expect(ended, ended.stdout).toMatchObject({ code: exitCode });
    const document = documentOf(ended);
    expect(document).not.toHaveProperty('error');
    expectDocumented(document, commands[id]?.output ?? {});
  },
);

it('koo sandbox open starts one sandbox, which stays', { timeout: 60_000 }, async () => {
  const home = { HOME: mkdtempSync(join(scratch, 'home-')) };
  try {
    const [first, second] = [
      await koo(['sandbox', 'open'], { env: home }),
      await koo(['sandbox', 'open', '--print'], { env: home }),
    ];
    const url = /^(http:\/\/127\.0\.0\.1:\d+)\/console\/enter\?code=[\da-f]{64}\n$/.exec(first.stdout)?.[1];
    expect(first.stderr).toBe(`Started a sandbox in the background: ${url}. \`koo sandbox stop\` ends it.\n`);
    expect(second).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`${url}/console/`) });
    const page = await fetch(second.stdout.trim(), { redirect: 'manual' });
    expect(page.headers.get('location')).toBe('/console/');
  } finally {
    await koo(['sandbox', 'stop'], { env: home });
  }
});

it('notices a field that a schema does not name, and one that is missing', () => {
  const output = commands['config:get']?.output ?? {};
  const setting = { name: 'lang', value: null, source: 'default' };
  expectDocumented(setting, output);
  expect(() => expectDocumented({ ...setting, more: 1 }, output)).toThrow('what the command prints');
  expect(() => expectDocumented({ name: 'lang', value: null }, output)).toThrow('what the command prints');
});
