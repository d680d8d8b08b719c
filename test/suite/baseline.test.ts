import { describe, expect, test } from 'vitest';
import { KooError } from '../../src/errors/koo-error.ts';
import { type Baseline, compareReports, parseBaseline } from '../../src/suite/baseline.ts';
import type { Status } from '../../src/suite/report.ts';
import { reporters } from '../../src/suite/reporters/index.ts';
import { sample } from './reporters/fixture.ts';

const [template] = sample.checks;

function earlier(statuses: Readonly<Record<string, Status>>): Baseline {
  const checks = Object.entries(statuses).map(([id, status]) => ({ id, status }));
  return { ...sample, schema: 'koo.callback-report/1', checks };
}

function now(statuses: Readonly<Record<string, Status>>) {
  const checks = Object.entries(statuses).map(([id, status]) => ({ ...template!, id, status }));
  return { ...sample, checks };
}

function changesOf(before: Status | undefined, after: Status | undefined) {
  const { changes } = compareReports(earlier(before ? { A: before } : {}), now(after ? { A: after } : {}));
  return changes.map(({ change }) => change);
}

describe('compareReports', () => {
  test.each<[Status | undefined, Status | undefined, string[]]>([
    ['passed', 'failed', ['new']],
    ['passed', 'warned', ['new']],
    ['failed', 'passed', ['fixed']],
    ['warned', 'passed', ['fixed']],
    ['failed', 'failed', ['still-failing']],
    ['warned', 'failed', ['still-failing']],
    ['failed', 'warned', ['still-failing']],
    ['passed', 'passed', []],
    ['skipped', 'skipped', []],
    ['skipped', undefined, []],
    [undefined, 'skipped', []],
    // A finding of a check that did not run before is not new, and one that did not run now is not fixed.
    ['skipped', 'failed', ['not-run-before']],
    [undefined, 'failed', ['not-run-before']],
    [undefined, 'passed', ['not-run-before']],
    ['failed', 'skipped', ['not-run-now']],
    ['failed', undefined, ['not-run-now']],
    ['passed', 'skipped', ['not-run-now']],
  ])('%s, then %s: %j', (before, after, changes) => {
    expect(changesOf(before, after)).toEqual(changes);
  });

  test('is in the order of the report, then of the earlier one, and has the statuses', () => {
    const comparison = compareReports(
      {
        ...earlier({ GONE: 'failed', B: 'failed', A: 'passed' }),
        target: 'http://127.0.0.1/',
        startedAt: 'then',
      },
      now({ A: 'failed', B: 'passed', ADDED: 'passed' }),
    );
    expect(comparison).toEqual({
      target: 'http://127.0.0.1/',
      startedAt: 'then',
      changes: [
        { id: 'A', change: 'new', before: 'passed', now: 'failed' },
        { id: 'B', change: 'fixed', before: 'failed', now: 'passed' },
        { id: 'ADDED', change: 'not-run-before', now: 'passed' },
        { id: 'GONE', change: 'not-run-now', before: 'failed' },
      ],
    });
  });
});

describe('parseBaseline', () => {
  const parse = (document: unknown) =>
    parseBaseline(Buffer.from(JSON.stringify(document)), 'old.json', 'callback');
  const report = JSON.parse(reporters.json(sample));

  test('reads what the JSON reporter writes, also with properties of a later version and in UTF-16', () => {
    expect(compareReports(parse(report), sample).changes.map(({ change }) => change)).toEqual([
      'still-failing',
      'still-failing',
    ]);
    expect(parse({ ...report, later: 1 }).checks).toHaveLength(13);
    const utf16 = Buffer.from(`\ufeff${JSON.stringify(report)}`, 'utf16le');
    expect(parseBaseline(utf16, 'old.json', 'callback').checks).toHaveLength(13);
  });

  test.each<[string, unknown]>([
    ['not a JSON object', 1],
    ['schema is missing', { error: {} }],
    ['schema must be "koo.callback-report/1"', { ...report, schema: 'koo.callback-report/2' }],
    ['target is missing', { ...report, target: undefined }],
    ['target is invalid', { ...report, target: '' }],
    ['startedAt is invalid', { ...report, startedAt: 'yesterday' }],
    ['checks must be Array', { ...report, checks: {} }],
    ['checks.0.id is missing', { ...report, checks: [{ status: 'passed' }] }],
    [
      'checks.1.status must be ("passed" | "failed" | "warned" | "skipped")',
      { ...report, checks: [report.checks[0], { ...report.checks[1], status: 'ok' }] },
    ],
    ['checks.1 has the id of an earlier check', { ...report, checks: [report.checks[0], report.checks[0]] }],
    [
      'checks.50000 has the id of an earlier check',
      {
        ...report,
        checks: Array.from({ length: 50_001 }, (_, index) => ({
          id: `A-${index % 50_000}`,
          status: 'passed',
        })),
      },
    ],
  ])('refuses a document where %s', (reason, document) => {
    expect(refusal(() => parse(document))).toBe(
      `--baseline old.json is not a report of koo callback test: ${reason}`,
    );
  });

  test.each(['', '<testsuites/>', '{"schema":', 'PK\x03\x04\0'])('refuses %j', (text) => {
    expect(refusal(() => parseBaseline(Buffer.from(text), 'old.json', 'callback'))).toMatch(/: not JSON$/);
  });
});

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof KooError && error.facts.code === 'INVALID_BASELINE') return error.facts.message.en;
    throw error;
  }
  throw new Error('accepted');
}
