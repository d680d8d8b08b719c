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

const frames = (line: string) => Array.from({ length: 30 }, () => `${line}\n`).join('');

test.each([
  [
    'Node',
    `TypeError: x is undefined\n    at freeze (/app/src/server.js:10:5)\n${frames('    at next (/app/node_modules/express/lib/router/route.js:149:13)')}    at process.emit (node:events:518:28)\n`,
    ['TypeError: x is undefined', '    at freeze (/app/src/server.js:10:5)'],
  ],
  [
    'Java',
    `java.lang.NullPointerException: null\n\tat com.example.Saas.freeze(Saas.java:12)\n${frames('\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:885)')}\tat java.base/java.lang.Thread.run(Thread.java:840)\n`,
    ['java.lang.NullPointerException: null', '\tat com.example.Saas.freeze(Saas.java:12)'],
  ],
  [
    'Python',
    `Traceback (most recent call last):\n${frames('  File "/venv/lib/python3.12/site-packages/flask/app.py", line 1\n    return run()')}  File "/app/main.py", line 7, in freeze\n    x.y\nAttributeError: y\n`,
    [
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 7, in freeze',
      '    x.y',
      'AttributeError: y',
    ],
  ],
  [
    'Go',
    `panic: no such instance\n\nmain.freeze(0x1)\n\t/app/main.go:9 +0x1\n${frames('net/http.HandlerFunc.ServeHTTP(0x1)\n\t/go/src/net/http/server.go:2220 +0x1')}`,
    ['panic: no such instance', '', 'main.freeze(0x1)', '\t/app/main.go:9 +0x1'],
  ],
])('the last lines of a stack trace in %s hold the error and the own frames', (_language, printed, kept) => {
  expect(read(`listening\n${printed}`).lastLines.split('\n')).toEqual(['listening', ...kept]);
});
