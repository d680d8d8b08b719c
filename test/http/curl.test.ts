import { execFile, execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../../src/callback/delivery/exchange.ts';
import { toCurl } from '../../src/http/curl.ts';
import { shellQuote } from '../../src/text/shell-word.ts';
import { runs } from '../support/property-runs.ts';

/** What /bin/sh passes to the program: `curl` is a function that writes its arguments apart by NUL. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for argument in "$@"; do printf '%s\\0' "$argument"; done; }\n${command}`;
  const output = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

const argument = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));

const nasty = `it's "so" \\ $HOME \`id\` $(id) !! & | ; > * ~ {a,b} 中文 😀 \n\t end`;

const withShell = test.skipIf(process.platform === 'win32');

withShell('a shell reads a quoted text as it was', () => {
  expect(argumentsOf(`curl ${shellQuote(nasty)}`)).toEqual([nasty]);
  fc.assert(
    fc.property(fc.array(argument, { minLength: 8, maxLength: 8 }), (texts) => {
      expect(argumentsOf(`curl ${texts.map(shellQuote).join(' ')}`)).toEqual(texts);
    }),
    { numRuns: runs(40) },
  );
});

test('writes a callback as a readable command', () => {
  const request: HttpRequest = {
    method: 'POST',
    url: 'https://isv.example.com/saasproduce?signature=AB&timestamp=1680508066618&nonce=x',
    headers: [
      ['Accept', 'application/json'],
      ['Content-Type', 'application/json;charset=utf8'],
    ],
    body: `{"activity":"newInstance","memo":"it's"}`,
  };
  expect(toCurl(request)).toBe(
    [
      `curl -i -X POST 'https://isv.example.com/saasproduce?signature=AB&timestamp=1680508066618&nonce=x' \\`,
      `  -H 'Accept: application/json' \\`,
      `  -H 'Content-Type: application/json;charset=utf8' \\`,
      `  --data-binary '{"activity":"newInstance","memo":"it'\\''s"}'`,
    ].join('\n'),
  );
});

withShell('a body that is too long for an argument comes from a pipe, unchanged', () => {
  const body = `{"memo":"${nasty.repeat(3000)}"}\n`;
  const command = toCurl({ method: 'POST', url: 'https://a.example/', headers: [], body });
  const script = `curl() { cat; }\n${command}`;
  expect(Buffer.byteLength(body)).toBeGreaterThan(128 * 1024);
  expect(command).toMatch(/--data-binary @-$/);
  expect(execFileSync('/bin/sh', { input: script, encoding: 'utf8' })).toBe(body);
});

withShell('a command takes what it must not contain from variables of the shell', () => {
  const start = `${nasty.replaceAll('\n', ' ')} `;
  const command = toCurl({
    method: 'POST',
    url: 'https://a.example/',
    headers: [['X-Secret', { start, variable: 'SECRET' }]],
    form: [
      ['plain', nasty],
      ['secret', { start: '', variable: 'SECRET' }],
    ],
  });
  expect(argumentsOf(`SECRET='s "$x" \\'\n${command}`).slice(-6)).toEqual([
    '-H',
    `X-Secret: ${start}s "$x" \\`,
    '--data-urlencode',
    `plain=${nasty}`,
    '--data-urlencode',
    'secret=s "$x" \\',
  ]);
});

withShell('the command, run by a shell, sends the same request', async () => {
  let seen:
    | { method?: string; url?: string; headers: NodeJS.Dict<string | string[]>; body: string }
    | undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a?list=[1-3]&set={a,b}&plus=%2B`;
  const run = async (request: HttpRequest) => {
    await promisify(execFile)('/bin/sh', ['-c', toCurl(request).replace('curl', 'curl -q -s')]);
    return seen;
  };
  try {
    expect(
      await run({
        method: 'POST',
        url,
        headers: [
          ['X-Sign', ''],
          ['X-Odd', `'"$`],
        ],
        body: `@${nasty}`,
      }),
    ).toMatchObject({
      method: 'POST',
      url: new URL(url).pathname + url.slice(url.indexOf('?')),
      headers: { 'x-sign': '', 'x-odd': `'"$` },
      body: `@${nasty}`,
    });
    expect(seen?.headers).not.toHaveProperty('content-type');
    expect(await run({ method: 'GET', url, headers: [] })).toMatchObject({ method: 'GET', body: '' });
  } finally {
    server.close();
  }
});
