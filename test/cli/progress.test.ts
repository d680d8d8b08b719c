import { expect, test } from 'vitest';
import { canSpin, createProgressLine } from '../../src/cli/progress.ts';

test.each([
  ['a terminal', { isTTY: true, columns: 80 }, {}, true],
  ['no terminal', { columns: 80 }, {}, false],
  // A pseudo terminal without a size, on which the spinner would loop forever.
  ['a terminal of no columns', { isTTY: true, columns: 0 }, {}, false],
  ['a terminal of an unknown size', { isTTY: true }, {}, false],
  ['a terminal in CI', { isTTY: true, columns: 80 }, { CI: '1' }, false],
  ['a dumb terminal', { isTTY: true, columns: 80 }, { TERM: 'dumb' }, false],
])('a spinner on %s: %j %j is %s', (_, stream, env, expected) => {
  expect(canSpin(stream, env)).toBe(expected);
});

test('progress is shown on a terminal only, at most ten times a second', () => {
  let [now, written] = [0, ''];
  const write = (text: string) => {
    written += text;
    return true;
  };
  const stream = { isTTY: true, columns: 80, write };
  const options = { quiet: false, stream, clock: () => now };
  const progress = createProgressLine(options);
  progress.show(() => 'Sent 100 / 300');
  progress.show(() => 'Sent 200 / 300');
  now = 150;
  progress.show(() => 'Sent 300 / 300');
  progress.end();
  expect(written).toBe('\r\x1b[2KSent 100 / 300\r\x1b[2KSent 300 / 300\r\x1b[2K');
  written = '';
  for (const silent of [
    { ...options, quiet: true },
    { ...options, stream: { ...stream, isTTY: false } },
  ]) {
    const none = createProgressLine(silent);
    none.show(() => 'Sent 1');
    none.end();
  }
  expect(written).toBe('');
});
