import { expect, test } from 'vitest';
import { createPushProgress } from '../../../src/usage/cli/progress.ts';

const counts = {
  records: 900,
  accepted: 800,
  alreadyAccepted: 0,
  skipped: 0,
  duplicates: 0,
  maybeThere: 0,
  unknown: 0,
  notSent: 0,
  rejected: 0,
  invalid: 100,
  batches: 8,
};

function line(isTTY: boolean, size?: number) {
  let time = 0;
  let written = '';
  const stream = {
    isTTY,
    columns: 100,
    write: (text: string) => {
      written += text;
    },
  };
  const progress = createPushProgress({
    stream: stream as never,
    quiet: false,
    size,
    bytes: () => 250,
    clock: () => time,
  });
  time = 10_000;
  progress.show(counts);
  progress.show(counts);
  return written;
}

test('shows percentage, rate and remaining time, not too often', () => {
  expect(line(true, 1000)).toBe(
    '\r\x1b[2K██████░░░░░░░░░░░░░░░░░░ 25%  800 sent, 0 rejected, 100 invalid, 80/s  0:30 left',
  );
  expect(line(true)).toBe('\r\x1b[2K800 sent, 0 rejected, 100 invalid, 80/s');
});

test('is silent where stderr is not a terminal', () => {
  expect(line(false, 1000)).toBe('');
});
