import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import UsageCheck from '../../../src/commands/usage/check.ts';
import { formatMeteringTime } from '../../../src/sandbox/state/times.ts';
import { manyRecords } from '../../usage/support.ts';
import { runCommand } from '../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-check-'));

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const minute = 60_000;

test('valid records: exit 0', async () => {
  const { exitCode, stdout } = await runCommand(UsageCheck, [file('a', manyRecords(300)), '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    valid: true,
    records: 300,
    invalid: 0,
    late: 300,
    byCode: {},
    faults: [],
  });
});

test('CSV with a Chinese header: line, field and reason of each fault, exit 7', async () => {
  const [begin, end] = [Date.now() - 90 * minute, Date.now() - 30 * minute].map(formatMeteringTime);
  const rows = [
    `i-1,${end},${begin},${end},1.5`,
    `,${end},${begin},${end},0`,
    `i-2,${end},${end},${begin},1`,
  ];
  const path = file('b.csv', ['实例ID,话单生成时间,开始时间,结束时间,使用量', ...rows].join('\r\n'));
  const { exitCode, stdout } = await runCommand(UsageCheck, [path, '--json']);
  expect(exitCode).toBe(7);
  const check = JSON.parse(stdout);
  expect(check).toMatchObject({ valid: false, records: 3, invalid: 2, late: 0 });
  expect(check.faults.map(({ line, code, field }: Record<string, unknown>) => [line, code, field])).toEqual([
    [3, 'MISSING', 'instance_id'],
    [3, 'BAD_VALUE', 'usage_value'],
    [4, 'BAD_RANGE', 'end_time'],
  ]);
  const shown = await runCommand(UsageCheck, [path, '--lang', 'zh', '--max-faults', '1']);
  expect(shown.stdout).toContain('缺少 instance_id');
  expect(shown.stdout).toContain('…另有 2 个问题');
  expect(shown.stdout).toContain('共 3 条使用量记录，2 条无效');
});

test('an input that cannot be read: exit 2', async () => {
  expect(await runCommand(UsageCheck, [file('c', '')])).toMatchObject({ exitCode: 2, code: 'EMPTY_INPUT' });
  expect(await runCommand(UsageCheck, [join(folder, 'none')])).toMatchObject({
    exitCode: 2,
    code: 'UNREADABLE_FILE',
  });
});
