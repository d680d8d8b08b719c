import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { starterLanguages } from '../../../src/callback/starter/languages.ts';
import { kooHere } from '../../support/koo-here.ts';

const env = { KOO_ACCESS_KEY: '00000000-1111-2222-3333-444444444444' };
const folder = mkdtempSync(join(tmpdir(), 'koo-snippet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const v2 = `curl 'https://isv.example.com/saasproduce?signature=AB12&timestamp=1680508066618&nonce=N1' -d '{"activity":"newInstance","orderId":"CS1"}'`;
const kit = `curl 'https://isv.example.com/saasproduce/produceAPI/v2/tenantSync' -H 'x-sign: AB' -H 'x-timestamp: 1680508066618' -H 'x-nonce: N1' -d '{"tenantId":"t"}'`;
const v1 =
  "curl 'https://isv.example.com/saasproduce?activity=newInstance&orderId=CS1&timeStamp=20200727073711903&authToken=AB'";
const reply =
  'HTTP/1.1 200 OK\r\nBody-Sign: sign_type="HMAC-SHA256", signature="AB"\r\nContent-Length: 2\r\n\r\n{}';

const verify = (input: string, ...flags: string[]) =>
  kooHere(['callback', 'verify', '-', ...flags], { env, input });

describe('callback verify --snippet', () => {
  test.each([
    ['v2', v2, 'v2-base', /canonicalPayload/],
    ['v2-kit', kit, 'v2-kit', /kitSignature/],
    ['v1', v1, 'v1-auth-token', /authToken/],
    ['v1', reply, 'v1-body-sign', /bodySign/],
  ] as const)('shows the code of %s (%#)', async (protocol, input, scheme, code) => {
    const { code: exitCode, stdout } = await verify(input, '-p', protocol, '--snippet', 'node', '--json');
    expect(exitCode).toBe(7);
    const { snippet } = JSON.parse(stdout);
    expect(snippet).toEqual({
      language: 'node',
      scheme,
      files: [{ path: 'src/signing.js', code: expect.stringMatching(code) }],
    });
  });

  test.each(starterLanguages)('shows it in %s, behind what is wrong', async (language) => {
    const { code, stdout } = await verify(v2, '--snippet', language);
    expect(code).toBe(7);
    const [before = '', snippet = ''] = stdout.split(/^Code in .*: V2 signature, base interfaces\n/m);
    expect(before).toMatch(/^✖ Request newInstance \(v2\): the signature is wrong\n/);
    expect(before).toMatch(/\n\n$/);
    expect(snippet.replaceAll('_', '').toLowerCase()).toContain('v2signature');
    expect(snippet).not.toContain('koo:');
  });

  test('shows it for a valid request, in Chinese, and not without the flag', async () => {
    const signed = await kooHere(
      ['callback', 'sign', '{"activity":"newInstance"}', '--curl', 'https://isv.example.com/'],
      { env },
    );
    const valid = await verify(signed.stdout, '--snippet', 'php', '--lang', 'zh');
    expect(valid).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('\nPHP 代码：V2 签名（基础接口）\n'),
    });
    const without = await verify(signed.stdout, '--json');
    expect(JSON.parse(without.stdout)).not.toHaveProperty('snippet');
  });

  test('refuses a language without a starter', async () => {
    expect(await verify(v2, '--snippet', 'cobol')).toMatchObject({ code: 2 });
  });
});

describe('callback test --snippet', () => {
  /** A server that verifies and signs nothing. */
  async function careless(...flags: string[]) {
    const server = createServer((request, response) => {
      request.resume();
      response.setHeader('Content-Type', 'application/json;charset=UTF-8');
      response.end('{"resultCode":"000000","resultMsg":"success.","instanceId":"i-1"}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/saasproduce`;
    try {
      return await kooHere(['callback', 'test', url, '-p', 'v1,v2', '--explore', '0', ...flags], { env });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test('shows the code of each scheme once, behind the failures', async () => {
    const junit = join(folder, 'koo.xml');
    const { code, stdout } = await careless(
      '--snippet',
      'go',
      '--reporter',
      'spec',
      '--reporter',
      `junit=${junit}`,
    );
    expect(code).toBe(7);
    expect(stdout.match(/^Code in Go: .*$/gm)).toEqual([
      'Code in Go: V1 authToken',
      'Code in Go: V1 Body-Sign',
      'Code in Go: V2 signature, base interfaces',
    ]);
    expect(stdout).toMatch(/^ {4}func AuthToken\(/m);
    expect(stdout.slice(stdout.indexOf('Code in Go'))).not.toMatch(/^ {2}Source /m);
    expect(readFileSync(junit, 'utf8')).not.toContain('Code in Go');
  });

  test('leaves it out of the JSON report', async () => {
    const { stdout } = await careless('--snippet', 'go', '--json');
    expect(stdout).not.toContain('snippet');
    expect(stdout).not.toContain('func ');
  });
});
