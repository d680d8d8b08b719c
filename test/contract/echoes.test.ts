import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kooHere } from '../support/koo-here.ts';

const secrets = {
  KOO_SK: 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd',
  KOO_SECURITY_TOKEN: 'MIIEsecurity/token+of=a-test==',
  KOO_ACCESS_KEY: 'Zq7+wX2/pL9vT4==r8',
};
const env = { ...secrets, KOO_AK: 'AKAKAKAKAKAKAKAKAKAK', KOO_DEBUG: '1' };
const unit = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** How a server may write a secret into a text of JSON. */
const ways: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'as Gson writes it': (secret) => secret.replace(/[=<>&']/g, unit),
  'with one letter escaped': (secret) => secret.slice(0, 5) + unit(secret[5] ?? '') + secret.slice(6),
  'with escaped slashes': (secret) => secret.replaceAll('/', '\\/'),
  'in JSON in JSON': (secret) => secret.replace(/[=+]/g, (letter) => `\\${unit(letter)}`),
  'with marks between its letters': (secret) => [...secret].join('\u200f'),
  'with escaped marks between its letters': (secret) => [...secret].join('\\u200f'),
  'with control characters between its letters': (secret) => [...secret].join('\\u007f'),
  'with colours between its letters': (secret) => [...secret].join('\\u001b[1m'),
  'in HTML': (secret) => [...secret].map((letter) => `&#${letter.charCodeAt(0)};`).join(''),
  'percent-encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'in base64 after another text': (secret) => Buffer.from(`ak:${secret}`).toString('base64'),
  'in hex': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
};

let way = ways['as it is'] as (secret: string) => string;
let server: Server;
let url = '';

/** Repeats the secrets in a message, a header and the name of a member. */
beforeAll(async () => {
  server = createServer((request, response) => {
    // A merchant's server, which koo posts to, knows the access key only.
    const known = request.method === 'POST' ? [secrets.KOO_ACCESS_KEY] : Object.values(secrets);
    const text = known.map(way).join(' ');
    const status = request.url?.includes('ok') ? 200 : 400;
    response.writeHead(status, { 'content-type': 'application/json', 'x-echo': encodeURIComponent(text) });
    const name = `\\u001b]52;c;ZXZpbA==\\u0007${text}`;
    response.end(
      `{"error_code":"MKT.0101","error_msg":"${text}","resultCode":"000005","resultMsg":"${text}","${name}":1}`,
    );
    request.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** Decodes what was printed in the ways that a reader may, and looks for letters of a secret in a row. */
function expectNoSecret(output: string): void {
  const unescaped = output.replace(/\\+u([0-9a-f]{4})/gi, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const unquoted = unescaped
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/%(?:25)*([0-7][0-9a-f])/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\x1b\[[0-9;]*m|[^!-~]|\\/g, '');
  const bytes = [...output.matchAll(/[A-Za-z0-9+/=_-]{12,}/g)].map(([text]) =>
    Buffer.from(text, 'base64').toString('latin1'),
  );
  const hex = [...output.matchAll(/[0-9a-f]{12,}/gi)].map(([text]) =>
    Buffer.from(text, 'hex').toString('latin1'),
  );
  for (const text of [output, unescaped, unquoted, ...bytes, ...hex]) {
    for (const secret of Object.values(secrets)) {
      for (let at = 0; at + 6 <= secret.length; at++) expect(text).not.toContain(secret.slice(at, at + 6));
    }
  }
}

const commands: readonly (readonly [string, (url: string) => string[]])[] = [
  ['a result', (to) => ['api', '/ok', '--endpoint', to, '--include']],
  ['a document', (to) => ['api', '/ok', '--endpoint', to, '--json']],
  ['headings', (to) => ['api', '/ok', '--endpoint', to, '--query', '[@]']],
  ['an error', (to) => ['order', 'get', 'CS1', '--endpoint', to, '--debug']],
  ['the document of an error', (to) => ['order', 'get', 'CS1', '--endpoint', to, '--json']],
  [
    'the response of a callback',
    (to) => ['callback', 'send', 'queryInstance', `${to}/ok`, '--protocol', 'v2'],
  ],
];

describe.each(Object.entries(ways))('a secret that a server repeats %s', (_, write) => {
  it.each(commands)('is not recognisable in %s', async (_, args) => {
    way = write;
    const { stdout, stderr } = await kooHere(args(url), { env });
    expect(stdout + stderr).toContain('***');
    expectNoSecret(stdout);
    expectNoSecret(stderr);
    expect(stdout + stderr).not.toMatch(/[\x1b\x07\u200f]/);
  });
});

it('an escape sequence in the name of a member does not reach a heading', async () => {
  way = () => 'name';
  const { stdout } = await kooHere(['api', '/ok', '--endpoint', url, '--query', '[@]', '-o', 'table'], {
    env,
  });
  expect(stdout.split('\n')[0]).toMatch(/error_code +error_msg +resultCode +resultMsg +name name name$/);
});
