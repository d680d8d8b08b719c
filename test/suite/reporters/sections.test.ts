import { describe, expect, test } from 'vitest';
import type { Change, Comparison } from '../../../src/suite/report.ts';
import { reporters } from '../../../src/suite/reporters/index.ts';
import { sectionsOf } from '../../../src/suite/reporters/sections.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { compared, sample } from './fixture.ts';

const none = { target: sample.target, startedAt: 'then', changes: [] };

function comparison(baseline: Comparison) {
  const { coverage: _coverage, ...report } = sample;
  return sectionsOf({ ...report, baseline });
}

function rows(...changes: readonly Change[]) {
  return comparison({ ...none, changes })[0]?.rows;
}

test('names the server only where it is another', () => {
  expect(comparison(none)[0]?.title).toBe('Compared with the report of then');
  expect(comparison({ ...none, target: 'https://b' })[0]?.title).toBe(
    'Compared with the report of then for https://b',
  );
});

describe('the comparison', () => {
  test('says that nothing has changed', () => {
    expect(rows()).toEqual([['Changes', 'none']]);
  });

  test('shows 20 ids of a kind at the most', () => {
    const fixed = (count: number) =>
      rows(...Array.from({ length: count }, (_, index) => ({ id: `A${index}`, change: 'fixed' }) as const));
    expect(fixed(20)).toEqual([['Fixed', expect.stringMatching(/A19$/)]]);
    expect(fixed(21)).toEqual([['Fixed', expect.stringMatching(/A19, and 1 more$/)]]);
  });

  test('counts the checks that ran in one report only, and names those with a finding', () => {
    expect(
      rows(
        { id: 'A', change: 'not-run-before', now: 'failed' },
        { id: 'B', change: 'not-run-before', before: 'skipped', now: 'passed' },
        { id: 'C', change: 'not-run-now', before: 'passed', now: 'skipped' },
      ),
    ).toEqual([
      ['Not run before', '2 checks, with findings in A'],
      ['Not run now', '1 check'],
    ]);
  });
});

test.each(['en', 'zh'] as const)('at the end of the report for people, in %s', async (language) => {
  useLanguage(language);
  const text = reporters.spec(compared);
  await expect(text.slice(text.indexOf(language === 'en' ? 'Compared' : '与 2025'))).toMatchFileSnapshot(
    `golden/spec.compared.${language}.txt`,
  );
});

test.each(['markdown', 'html', 'github'] as const)('%s: names the changes', (name) => {
  const text = reporters[name](compared).replaceAll('\\', '').replaceAll('%3A', ':').replaceAll('%0A', '\n');
  expect(text).toContain('Compared with the report of 2025-12-31T01:02:03.456Z for ');
  expect(text).toMatch(/Not run now\W.*1 check, with findings in V2K-LIFE-TENANT/);
  expect(text).toMatch(/Not run before\W.*2 checks/);
  expect(text).toContain('V2-FIXED-18, V2-FIXED-19, and 1 more');
  expect(reporters[name](sample)).not.toContain('Compared');
});

describe('the coverage', () => {
  const subject = { en: 'classes of values', zh: '类取值' };
  const calls = { en: 'calls', zh: '次调用' };
  const covered = [
    { protocol: 'v2', activity: 'newInstance', subject: calls, covered: 3 },
    { protocol: 'v2', activity: 'queryInstance', subject: calls, covered: 4 },
    { protocol: 'v2', activity: 'newInstance', subject, covered: 5, total: 6 },
    { protocol: 'v2', activity: 'queryInstance', subject, covered: 7, total: 7 },
    { protocol: 'v1', subject, covered: 0, total: 1 },
  ];
  const untested = [
    { subject: { en: 'a restart', zh: '重启' }, how: { en: '--start COMMAND', zh: '--start COMMAND' } },
  ];
  const report = { ...sample, coverage: { covered, untested } };

  test('is summed up for each protocol', () => {
    expect(sectionsOf(report)).toEqual([
      {
        title: 'Covered',
        rows: [
          ['v2', '7 calls, 12 of 13 classes of values'],
          ['v1', '0 of 1 classes of values'],
        ],
      },
      { title: 'Not tested, and how to', rows: [['a restart', '--start COMMAND']] },
    ]);
  });

  test('is shown for each activity on request', () => {
    expect(sectionsOf(report, true)[0]?.rows.slice(0, 3)).toEqual([
      ['v2', '7 calls, 12 of 13 classes of values'],
      ['  newInstance', '3 calls, 5 of 6 classes of values'],
      ['  queryInstance', '4 calls, 7 of 7 classes of values'],
    ]);
  });

  test.each(['spec', 'markdown', 'html', 'junit', 'tap', 'github'] as const)('%s has it', (name) => {
    const text = reporters[name](report);
    expect(text).toContain('12 of 13 classes of values');
    expect(text).toContain('--start COMMAND');
  });
});
