import { describe, expect, test } from 'vitest';
import type { Change } from '../../../src/suite/report.ts';
import { comparisonRows, comparisonTitle } from '../../../src/suite/reporters/comparison.ts';
import { reporters } from '../../../src/suite/reporters/index.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { compared, sample } from './fixture.ts';

const none = { target: sample.target, startedAt: 'then', changes: [] };

function rows(...changes: readonly Change[]) {
  return comparisonRows({ ...none, changes });
}

test('names the server only where it is another', () => {
  expect(comparisonTitle(none, sample)).toBe('Compared with the report of then');
  expect(comparisonTitle({ ...none, target: 'https://b' }, sample)).toBe(
    'Compared with the report of then for https://b',
  );
});

describe('comparisonRows', () => {
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
