import { describe, expect, test, vi } from 'vitest';
import { listChecks } from '../../../src/callback/checks/catalogue.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import { progressText, startLiveOutput } from '../../../src/suite/cli/live.ts';
import type { CheckResult } from '../../../src/suite/report.ts';
import { specSummary } from '../../../src/suite/reporters/index.ts';
import { failInconclusive, summarise } from '../../../src/suite/run-checks.ts';
import { sample } from '../reporters/fixture.ts';

const [check] = listChecks(protocols.slice(0, 1), {
  target: 'http://127.0.0.1/',
  sale: 'period',
  encrypt: 256,
  require: [],
  set: {},
  pollIntervalMs: 1,
  timeoutMs: 1,
});

const text = (done: number, total: number, elapsedMs: number) =>
  progressText({ check: check!, done, total }, elapsedMs).replace(check!.title.en, 'CHECK');

test.each([
  [0, 100, 0, '1/100  CHECK'],
  [0, 100, 10_000, '1/100  CHECK'],
  [50, 100, 2_999, '51/100  CHECK'],
  [50, 100, 4_999, '51/100  CHECK'],
  [50, 100, 5_000, '51/100  CHECK (about 5 s left)'],
  [50, 100, 5_001, '51/100  CHECK (about 10 s left)'],
  [10, 100, 10_000, '11/100  CHECK (about 90 s left)'],
  [99, 100, 60_000, '100/100  CHECK'],
])('%i of %i checks after %i ms: %s', (done, total, elapsedMs, expected) => {
  expect(text(done, total, elapsedMs)).toBe(expected);
});

describe('a check that is not judged', () => {
  const [, life, stale] = sample.checks;
  const reason = { en: 'a rate limit', zh: '限流' };
  const open: CheckResult = { ...life!, status: 'skipped', reason, inconclusive: true };
  const later: CheckResult = { ...stale!, status: 'passed' };

  /** What the terminal shows of a run: the groups, and their end. */
  async function shown(results: readonly CheckResult[]): Promise<string> {
    let text = '';
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    try {
      const live = await startLiveOutput({ suite: 'callback', lines: true, quiet: true });
      for (const result of results) live.onProgress({ type: 'finished', result });
      const checks = results.map(failInconclusive);
      live.stop(checks);
      live.stop();
      return `${text}${specSummary({ ...sample, checks, summary: summarise(checks) })}`;
    } finally {
      write.mockRestore();
    }
  }

  test('fails in its group, too, where it fails the run', async () => {
    const text = await shown([open, later]);
    expect(text).toMatch(/^✔ v2 \/ Authentication {2}1 passed\n✖ v2 \/ Instance lifecycle {2}1 failed/);
    expect(text).toContain('Actual    not judged: a rate limit');
    expect(text).toMatch(/✖ 1 failed, 1 passed in/);
  });

  test('is skipped everywhere where another check fails', async () => {
    const text = await shown([open, stale!]);
    expect(text).toMatch(/^− v2 \/ Instance lifecycle {2}1 skipped.*\n✖ v2 \/ Authentication {2}1 failed\n/);
    expect(text).toContain('a rate limit (1): V2-LIFE-CREATE');
    expect(text).toMatch(/✖ 1 failed, 1 skipped in/);
    expect(text).not.toContain('not judged');
  });
});
