import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Server as RawServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { ReportDocument } from '../../../src/suite/reporters/index.ts';
import { readings, tracesOf } from '../../support/encodings.ts';
import { koo } from '../../support/koo.ts';
import { kooHere } from '../../support/koo-here.ts';

const picture = fileURLToPath(new URL('../../media/front.png', import.meta.url));
const key = '00000000-1111-2222-3333-444444444444';
const env = { KOO_ACCESS_KEY: key };
const folder = mkdtempSync(join(tmpdir(), 'koo-test-'));
const servers: (Server | RawServer)[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function listen(server: Server | RawServer): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/saasproduce`;
}

async function reportOf(url: string, ...flags: string[]) {
  const { code, stdout, stderr } = await kooHere(
    ['callback', 'test', url, '--json', '--explore', '0', ...flags],
    { env },
  );
  expect(stderr).toBe(`Sending to ${url}. Access keys: base interfaces (KOO_ACCESS_KEY)\n`);
  const report: ReportDocument = JSON.parse(stdout);
  const failed = report.checks.filter(({ status }) => status === 'failed');
  return { code, report, failed };
}

describe('a faulty server', () => {
  test('cannot be reached', async () => {
    const { code, failed } = await reportOf('http://127.0.0.1:1/');
    expect(failed.map(({ id }) => id)).toEqual(['NET-REACHABLE']);
    expect(failed[0]?.actual?.en).toContain('ECONNREFUSED');
    expect(code).toBe(6);
  });

  test('has no address', async () => {
    const { code, failed } = await reportOf('https://koo.invalid/');
    expect(failed.map(({ id }) => id)).toEqual(['NET-REACHABLE']);
    expect(failed[0]?.actual?.en).toContain('host name');
    expect(code).toBe(6);
  });

  test('does not answer', async () => {
    const { code, failed } = await reportOf(await listen(createServer(() => {})), '--timeout', '1');
    expect(failed.map(({ id }) => id)).toEqual(['NET-REACHABLE']);
    expect(failed[0]?.actual?.en).toContain('no response in time');
    expect(code).toBe(6);
  });

  test('resets the connection', async () => {
    const { code, failed } = await reportOf(
      await listen(createServer(({ socket }) => socket.resetAndDestroy())),
    );
    expect(failed.map(({ id }) => id)).toEqual(['NET-REACHABLE']);
    expect(code).toBe(6);
  });

  test('sends half a body', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
      response.write('{"resultCode"', () => response.destroy());
    });
    const { code, failed } = await reportOf(await listen(server));
    expect(failed.map(({ id }) => id)).toEqual(['V2-REPLY-ANSWER']);
    expect(failed[0]?.actual?.en).toContain('closed in the middle');
    expect(code).toBe(7);
  });

  test('sends 100 MB, of which koo reads one', async () => {
    let written = 0;
    const block = Buffer.alloc(1024 * 1024, 'A');
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const more = (): void => {
        while (written < 100 && !response.destroyed) {
          written += 1;
          if (!response.write(block)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const { code, failed, report } = await reportOf(await listen(server));
    expect(failed.map(({ id }) => id)).toEqual(['V2-REPLY-JSON']);
    expect(failed[0]?.actual?.en).toContain('more than 1 MiB');
    expect(JSON.stringify(report).length).toBeLessThan(1024 * 1024);
    expect(code).toBe(7);
  });

  test('answers with something that is not HTTP', async () => {
    const rubbish = Buffer.from([0, 255, 254, 1, 2, 27, 91, 51, 49, 109, 13, 10, 200]);
    const server = createRawServer((socket) =>
      socket.on('error', () => {}).once('data', () => socket.end(rubbish)),
    );
    const { code, failed } = await reportOf(await listen(server));
    expect(failed.map(({ id }) => id)).toEqual(['NET-HTTP']);
    expect(code).toBe(7);
  });

  test('redirects in a circle', async () => {
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      response.writeHead(302, { Location: request.url }).end();
    });
    const { code, failed } = await reportOf(await listen(server));
    expect(failed.map(({ id }) => id)).toEqual(['V2-REPLY-REDIRECT']);
    expect(requests).toBeLessThan(10);
    expect(code).toBe(7);
  });

  test('colours its answer: no control sequence reaches the terminal', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{"resultCode":"000005","resultMsg":"\\u001b[2J\\u001b]0;owned\\u0007"}\u001b[31m');
    });
    const { stdout } = await kooHere(['callback', 'test', await listen(server)], { env });
    expect(stdout).toContain('000005');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\u0007');
  });

  test('redacts a key that the server echoes', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ resultCode: '000001', resultMsg: `bad key ${key}` }));
    });
    const url = await listen(server);
    for (const form of [
      ['--json'],
      [],
      ['--reporter', 'junit'],
      ['--reporter', 'html'],
      ['--reporter', 'markdown'],
    ]) {
      const { stdout, stderr } = await kooHere(['callback', 'test', url, ...form], { env });
      expect(stdout).toContain('000001');
      expect(stdout + stderr).not.toContain(key);
    }
  });
});

describe('a secret that is cut', () => {
  const sk = 'q7RtZ0mXw2LhV9cKpY4sNdB8fJgT6uAeE1iWoQkM';

  test.each([
    ['message', 110, 200, {}],
    ['Location', 180, 302, { Location: `/${'x'.repeat(180)}` }],
    ['Content-Type', 85, 200, { 'Content-Type': `text/${'x'.repeat(85)}` }],
  ])('shows no part of it in the %s', async (_, length, status, headers) => {
    const server = createServer((_request, response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, `${value}${sk}`);
      const resultMsg = `${'x'.repeat(length)} ${sk}`;
      response.writeHead(status).end(JSON.stringify({ resultCode: '000005', resultMsg }));
    });
    const url = await listen(server);
    const flags = ['--protocol', 'v2', '--explore', '0', '--json'];
    for (const words of [
      ['test', url, ...flags],
      ['send', 'newInstance', url, '--protocol', 'v2', '--json'],
    ]) {
      const { stdout } = await kooHere(['callback', ...words], { env: { ...env, KOO_SK: sk } });
      expect(stdout).toContain('***');
      expect(tracesOf(sk, readings(stdout))).toEqual([]);
    }
  });
});

describe('the demo', () => {
  test('compares with an earlier report, which changes no exit code', async () => {
    const file = join(folder, 'earlier.json');
    const demo = ['callback', 'test', '--demo', '--protocol', 'v2', '--only', 'V2-LIFE-NEW', '--json'];
    const { stdout } = await kooHere(demo, { env });
    const earlier: ReportDocument = JSON.parse(stdout);
    expect(earlier).not.toHaveProperty('baseline');
    const checks = earlier.checks.map((check) => ({ ...check, status: 'failed' }));
    writeFileSync(file, JSON.stringify({ ...earlier, checks }));
    const compared = await kooHere([...demo, '--baseline', file], { env });
    const report: ReportDocument = JSON.parse(compared.stdout);
    expect(compared.code).toBe(0);
    expect(report.baseline?.changes).toContainEqual({
      id: 'V2-LIFE-NEW',
      change: 'fixed',
      before: 'failed',
      now: 'passed',
    });
  });

  test('adds the summary of a step of GitHub Actions only where it is asked for', async () => {
    const file = join(folder, 'step-summary.md');
    const github = { ...env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file };
    const demo = ['callback', 'test', '--demo', '--protocol', 'v2', '--only', 'V2-LIFE-NEW'];
    expect((await kooHere(demo, { env: github })).stdout).not.toContain('::');
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, '# Before\n\n');
    const { code, stdout } = await kooHere([...demo, '--reporter', 'github'], { env: github });
    expect({ code, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      last: expect.stringMatching(/^KooGallery callback test: \d+ passed/),
    });
    expect(readFileSync(file, 'utf8')).toMatch(/^# Before\n\n## ✅ KooGallery callback test: \d+ passed/);
    const nowhere = { ...github, GITHUB_STEP_SUMMARY: join(folder, 'no', 'such.md') };
    const refused = await kooHere([...demo, '--reporter', 'github'], { env: nowhere });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('UNWRITABLE_FILE');
  });

  test('passes, in every form', async () => {
    const junit = join(folder, 'junit.xml');
    const markdown = join(folder, 'summary.md');
    const flags = [
      '--reporter',
      'spec',
      '--reporter',
      `junit=${junit}`,
      '--reporter',
      `markdown=${markdown}`,
    ];
    const { code, stdout } = await kooHere([
      'callback',
      'test',
      '--demo',
      '-p',
      'v2',
      '--explore',
      '0',
      ...flags,
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/✔ \d{3} passed/);
    expect(readFileSync(junit, 'utf8')).toMatch(/^<\?xml/);
    expect(readFileSync(markdown, 'utf8')).toContain('|');
  });

  test('gives one JSON document that --query reads', async () => {
    const { code, stdout, stderr } = await kooHere([
      'callback',
      'test',
      '--demo',
      '-p',
      'v1,order-notify',
      '--explore',
      '0',
      '--json',
      '--query',
      'summary',
    ]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({ failed: 0, warned: 0 });
    expect(summary.passed).toBeGreaterThan(100);
  });

  test('gives the same report twice', async () => {
    const run = async () => {
      const { stdout } = await kooHere([
        ...['callback', 'test', '--demo', '--explore', '0', '--json', '-p', 'v2'],
      ]);
      const report: ReportDocument = JSON.parse(stdout);
      return report.checks.map(({ id, status, reason }) => ({ id, status, reason }));
    };
    expect(await run()).toEqual(await run());
  });

  test('ends successfully when its reader closes the pipe', async () => {
    const { code } = await koo(['callback', 'test', '--demo', '-p', 'v2,v2-kit', '--explore', '0'], {
      during: ({ stdout }) => stdout?.once('data', () => stdout.destroy()),
    });
    expect(code).toBe(0);
  });

  test('ends at once on Ctrl-C, with the results so far', async () => {
    const { code, stdout } = await koo(['callback', 'test', '--demo', '-p', 'v2,v2-kit', '--explore', '0'], {
      during: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
    });
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted');
    expect(stdout).toMatch(/\d+ passed, \d+ skipped/);
  });

  test('answers in Chinese', async () => {
    const { stdout } = await kooHere([
      'callback',
      'test',
      '--demo',
      '--explore',
      '0',
      '-p',
      'v2',
      '--lang',
      'zh',
    ]);
    expect(stdout).toMatch(/\d+ 项通过/);
  });
});

describe('the broken demo', () => {
  test('has each of its mistakes explained', async () => {
    const { code, stdout } = await kooHere(['callback', 'test', '--demo=broken', '--json', '--explore', '0']);
    const report: ReportDocument = JSON.parse(stdout);
    const found = report.checks.filter(({ status }) => status === 'failed' || status === 'warned');
    expect(code).toBe(7);
    expect(report.protocols).toEqual(['v2']);
    expect(found.map(({ id }) => id).sort()).toEqual([
      'V2-AUTH-REPLAY',
      'V2-AUTH-STALE',
      'V2-IDEMP-NEW',
      'V2-REPLAY-CASES',
      'V2-REPLY-RESULT-CODE',
      'V2-SEM-UNKNOWN-ACTIVITY',
    ]);
    for (const { hint } of found) expect(hint?.zh).toMatch(/。$/);
  });

  test('signs its V1 responses', async () => {
    const { stdout } = await kooHere([
      'callback',
      'test',
      '--demo=broken',
      '--json',
      '-p',
      'v1',
      '--explore',
      '0',
    ]);
    const report: ReportDocument = JSON.parse(stdout);
    const sign = report.checks.filter(({ id }) => id.startsWith('V1-REPLY-SIGN'));
    expect(sign.length).toBeGreaterThan(0);
    expect(sign.map(({ status }) => status)).not.toContain('failed');
    expect(report.checks.find(({ id }) => id === 'V1-IDEMP-NEW')).toMatchObject({ status: 'failed' });
  });

  test.each(['--demo=working', '--demo=broken http://127.0.0.1:1/'])('%s is refused', async (words) => {
    const { code, stderr } = await kooHere(['callback', 'test', ...words.split(' ')]);
    expect(code).toBe(2);
    expect(stderr).toContain('DEMO_WITH_URL');
    expect(stderr).toContain('--demo=broken');
  });
});

describe('what is asked for', () => {
  const listed = async (...flags: string[]) => {
    const { stdout } = await kooHere(['callback', 'test', '--list', '--json', ...flags]);
    return (JSON.parse(stdout) as { id: string; severity: string; source: string }[]).map(({ id }) => id);
  };

  test('--list names every check once', async () => {
    const ids = await listed();
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('V2-AUTH-STALE');
  });

  test('--joint adds the kit, --sale changes what is due', async () => {
    const plain = await listed('-p', 'v2');
    const joint = await listed('-p', 'v2', '--joint');
    expect(plain.some((id) => id.startsWith('V2K-'))).toBe(false);
    expect(joint).toEqual(expect.arrayContaining(plain));
    expect(joint.some((id) => id.startsWith('V2K-'))).toBe(true);
    expect(await listed('-p', 'v2', '--sale', 'one-time')).not.toContain('V2-LIFE-RENEW');
    expect(await listed('-p', 'v1', '--sale', 'on-demand')).toContain('V1-IDEMP-NEW-PRODUCTS');
  });

  test('--only runs what it names and its prerequisites', async () => {
    const { stdout } = await kooHere([
      'callback',
      'test',
      '--demo',
      '--json',
      '-p',
      'v2',
      '--only',
      'v2-auth-stale',
    ]);
    const ids = (JSON.parse(stdout) as ReportDocument).checks.map(({ id }) => id);
    expect(ids).toContain('V2-AUTH-STALE');
    expect(ids).toContain('V2-AUTH-WRONG-KEY');
    expect(ids).not.toContain('V2-AUTH-MISSING');
  });

  test('koo.yaml is found above, its skips and reasons are shown', async () => {
    writeFileSync(
      join(folder, 'koo.yaml'),
      'callback:\n  protocols: [v2]\n  url: http://127.0.0.1:1/\n  skip:\n    - id: NET-*\n      reason: the network is down\n',
    );
    const { code, stdout } = await kooHere(['callback', 'test', '--json'], { env, cwd: folder });
    const report: ReportDocument = JSON.parse(stdout);
    expect(report.target).toBe('http://127.0.0.1:1/');
    expect(report.checks[0]?.reason?.en).toContain('the network is down');
    expect(code).toBe(0);
    rmSync(join(folder, 'koo.yaml'));
  });

  test('a misspelt skip in koo.yaml is an error', async () => {
    const skip = '  skip:\n    - id: V2-AUTH-REPLAX\n      reason: none\n';
    writeFileSync(join(folder, 'koo.yaml'), `callback:\n  url: http://127.0.0.1:1/\n${skip}`);
    const { code, stdout } = await kooHere(['callback', 'test', '--json'], { env, cwd: folder });
    rmSync(join(folder, 'koo.yaml'));
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'UNKNOWN_CHECK',
      details: { suggestion: 'V2-AUTH-REPLAY' },
    });
    expect(code).toBe(2);
  });

  test.each([
    [['callback', 'test'], 2, 'NO_URL'],
    [['callback', 'test', 'ftp://example.com'], 2, 'INVALID_URL'],
    [['callback', 'test', '--demo', '--explore', '0', 'http://127.0.0.1:1/'], 2, 'DEMO_WITH_URL'],
    [['callback', 'test', 'http://127.0.0.1:1/', '-p', 'v3'], 2, 'UNKNOWN_PROTOCOL'],
    [['callback', 'test', 'http://127.0.0.1:1/', '--set', 'nonsense=1'], 2, 'UNKNOWN_FIELD'],
    [['callback', 'test', 'http://127.0.0.1:1/', '--set', 'nonsense'], 2, 'INVALID_ASSIGNMENT'],
    [['callback', 'test', '--demo', '--only', 'V2-AUTH-STAEL'], 2, 'UNKNOWN_CHECK'],
    [['callback', 'test', '--demo', '--explore', '0', '--skip', 'V3-*'], 2, 'UNKNOWN_CHECK'],
    [['callback', 'test', '--demo', '--explore', '0', '--require', 'upgradeInstanse'], 2, 'UNKNOWN_ACTIVITY'],
    [['callback', 'test', '--demo', '--explore', '0', '--reporter', 'jnuit'], 2, 'UNKNOWN_REPORTER'],
    [
      ['callback', 'test', '--demo', '--explore', '0', '--baseline', `${folder}/no.json`],
      2,
      'UNREADABLE_FILE',
    ],
    [['callback', 'test', '--demo', '--explore', '0', '--baseline', picture], 2, 'INVALID_BASELINE'],
    [['callback', 'test', '--demo', '--explore', '0', '--baseline', process.execPath], 2, 'TOO_LARGE'],
    [
      ['callback', 'test', '--demo', '--explore', '0', '--reporter', 'tap', '--reporter', 'spec'],
      2,
      'TWO_REPORTS_ON_STDOUT',
    ],
    [
      ['callback', 'test', '--demo', '--explore', '0', '--reporter', 'junit'],
      2,
      'REPORT_AND_RESULT_ON_STDOUT',
    ],
    [
      ['callback', 'test', '--demo', '--explore', '0', '--reporter', `junit=${folder}/no/such/folder.xml`],
      2,
      'UNWRITABLE_FILE',
    ],
    [['callback', 'test', 'http://127.0.0.1:1/', '--rsa-public-key', '/no/such/file'], 2, 'UNREADABLE_FILE'],
  ])('%j is refused', async (args, exitCode, error) => {
    const { code, stdout } = await kooHere([...args, '--json'], { env, cwd: folder });
    expect(JSON.parse(stdout).error).toMatchObject({ code: error, exitCode });
    expect(code).toBe(exitCode);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });

  test('a report on stdout beside a result there is refused, and koo says what to drop', async () => {
    for (const flags of [
      ['-o', 'yaml'],
      ['--query', 'summary'],
    ]) {
      const { code, stdout, stderr } = await kooHere([
        ...['callback', 'test', '--demo', '--explore', '0', '--reporter', 'junit', ...flags],
      ]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('--reporter junit=FILE');
    }
  });

  test('a report that cannot be written is told before anything is sent', async () => {
    let calls = 0;
    const url = await listen(
      createServer((_, response) => {
        calls += 1;
        response.end();
      }),
    );
    const file = `junit=${folder}/no/such/folder.xml`;
    const { code } = await kooHere(['callback', 'test', url, '--reporter', file], { env });
    expect({ code, calls }).toEqual({ code: 2, calls: 0 });
  });

  test('a folder that disappears during the run loses the file, not the results', async () => {
    const going = mkdtempSync(join(folder, 'going-'));
    const url = await listen(
      createServer((_, response) => {
        rmSync(going, { recursive: true, force: true });
        response.end('{"resultCode":"000001","resultMsg":"no"}');
      }),
    );
    const { code, stdout, stderr } = await kooHere(
      ['callback', 'test', url, '--protocol', 'order-notify', '--reporter', `junit=${join(going, 'a.xml')}`],
      { env },
    );
    expect(code).toBe(2);
    expect(stderr).toContain('UNWRITABLE_FILE');
    expect(stdout).toMatch(/✖ \d+ failed/);
  });

  test.each([
    ['https://user:TOPSECRET@isv.example.com/'],
    ['ftp://user:TOPSECRET@isv.example.com/'],
    ['user:TOPSECRET@isv.example.com'],
  ])('the address %s is refused and its password not shown', async (url) => {
    const config = join(folder, 'password.yaml');
    writeFileSync(config, `callback:\n  url: ${url}\n`);
    const { stderr: told } = await kooHere(['callback', 'test', '--config', config], { env });
    expect(told).toContain('callback.url: ');
    for (const args of [
      ['test', url],
      ['test', '--config', config],
      ['send', 'newInstance', url, '-p', 'v2'],
      ['send', 'newInstance', '-p', 'v2', '--config', config],
      ['sign', '{"activity":"newInstance"}', '--curl', url],
    ]) {
      const { code, stdout, stderr } = await kooHere(['callback', ...args], {
        env: { ...env, KOO_DEBUG: '1' },
      });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('INVALID_URL');
      expect(stderr).not.toContain('SECRET');
    }
  });

  test('without a key nothing is sent', async () => {
    const { code, stdout } = await kooHere(['callback', 'test', 'http://127.0.0.1:1/', '--json'], {
      cwd: folder,
    });
    expect(JSON.parse(stdout).error.code).toBe('NO_ACCESS_KEY');
    expect(code).toBe(3);
  });
});
