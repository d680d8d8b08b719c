import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { inputLimits } from '../../../src/cli/files/input-file.ts';
import CallbackSign from '../../../src/commands/callback/sign.ts';
import CallbackVerify from '../../../src/commands/callback/verify.ts';
import { runCommand } from '../run.ts';

const key = '00000000-1111-2222-3333-444444444444';
const folder = mkdtempSync(join(tmpdir(), 'koo-sign-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sign = (...argv: string[]) => runCommand(CallbackSign, argv, { KOO_ACCESS_KEY: key });
const verify = (...argv: string[]) => runCommand(CallbackVerify, argv, { KOO_ACCESS_KEY: key });

function file(content: string): string {
  const path = join(folder, 'input');
  writeFileSync(path, content);
  return path;
}

const nonce = '50D83FDECAED6CCD8EF597F2A577950527928BA287D04E6036E92B2806FD17DA';
const body =
  '{"activity":"newInstance","businessId":"87b94795-0603-4e24-8ae5-69420d60e3c8","orderId":"CS2211181819B4LVS","orderLineId":"CS2211181819B4LVS-000001","testFlag":"1"}';

describe('sign', () => {
  test('prints the parts as headers and parameters', async () => {
    expect(await sign(body, '--nonce', nonce, '--timestamp', '1680508066618')).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: `signature=497BCA0F783D28A4CFA40D1EC642E5E683598CE08F04FF363FABEC130C95E8AE\ntimestamp=1680508066618\nnonce=${nonce}\n`,
    });
    const kit = await sign('{"flag":1}', '-p', 'v2-kit', '--nonce', 'AB', '--timestamp', '17');
    expect(kit.stdout).toMatch(/^x-sign: [0-9A-F]{64}\nx-timestamp: 17\nx-nonce: AB\n$/);
  });

  test('reads a file, prints the command for --curl', async () => {
    const { stdout } = await sign(`@${file(`${body}\n`)}`, '--curl', 'https://isv.example.com/saasproduce');
    expect(stdout).toMatch(/^curl -i -X POST 'https:\/\/isv\.example\.com\/saasproduce\?signature=/);
    expect((await verify(file(stdout))).exitCode).toBe(0);
  });

  test('--reply signs every byte and warns about a line feed', async () => {
    const reply = '{"resultCode":"000000","resultMsg":"success."}';
    const line =
      'Body-Sign: sign_type="HMAC-SHA256", signature="wd1JabGmHPwqq+/pu2hy00t74rTgYioCEzR6Mm27LbU="\n';
    expect(await sign('--reply', reply)).toMatchObject({ stdout: line, stderr: '' });
    const withFeed = await sign('--reply', `@${file(`${reply}\n`)}`);
    expect(withFeed.stdout).not.toBe(line);
    expect(withFeed.stderr).toContain('ends with a line feed');
  });

  test('--json contains the signed text but not the key', async () => {
    const { stdout } = await sign(body, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      protocol: 'v2',
      canonical: expect.stringMatching(/^<accessKey>/),
      curl: null,
    });
    expect(stdout).not.toContain(key);
  });

  test.each([
    ['AMBIGUOUS_PROTOCOL', ['{"flag":1}']],
    ['NOT_A_JSON_OBJECT', ['activity=x', '-p', 'v2']],
    ['NO_PARAMETERS', ['hello']],
    ['NO_KIT_PATH', ['{"flag":1}', '-p', 'v2-kit', '--curl', 'https://a.example/']],
    ['UNREADABLE_FILE', ['@/none']],
  ])('%s: %j', async (code, argv) => {
    expect(await sign(...argv)).toMatchObject({ code, exitCode: 2, stdout: '' });
  });
});

describe('verify', () => {
  const right = () => sign(body, '--curl', 'https://isv.example.com/saasproduce');

  test('exits 7 for a changed request and shows the text to sign', async () => {
    const { stdout } = await right();
    const ran = await verify(file(stdout.replace('CS2211181819B4LVS"', 'CS2211181819B4LVX"')));
    expect(ran.exitCode).toBe(7);
    expect(ran.stdout).toMatch(/^✖ Request newInstance \(v2\): the signature is wrong\nCause: /);
    expect(ran.stdout).toMatch(
      /\nText to sign:\n<accessKey>\w+\nRequest body in canonical form:\n\{"activity":"newInstance",.*\}\n$/,
    );
    expect(ran.stdout).not.toContain(key);
  });

  test('shows the age of the timestamp of a valid request', async () => {
    const path = file((await right()).stdout);
    const ran = await verify(path);
    expect(ran.stdout).toMatch(/^✔ Request newInstance \(v2\): valid\nTimestamp: .*Z \(\d s ago\)\n$/);
    expect((await verify(path, '--lang', 'zh')).stdout).toMatch(/^✔ 请求 newInstance（v2）：有效\n时间戳：/);
  });

  test('--at checks the time window', async () => {
    const { stdout } = await sign(body, '--timestamp', '1680508066618', '--curl', 'https://isv.example.com/');
    const path = file(stdout);
    expect((await verify(path)).exitCode).toBe(0);
    expect((await verify(path, '--at', '1680508126618')).exitCode).toBe(0);
    const stale = await verify(path, '--at', '2023-04-03T07:48:46.619Z', '--json');
    expect(stale.exitCode).toBe(7);
    expect(JSON.parse(stale.stdout)).toMatchObject({ valid: false, cause: null, time: { age: 60.001 } });
    expect(await verify(path, '--at', 'noon')).toMatchObject({ code: 'INVALID_TIME', exitCode: 2 });
  });

  test('--signed-text shows the first difference', async () => {
    const { stdout } = await sign(
      'activity=newInstance&orderId=CS2',
      '--timestamp',
      '20251125010203456',
      '--curl',
      'https://a.example/',
    );
    const path = join(folder, 'request');
    writeFileSync(path, stdout.replace('CS2', 'CS3'));
    const ran = await verify(
      path,
      '--signed-text',
      file('activity=newInstance&orderId=CS2&timeStamp=20251125010203456'),
    );
    expect(ran.exitCode).toBe(7);
    expect(ran.stdout).toMatch(
      /First difference: at index 31, in orderId\n {2}Expected: .*orderId=CS3.*\n {2}Actual: .*orderId=CS2/,
    );
  });

  test('--signed-text is limited', async () => {
    const path = join(folder, 'request');
    writeFileSync(path, (await right()).stdout);
    const ran = (length: number) => verify(path, '--signed-text', file('x'.repeat(length)), '--json');
    expect(JSON.parse((await ran(inputLimits.signed)).stdout)).toMatchObject({ difference: { index: 0 } });
    expect(await ran(inputLimits.signed + 1)).toMatchObject({ code: 'TOO_LARGE', exitCode: 2 });
  });

  test('--reply and --entry select from a HAR log', async () => {
    const { stdout } = await right();
    const url = /'(https[^']+)'/.exec(stdout)![1];
    const response = {
      status: 200,
      headers: [
        {
          name: 'Body-Sign',
          value: 'sign_type="HMAC-SHA256", signature="wd1JabGmHPwqq+/pu2hy00t74rTgYioCEzR6Mm27LbU="',
        },
      ],
      content: { text: '{"resultCode":"000000","resultMsg":"success."}' },
    };
    const request = { method: 'POST', url, headers: [], postData: { text: body } };
    const entries = [{ request: { method: 'GET', url: '/' } }, { request, response }];
    const path = file(JSON.stringify({ log: { entries } }));
    expect((await verify(path, '--entry', '2')).stdout).toContain('✔ Request');
    expect((await verify(path, '--entry', '2', '--reply')).stdout).toBe('✔ Response (v1): valid\n');
    expect(await verify(path)).toMatchObject({ code: 'UNKNOWN_CAPTURE_PROTOCOL', exitCode: 2 });
    expect(await verify(path, '--entry', '3')).toMatchObject({ code: 'UNREADABLE_CAPTURE', exitCode: 2 });
  });

  test('verifies the report of koo callback send', async () => {
    const capture = {
      request: { method: 'POST', url: 'https://a.example/', headers: {}, body },
      reply: null,
    };
    expect((await verify(file(JSON.stringify(capture)))).stdout).toContain('the signature is missing');
  });
});
