import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ReportDocument } from '../../../src/suite/reporters/index.ts';
import { kooHere } from '../../support/koo-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-explore-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function reportOf(...flags: string[]) {
  const { code, stdout } = await kooHere(['callback', 'test', '--json', ...flags]);
  return { code, report: JSON.parse(stdout) as ReportDocument };
}

const statuses = ({ checks }: ReportDocument) =>
  checks.filter(({ group }) => group === 'exploration').map(({ id, status }) => `${id} ${status}`);

describe('--explore', () => {
  test('0 draws no lives and shows no seed', async () => {
    const { code, report } = await reportOf('--demo', '-p', 'v2', '--explore', '0');
    expect(code).toBe(0);
    expect(statuses(report)).toEqual([]);
    expect(report.notices).toEqual([]);
  });

  test('covers everything by default, and draws lives on top on request, with their seed', async () => {
    const plain = await reportOf('--demo', '-p', 'order-notify');
    expect(plain.code).toBe(0);
    expect(statuses(plain.report)).toEqual([
      'ON-EXPLORE-VALUES passed',
      'ON-EXPLORE-LIFE passed',
      'ON-EXPLORE-UNUSUAL skipped',
    ]);
    expect(plain.report.notices).toEqual([]);
    const { covered } = plain.report.coverage ?? { covered: [] };
    expect(covered.filter(({ total, covered: count }) => total !== undefined && total !== count)).toEqual([]);
    expect(covered.length).toBeGreaterThan(3);
    const { code, report } = await reportOf('--demo', '-p', 'order-notify', '--explore', '2');
    expect(code).toBe(0);
    expect(report.notices.map(({ en }) => en)).toEqual([expect.stringMatching(/^Seed: \d+ /)]);
  });

  test.each([
    ['--explore', '-1'],
    ['--seed', 'abc'],
  ])('%s %s is refused', async (...flags) => {
    const { code } = await kooHere(['callback', 'test', '--demo', ...flags]);
    expect(code).toBe(2);
  });
});

describe('a life that fails', () => {
  const scenarios = join(folder, 'scenarios');
  const explore = [
    '--demo=broken',
    '-p',
    'v2',
    '--only',
    'V2-EXPLORE-LIFE',
    '--explore',
    '200',
    '--seed',
    '3',
  ];

  test('is saved as a scenario, which fails alike', async () => {
    const { code, report } = await reportOf(...explore, '--scenario-dir', scenarios);
    expect(code).toBe(7);
    expect(statuses(report)).toEqual(['V2-EXPLORE-LIFE failed']);
    const file = join(scenarios, 'V2-EXPLORE-LIFE-3.yaml');
    expect(readdirSync(scenarios)).toEqual(['V2-EXPLORE-LIFE-3.yaml']);
    const [found] = report.checks.filter(({ id }) => id === 'V2-EXPLORE-LIFE');
    expect(readFileSync(file, 'utf8')).toBe(found?.scenario);
    expect(report.notices.map(({ en }) => en).join('\n')).toContain(`--scenario ${file} runs it again`);

    const again = await reportOf('--demo=broken', '--scenario', file);
    expect(again.code).toBe(7);
    expect(statuses(again.report).at(-1)).toMatch(/^V2-SCENARIO-\d failed$/);
    const fixed = await reportOf('--demo', '--scenario', file);
    expect(fixed.code).toBe(0);
    expect(statuses(fixed.report).map((status) => status.split(' ')[1])).not.toContain('failed');
  });

  test('is in the report alone where it cannot be written', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const { code, report } = await reportOf(...explore, '--scenario-dir', file);
    expect(code).toBe(7);
    expect(report.notices.map(({ en }) => en).join('\n')).toContain('could not be written');
    expect(existsSync(join(file, 'V2-EXPLORE-LIFE-3.yaml'))).toBe(false);
  });
});

describe('--scenario', () => {
  test('runs several files, and numbers their steps throughout', async () => {
    const one = join(folder, 'one.yaml');
    writeFileSync(one, 'protocol: v2\nsteps:\n  - {activity: newInstance, expect: success}\n');
    const two = join(folder, 'two.yaml');
    writeFileSync(two, 'protocol: v2-kit\nsteps:\n  - {activity: tenantSync, expect: refused}\n');
    const { code, report } = await reportOf('--demo', '--scenario', one, '--scenario', two);
    expect(code).toBe(7);
    expect(statuses(report)).toEqual(['V2-SCENARIO-1 passed', 'V2K-SCENARIO-2 failed']);
    const [, tenant] = report.checks.filter(({ group }) => group === 'exploration');
    expect(tenant?.title.en).toBe('two.yaml, step 1: tenantSync');
    expect(tenant?.expected?.en).toBe('a refusal with a resultCode');
  });

  test('fails a step that refers to a field which the reply lacks', async () => {
    const file = join(folder, 'lacking.yaml');
    const steps = [
      '{id: made, activity: newInstance, expect: success}',
      `{activity: queryInstance, values: {instanceId: "\${made.instanceID}"}, expect: success}`,
    ];
    writeFileSync(file, `protocol: v2\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`);
    const { code, report } = await reportOf('--demo', '--scenario', file);
    expect(statuses(report)).toEqual(['V2-SCENARIO-1 passed', 'V2-SCENARIO-2 failed']);
    expect(report.checks.at(-1)?.actual?.en).toBe('no instanceID');
    expect(code).toBe(7);
  });

  test('names the place of a mistake in the file', async () => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, 'protocol: v2\nsteps:\n  - {activity: newInstance, expects: success}\n');
    const { code, stderr } = await kooHere(['callback', 'test', '--demo', '--scenario', file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:3:`);
  });

  test.each([['--protocol', 'v2'], ['--list']])('and %s exclude each other', async (...flags) => {
    const { code } = await kooHere(['callback', 'test', '--demo', '--scenario', 'a.yaml', ...flags]);
    expect(code).toBe(2);
  });
});
