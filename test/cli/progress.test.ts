import { expect, test } from 'vitest';
import { canSpin } from '../../src/cli/progress.ts';

test.each([
  ['a terminal', { isTTY: true, columns: 80 }, {}, true],
  ['no terminal', { columns: 80 }, {}, false],
  // A pseudo terminal whose size nobody has set; the spinner would loop for ever.
  ['a terminal of no columns', { isTTY: true, columns: 0 }, {}, false],
  ['a terminal of an unknown size', { isTTY: true }, {}, false],
  ['a terminal in CI', { isTTY: true, columns: 80 }, { CI: '1' }, false],
  ['a dumb terminal', { isTTY: true, columns: 80 }, { TERM: 'dumb' }, false],
])('a spinner on %s: %j %j is %s', (_, stream, env, expected) => {
  expect(canSpin(stream, env)).toBe(expected);
});
