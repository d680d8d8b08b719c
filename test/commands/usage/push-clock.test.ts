import { afterEach, describe, expect, test, vi } from 'vitest';
import { shiftedDate } from '../../support/shifted-clock.ts';
import { isWhole } from '../../support/whole.ts';
import { manyRecords } from '../../usage/support.ts';
import { ended, usePush } from './harness.ts';

const { at, receive, file, push, start } = usePush();

afterEach(() => void vi.unstubAllGlobals());

const hour = 3600_000;
const day = 24 * hour;
const shifts = (isWhole ? [hour, 3 * day, 60 * day, 365 * day] : [hour, 60 * day]).flatMap((shift) => [
  shift,
  -shift,
]);
const right = Date.now();

/** Records that are valid now, by the right clock. */
const records = (count: number) =>
  manyRecords(count, right)
    .split('\n')
    .map((line) => JSON.stringify({ ...JSON.parse(line), product_id: 'OFFI1' }))
    .join('\n');

/** How often each record arrived, by its value. */
const arrived = () => {
  const values =
    at.receiver.state.legacy.length > 0
      ? (at.receiver.state.legacy as { usage_value: string }[])
      : [...at.receiver.accepted.values()];
  return values.map(({ usage_value }) => usage_value);
};

/** Pushes with a clock that is wrong. */
async function pushLate(shift: number, path: string, ...flags: string[]) {
  vi.stubGlobal('Date', shiftedDate(shift));
  try {
    return await push(path, ...flags);
  } finally {
    vi.unstubAllGlobals();
  }
}

describe.each([
  ['the old interface', ['--legacy']],
  ['the new interface', ['--ignore-unknown']],
])('over %s', (_, target) => {
  const flags = [...target, '--batch-size', '10', '--concurrency', '1'];

  test.each(shifts)('a clock that is wrong by %i ms loses and doubles nothing', async (shift) => {
    await receive();
    const some = file('some.ndjson', records(40));
    const all = file('all.ndjson', records(60));
    expect(await push(some, ...flags)).toMatchObject({ exitCode: 0, result: { accepted: 40 } });
    for (const _ of [1, 2]) await pushLate(shift, all, ...flags);
    for (const _ of [1, 2]) expect(await push(all, ...flags)).toMatchObject({ exitCode: 0 });
    expect(arrived()).toHaveLength(60);
    expect(new Set(arrived()).size).toBe(60);
    // And after the wrong clock was the first one.
    const more = file('more.ndjson', records(70));
    await pushLate(shift, more, ...flags);
    expect(await push(more, ...flags)).toMatchObject({ exitCode: 0 });
    expect(new Set(arrived()).size).toBe(70);
    expect(arrived()).toHaveLength(70);
  });
});

test.each([hour, -hour])(
  'the old interface is not used on with a clock that is wrong by %i ms',
  async (shift) => {
    await receive({ accountOf: () => 'account' });
    const path = file('r.ndjson', records(30));
    // The response of IAM shows it before anything is sent.
    const first = await pushLate(shift, path, '--legacy', '--batch-size', '10', '--concurrency', '1');
    expect(first).toMatchObject({
      exitCode: 3,
      code: 'CLOCK_SKEW',
      hint: expect.stringContaining(`60 minutes ${shift > 0 ? 'ahead of' : 'behind'}`),
      facts: { details: { accepted: 0, batches: 0 } },
    });
    expect(arrived()).toEqual([]);
    // By now the account is known, and only the response to a batch shows it, even to the last one.
    const last = await pushLate(shift, file('one.ndjson', records(1)), '--legacy');
    expect(last).toMatchObject({ exitCode: 3, code: 'CLOCK_SKEW', facts: { details: { accepted: 1 } } });
    const second = await pushLate(shift, path, '--legacy', '--batch-size', '10', '--concurrency', '1');
    expect(second).toMatchObject({
      exitCode: 3,
      code: 'CLOCK_SKEW',
      facts: { details: { accepted: 10, skipped: 1 } },
    });
    expect(await push(path, '--legacy')).toMatchObject({
      exitCode: 0,
      result: { accepted: 19, skipped: 11 },
    });
    expect(new Set(arrived()).size).toBe(30);
    expect(await pushLate(14 * 60_000, path, '--legacy')).toMatchObject({
      exitCode: 0,
      result: { skipped: 30 },
    });
  },
);

test('a push of 5,000 records, a run with a clock 60 days ahead, and one with the right clock: sent once', async () => {
  await receive();
  const path = file('r.ndjson', records(5000));
  expect(await push(path, '--legacy')).toMatchObject({ exitCode: 0, result: { accepted: 5000 } });
  expect(await pushLate(60 * day, path, '--legacy')).toMatchObject({
    exitCode: 8,
    result: { invalid: 5000 },
  });
  expect(await push(path, '--legacy')).toMatchObject({ exitCode: 0, result: { accepted: 0, skipped: 5000 } });
  expect(at.receiver.state.legacy).toHaveLength(5000);
});

test('killed with wrong clocks, the old interface gets no record twice, and all are accounted for', async () => {
  await receive({ delayMs: 10 });
  const count = 300;
  const path = file('r.ndjson', records(count));
  const flags = ['--legacy', '--batch-size', '10', '--concurrency', '2'];
  const shifted = (shift: number) => ({
    NODE_OPTIONS: `--import=${new URL('../../support/shifted-clock.ts', import.meta.url)}`,
    TEST_CLOCK_SHIFT: String(shift),
  });
  for (const shift of [0, -14 * 60_000, 14 * 60_000]) {
    const before = arrived().length;
    const child = start(path, { env: shifted(shift) }, ...flags);
    const end = ended(child);
    await expect.poll(() => arrived().length, { timeout: 20_000, interval: 2 }).toBeGreaterThan(before + 20);
    child.kill('SIGKILL');
    await end;
  }
  for (const shift of [60 * day, -60 * day, 365 * day])
    await ended(start(path, { env: shifted(shift) }, ...flags));
  const { result } = await push(path, ...flags);
  expect(result.accepted + result.skipped + result.maybeThere).toBe(count);
  expect(new Set(arrived()).size).toBe(arrived().length);
  expect(arrived().length).toBeGreaterThanOrEqual(count - result.maybeThere);
}, 60_000);
