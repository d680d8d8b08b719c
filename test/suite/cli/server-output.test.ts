import { describe, expect, test } from 'vitest';
import { createServerOutput } from '../../../src/suite/cli/server-output.ts';

const secret = 'Zq7wX2pL9vT4r8-the-secret';
/** More than is kept of a line that has not ended. */
const long = 64 * 1024;

/** All that is logged, and the last lines, of these pieces of stdout. */
function read(...pieces: readonly string[]) {
  let logged = '';
  const output = createServerOutput(
    (text) => {
      logged += text;
    },
    [secret],
  );
  const stream = output.addStream();
  for (const piece of pieces) stream.write(piece);
  const lastLines = output.lastLines();
  stream.end();
  return { logged, lastLines };
}

describe('the output of a server has no part of a secret', () => {
  test('that arrives in two pieces', () => {
    expect(read(`key ${secret.slice(0, 9)}`, `${secret.slice(9)}, `, 'end')).toEqual({
      logged: 'key ***, end',
      lastLines: 'key ***, end',
    });
  });

  test.each([-30, -20, -10, 0, 10])('at %i characters from where a long line is cut', (offset) => {
    const before = 'x'.repeat(long + offset);
    for (const pieces of [
      [`${before}${secret}`, 'y'.repeat(long), '\n'],
      [`${before}${secret.slice(0, 9)}`, `${secret.slice(9)}${'y'.repeat(long)}`],
    ]) {
      expect(read(...pieces).logged.trimEnd()).toBe(`${before}***${'y'.repeat(long)}`);
    }
  });

  test.each([-30, -20, -10, 0, 10])('at the beginning of the last lines, cut at %i', (offset) => {
    const after = 'y'.repeat(long - secret.length + offset);
    const { lastLines } = read(`x${secret}${after}\n`);
    expect(lastLines).toMatch(/^x?\*{0,3}y+$/);
  });
});

test('the last lines are the twenty last ones of both streams, also an unfinished one', () => {
  const output = createServerOutput(() => {}, []);
  const [out, error] = [output.addStream(), output.addStream()];
  for (let line = 1; line <= 30; line += 1) out.write(`${line}\n`);
  error.write('\x1b[31mfailed');
  expect(output.lastLines().split('\n')).toEqual([
    ...Array.from({ length: 19 }, (_, at) => String(at + 12)),
    'failed',
  ]);
});
