import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../../src/callback/merchant/server/server.ts';
import CallbackSend from '../../../src/commands/callback/send.ts';
import CallbackVerify from '../../../src/commands/callback/verify.ts';
import { runCommand } from '../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-send-'));
let demo: Demo;

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

beforeAll(async () => {
  demo = await startDemo();
  file('public.pem', demo.rsaPublicKey.export({ type: 'spki', format: 'pem' }).toString());
});

afterAll(async () => {
  await demo.close();
  rmSync(folder, { recursive: true });
});

function keys() {
  const { base, kit, license, notify } = demo.keys;
  return {
    KOO_ACCESS_KEY: base,
    KOO_KIT_KEY: kit,
    KOO_LICENSE_KEY: license,
    KOO_NOTIFY_KEY: notify,
    KOO_STATE_DIR: join(folder, 'state'),
  };
}

async function send(...argv: string[]) {
  const config = argv.includes('--config') ? [] : ['--config', file('empty.yaml', '')];
  const ran = await runCommand(CallbackSend, [...argv, ...config], keys());
  for (const secret of Object.values(demo.keys)) expect(ran.stdout + ran.stderr).not.toContain(secret);
  return ran;
}

/** A server for one test. */
async function withServer(listener: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/produce`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('to the reference merchant', () => {
  test.each([
    ['v1', 'newInstance'],
    ['v1-kit', 'tenantSync'],
    ['v1-kit', 'applicationSync'],
    ['v2', 'newInstance'],
    ['v2-kit', 'tenantSync'],
    ['v2-kit', 'applicationSync'],
    ['v2-kit', 'authSync'],
    ['license-code', 'updateLicenseCodeStatus'],
    ['online-license', 'newInstance'],
    ['order-notify', 'orderNotify'],
  ])('%s %s succeeds, and is refused when forged', async (protocol, activity) => {
    const more = ['--protocol', protocol, '--rsa-public-key', join(folder, 'public.pem'), '--json'];
    if (protocol === 'license-code') more.push('--set', `license=${demo.license}`);
    const ran = await send(activity, demo.target, ...more);
    expect(JSON.parse(ran.stdout)).toMatchObject({ protocol, activity, ok: true, problems: [] });
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toMatch(/^(Note: instanceId is that of the last instance .*\n)?Sending to .*\n$/);
    for (const tampering of ['signature', 'timestamp', 'body', 'key']) {
      const forged = await send(activity, demo.target, ...more, '--tamper', tampering);
      expect(JSON.parse(forged.stdout)).toMatchObject({
        ok: true,
        tampered: tampering,
        reply: { resultCode: '000001' },
      });
      expect(forged.exitCode).toBe(0);
    }
  });

  test('exits 7 for a rejection', async () => {
    const ran = await send(
      'releaseInstance',
      demo.target,
      '-p',
      'v2',
      '--set',
      'instanceId=none',
      '--unset',
      'testFlag',
    );
    expect(ran.exitCode).toBe(7);
    expect(ran.stdout).toContain('✖ releaseInstance (v2) failed');
    expect(ran.stdout).toContain('Actual: resultCode 000003 (the instance ID does not exist)\n');
    expect(ran.stdout).toContain('resultCode 000003');
  });

  test('the exchange is shown to people', async () => {
    const { stdout } = await send(
      'newInstance',
      demo.target,
      '-p',
      'v1',
      '--set',
      'customerName=云\u001b[31m',
    );
    expect(stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/saasproduce\?activity=newInstance&/);
    expect(stdout).toContain('\ncustomerName = 云\n');
    expect(stdout).toMatch(/\nHTTP 200 \(\d+ ms\)\n/);
    expect(stdout).toContain('\n  "resultCode": "000000",\n');
    expect(stdout.trimEnd()).toMatch(/✔ newInstance \(v1\) succeeded$/);
    expect(stdout).not.toContain('\u001b');
    const zh = await send('newInstance', demo.target, '-p', 'v1', '--lang', 'zh', '--tamper', 'key');
    expect(zh.stdout.trimEnd()).toMatch(
      /✔ newInstance（v1）：服务器拒绝了用其他密钥生成的签名，符合要求：resultCode 000001（鉴权失败）$/,
    );
  });

  test.skipIf(process.platform === 'win32')(
    '--dry-run prints a command alone, which works as it is and is valid',
    async () => {
      const ran = await send(
        'newInstance',
        demo.target,
        '-p',
        'v1',
        '--set',
        `customerName=it's "云"`,
        '--dry-run',
      );
      expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
      expect(ran.stdout).toMatch(/^curl /);
      const { stdout } = await promisify(execFile)('/bin/sh', [
        '-c',
        ran.stdout.replace('curl', 'curl -q -s'),
      ]);
      expect(stdout).toContain('"resultCode":"000000"');
      const verified = await runCommand(CallbackVerify, [file('dry.sh', ran.stdout)], keys());
      expect(verified).toMatchObject({ exitCode: 0 });
    },
  );

  test('values come from flags, data and koo.yaml', async () => {
    const config = file(
      'koo.yaml',
      `callback:\n  url: ${demo.target}\n  protocols: [v2, v2-kit]\n  set:\n    orderId: FROM-FILE\n`,
    );
    const data = file('data.json', '{"orderId":"FROM-DATA","orderLineId":"L"}');
    const body = async (...argv: string[]) => {
      const ran = await send('newInstance', '--config', config, '--json', '--dry-run', ...argv);
      return JSON.parse(JSON.parse(ran.stdout).request.body);
    };
    expect(await body()).toMatchObject({ orderId: 'FROM-FILE', testFlag: '1' });
    expect(await body('--set', 'orderId=FROM-FLAG')).toMatchObject({ orderId: 'FROM-FLAG' });
    expect(await body('--data', `@${data}`)).toEqual({
      activity: 'newInstance',
      orderId: 'FROM-DATA',
      orderLineId: 'L',
      testFlag: '1',
    });
    expect(await body('--data', '{"x":1}', '--allow-unknown', '--unset', 'testFlag')).toEqual({
      activity: 'newInstance',
      x: 1,
    });
  });

  test('--timestamp and --nonce set the timestamp and nonce', async () => {
    const argv = [
      'newInstance',
      demo.target,
      '-p',
      'v2',
      '--timestamp',
      '1680508066618',
      '--nonce',
      'AB',
      '--dry-run',
    ];
    const fixed = [...argv, '--set', 'businessId=b'];
    const [one, two] = [await send(...fixed), await send(...fixed)];
    expect(one.stdout).toBe(two.stdout);
    expect(one.stdout).toContain('&timestamp=1680508066618&nonce=AB');
  });

  test('sends values that break the declaration, with a notice', async () => {
    const ran = await send('updateInstanceStatus', demo.target, '--set', 'status=FROZEN', '--dry-run');
    expect(ran.stderr).toContain('status must be one of: FREEZE, UNFREEZE');
    expect(ran.stdout).toContain('"status":"FROZEN"');
  });
});

describe('to faulty servers', () => {
  test('exits 7 if a forged callback is accepted', async () => {
    const accept: RequestListener = (_request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end('{"resultCode":"000000","resultMsg":"ok","instanceId":"i"}');
    };
    await withServer(accept, async (url) => {
      const ran = await send('newInstance', url, '-p', 'v2', '--tamper', 'nonce');
      expect(ran.exitCode).toBe(7);
      expect(ran.stdout).toContain('✖ newInstance (v2): the server accepted the forged nonce');
      expect((await send('newInstance', url, '-p', 'v2')).exitCode).toBe(0);
    });
  });

  test('removes escape sequences and the key from the printed response', async () => {
    const echo: RequestListener = (_request, response) => {
      response.writeHead(500, { 'X-Key': demo.keys.base });
      response.end(`\u001b]0;title\u0007\u001b[2J${demo.keys.base}`);
    };
    await withServer(echo, async (url) => {
      const ran = await send('newInstance', url, '-p', 'v2');
      expect(ran.exitCode).toBe(7);
      expect(ran.stdout).not.toContain('\u001b');
      expect(ran.stdout).toContain('X-Key: ***');
    });
  });

  test('exits 6 if there is no response', async () => {
    await withServer(
      () => {},
      async (url) => {
        const ran = await send('newInstance', url, '-p', 'v2', '--timeout', '1', '--json');
        expect(ran.exitCode).toBe(6);
        expect(JSON.parse(ran.stdout)).toMatchObject({
          reply: null,
          ok: false,
          problems: [{ id: 'V2-REPLY-ANSWER' }],
        });
      },
    );
    const refused = await send('newInstance', 'http://127.0.0.1:1/', '-p', 'v2', '--tamper', 'key');
    expect(refused.exitCode).toBe(6);
    expect(refused.stdout).toContain('No response');
  });
});

test('says that a secret is sent unencrypted', async () => {
  const ran = await send('applicationSync', demo.target, '--protocol', 'v2-kit', '--dry-run');
  expect(ran.stderr).toMatch(/clientSecret is sent unencrypted, .* --rsa-public-key FILE/);
  const encrypted = Buffer.alloc(384, 7).toString('base64');
  const more = ['--set', `clientSecret=${encrypted}`, '--dry-run'];
  expect((await send('applicationSync', demo.target, '--protocol', 'v2-kit', ...more)).stderr).not.toMatch(
    /unencrypted/,
  );
  expect((await send('tenantSync', demo.target, '--protocol', 'v2-kit', '--dry-run')).stderr).not.toMatch(
    /unencrypted/,
  );
});

describe('invalid arguments', () => {
  test.each([
    ['NO_URL', ['newInstance', '-p', 'v2'], 2],
    ['INVALID_URL', ['newInstance', 'example.com', '-p', 'v2'], 2],
    ['AMBIGUOUS_ACTIVITY', ['newInstance', 'http://a.example'], 2],
    ['UNKNOWN_ACTIVITY', ['newInstanc', 'http://a.example'], 2],
    ['UNKNOWN_FIELD', ['newInstance', 'http://a.example', '-p', 'v2', '--set', 'orderid=1'], 2],
    ['INVALID_DATA', ['newInstance', 'http://a.example', '-p', 'v2', '--data', '[]'], 2],
    ['UNREADABLE_FILE', ['newInstance', 'http://a.example', '-p', 'v2', '--data', '@/none'], 2],
    ['NO_NONCE', ['newInstance', 'http://a.example', '-p', 'v1', '--tamper', 'nonce'], 2],
    [
      'INVALID_RSA_KEY',
      ['applicationSync', 'http://a.example', '-p', 'v2-kit', '--rsa-public-key', 'package.json'],
      2,
    ],
    [
      'STDIN_TAKEN',
      ['newInstance', 'http://a.example', '-p', 'v2', '--data', '-', '--access-key-file', '-'],
      2,
    ],
  ])('%s: %j', async (code, argv, exitCode) => {
    expect(await send(...argv)).toMatchObject({ code, exitCode, stdout: '' });
  });

  test('without a key it is not configured; another class than its own is a notice', async () => {
    const argv = ['tenantSync', 'http://127.0.0.1:1/', '-p', 'v2-kit', '--dry-run'];
    expect(await runCommand(CallbackSend, argv)).toMatchObject({ code: 'NO_ACCESS_KEY', exitCode: 3 });
    const ran = await runCommand(CallbackSend, argv, { KOO_ACCESS_KEY: 'base-key-of-a-test' });
    expect(ran).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('the access key of the base interfaces is used'),
    });
  });

  test('suggests what was probably meant', async () => {
    expect((await send('newInstanc', 'http://a.example')).hint).toMatch(/^Did you mean newInstance\?/);
  });
});

describe('the instance', () => {
  const created = async (url: string, protocol: string) => {
    const ran = await send('newInstance', url, '--protocol', protocol, '--json');
    const { request, reply } = JSON.parse(ran.stdout);
    return { instanceId: JSON.parse(reply.body).instanceId, url: request.url };
  };

  test('that koo has created last on the server is taken', async () => {
    const target = `${demo.target}/last`;
    const first = await created(target, 'v2');
    const second = await created(target, 'v2');
    expect(second.instanceId).toBe(first.instanceId);
    const ran = await send('releaseInstance', target, '--protocol', 'v2', '--json');
    expect(ran).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(`created on this server: ${first.instanceId}`),
    });
    expect(JSON.parse(JSON.parse(ran.stdout).request.body).instanceId).toBe(first.instanceId);
    const { mode } = statSync(join(folder, 'state/callback-instances.json'));
    expect(mode & 0o777).toBe(0o600);
  });

  test('of V1 is released with the order of its purchase', async () => {
    const target = `${demo.target}/v1`;
    const { instanceId, url } = await created(target, 'v1');
    const ran = await send('releaseInstance', target, '--protocol', 'v1', '--json');
    expect(ran.exitCode).toBe(0);
    const released = new URL(JSON.parse(ran.stdout).request.url).searchParams;
    expect(released.get('instanceId')).toBe(instanceId);
    expect(released.get('orderId')).toBe(new URL(url).searchParams.get('orderId'));
  });

  test('of another server or protocol is not taken', async () => {
    await created(`${demo.target}/one`, 'v2');
    const elsewhere = await send('releaseInstance', `${demo.target}/two`, '--protocol', 'v2');
    expect(elsewhere.stderr).toContain('instanceId is invented');
    const other = await send('releaseInstance', `${demo.target}/one`, '--protocol', 'online-license');
    expect(other.stderr).toContain('instanceId is invented');
  });

  test('that is given is taken without a word', async () => {
    const target = `${demo.target}/given`;
    const { instanceId } = await created(target, 'v2');
    const ran = await send(
      'queryInstance',
      target,
      '--protocol',
      'v2',
      '--set',
      `instanceId=${instanceId}x`,
      '--json',
    );
    expect(ran.exitCode).toBe(7);
    expect(ran.stderr).not.toContain('Note');
    expect(JSON.parse(ran.stdout).problems[0].hint.en).not.toContain('newInstance');
  });

  test('that is invented is not blamed on the server', async () => {
    const ran = await send('queryInstance', `${demo.target}/none`, '--protocol', 'v2', '--json');
    expect(ran).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('instanceId is invented') });
    const [problem] = JSON.parse(ran.stdout).problems;
    expect(problem).toMatchObject({
      id: 'RESULT',
      hint: { en: expect.stringContaining('koo callback send newInstance') },
    });
  });

  test('is not remembered of a failure, and a damaged file is no obstacle', async () => {
    const target = `${demo.target}/failure`;
    await send('newInstance', target, '--protocol', 'v2', '--tamper', 'signature');
    expect((await send('releaseInstance', target, '--protocol', 'v2')).stderr).toContain('invented');
    writeFileSync(join(folder, 'state/callback-instances.json'), '{"half');
    expect((await send('releaseInstance', target, '--protocol', 'v2')).stderr).toContain('invented');
    const { instanceId } = await created(target, 'v2');
    expect((await send('releaseInstance', target, '--protocol', 'v2')).stderr).toContain(instanceId);
  });
});

describe('a response', () => {
  /** Sends a callback to a server with this response. */
  async function answered(body: string, headers: Record<string, string> = {}, ...more: string[]) {
    let ran: Awaited<ReturnType<typeof send>> | undefined;
    await withServer(
      (_, response) => response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body),
      async (url) => {
        ran = await send('queryInstance', url, '--protocol', 'v2', ...more);
      },
    );
    return ran ?? expect.fail();
  }

  test('is shown as it was sent, indented', async () => {
    const { stdout } = await answered('{"resultCode":"000000","n":1.50,"n":2,"u":"\\u0041\\/"}');
    expect(stdout).toContain(
      '\n{\n  "resultCode": "000000",\n  "n": 1.50,\n  "n": 2,\n  "u": "\\u0041\\/"\n}\n',
    );
  });

  test('that is long is cut, and whole in JSON', async () => {
    const body = (length: number) => `{"resultCode":"000000","a":"${'x'.repeat(length)}"}`;
    // With the 39 characters around it, this is the maximum.
    const whole = await answered(body(65_536 - 39));
    expect(whole.stdout.includes('more character')).toBe(false);
    const cut = await answered(body(65_536 - 39 + 100));
    expect(cut.stdout.replace(/x+/g, 'x')).toContain(
      'x… (99 more characters; --json prints the whole body)\n',
    );
    const json = await answered(body(100_000), {}, '--json');
    expect(JSON.parse(json.stdout).reply.body).toBe(body(100_000));
  });

  test.each(['[', '{"a":'])('with a long list nested in many %s is not multiplied', async (open) => {
    const close = open === '[' ? ']' : '}';
    const list = `[${Array.from({ length: 200_000 }, () => 1).join()}]`;
    const { stdout } = await answered(
      `{"resultCode":"000000","a":${open.repeat(900)}${list}${close.repeat(900)}}`,
    );
    expect(stdout.length).toBeLessThan(70_000);
    expect(stdout).toContain('more characters');
  });

  test('nested more than 1000 levels deep is no JSON object', async () => {
    const body = (depth: number) => `{"resultCode":"000000","a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect((await answered(body(999))).stdout).not.toContain('levels deep');
    for (const depth of [1000, 200_000]) {
      const ran = await answered(body(depth));
      expect(ran).toMatchObject({
        exitCode: 7,
        stdout: expect.stringContaining('nested more than 1000 levels deep'),
      });
    }
  });

  test('may have headers with any name', async () => {
    const { stdout } = await answered('{}', { constructor: 'x', __proto__: 'y', 'to-string': 'z' });
    expect(stdout).toContain('\nconstructor: x\n');
    expect(stdout).not.toContain('native code');
    expect((await answered('{"resultCode":"constructor"}')).stdout).not.toMatch(/undefined|native code/);
  });
});
