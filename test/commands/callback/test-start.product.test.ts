import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { binary, koo } from '../../support/koo.ts';
import { kooHere } from '../../support/koo-here.ts';
import { freePort } from '../../support/port.ts';

const key = '00000000-1111-2222-3333-444444444444';
const env = { KOO_ACCESS_KEY: key };
const root = mkdtempSync(join(tmpdir(), 'koo-start-'));
let folder = '';
let port = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(root, 'case-'));
  port = await freePort();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const url = () => `http://127.0.0.1:${port}/saasproduce`;

/** A command that runs a script of Node.js, which notes its process ID first. */
function script(name: string, source: string): string {
  const noted = `require('node:fs').writeFileSync(${JSON.stringify(join(folder, `${name}.pid`))}, String(process.pid));`;
  writeFileSync(join(folder, `${name}.cjs`), `${noted}\n${source}`);
  return `"${process.execPath}" ${name}.cjs`;
}

/** The reference merchant as a server that the shell, and below it another process, starts. */
function merchant(more = '', flags: readonly string[] = []): string {
  const args = [binary, 'callback', 'serve', '--port', String(port), '--protocol', 'v2', ...flags];
  return script(
    'parent',
    `const args = ${JSON.stringify(args)};
     const child = require('node:child_process').spawn(process.execPath, args, { stdio: 'inherit' });
     require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'child.pid'))}, String(child.pid));
     setInterval(() => {}, 1000); ${more}`,
  );
}

function isRunning(name: string): boolean {
  const pid = Number(readFileSync(join(folder, `${name}.pid`), 'utf8'));
  try {
    // Nobody may have waited for a process that has ended.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Runs the suite; by default against the server of this case, started with a command. */
function run(command: string, ...flags: string[]) {
  return kooHere(['callback', 'test', url(), '--start', command, ...flags], { env, cwd: folder });
}

describe('a server that koo starts', () => {
  test('is waited for, tested, and stopped with its children', async () => {
    const { code, stdout, stderr } = await run(merchant(), '--only', 'V2-LIFE-NEW');
    expect(stderr).toContain('Starting the server');
    expect(stderr).not.toContain('Listening on');
    expect(stdout).not.toContain('newInstance   ');
    expect(stdout).toContain('passed');
    expect(code).toBe(0);
    expect([isRunning('parent'), isRunning('child')]).toEqual([false, false]);
  });

  test('does not mix with the JSON document', async () => {
    const { code, stdout, stderr } = await run(merchant(), '--only', 'V2-LIFE-NEW', '--json', '--quiet');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ summary: { failed: 0 } });
  });

  test('keeps running where its shell has put it into the background', async () => {
    const { code } = await run(`${merchant()} & sleep 0.2`, '--only', 'V2-LIFE-NEW');
    expect(code).toBe(0);
    expect([isRunning('parent'), isRunning('child')]).toEqual([false, false]);
  });

  test('is killed where it ignores SIGTERM', async () => {
    const deaf = script(
      'deaf',
      `process.on('SIGTERM', () => {});
       require('node:http').createServer((_, response) => response.end('{}')).listen(${port}, '127.0.0.1');`,
    );
    const { stdout } = await run(deaf, '--only', 'V2-AUTH-RIGHT');
    expect(stdout).toContain('passed');
    expect(isRunning('deaf')).toBe(false);
  });

  test('writes all of its output to a file, and none of it to stdout', async () => {
    const log = join(folder, 'server.log');
    const { stdout, code } = await run(merchant(), '--only', 'V2-LIFE-NEW', '--start-log', log);
    expect(code).toBe(0);
    expect(readFileSync(log, 'utf8')).toMatch(/Listening on[\s\S]*newInstance/);
    expect(stdout).not.toContain('Listening on');
  });

  test.skipIf(process.platform !== 'linux')('reports that its output cannot be logged', async () => {
    const { code, stderr } = await run(merchant(), '--start-log', '/dev/full');
    expect(code).toBe(2);
    expect(stderr).toContain('--start-log: cannot write /dev/full (ENOSPC)');
    expect([isRunning('parent'), isRunning('child')]).toEqual([false, false]);
  });

  test('shows its last lines where it fails', async () => {
    const failing = script(
      'failing',
      `require('node:http').createServer((request, response) => request.resume().on('end', () => {
         console.error('boom: no table accounts');
         response.setHeader('Content-Type', 'application/json');
         response.end('{"resultCode":"000005","resultMsg":"error"}');
       })).listen(${port}, '127.0.0.1');`,
    );
    const { code, stdout } = await run(failing, '--only', 'V2-LIFE-NEW');
    expect(stdout).toContain('Last lines of the output of the server');
    expect(stdout).toContain('boom: no table accounts');
    expect(code).toBe(7);
  });

  test('writes no key to the log, not even in pieces', async () => {
    const half = key.slice(0, 9);
    const pieces = `process.stdout.write('key ${half}'); setTimeout(() => process.stdout.write('${key.slice(9)}, end'), 300);`;
    await run(script('pieces', pieces), '--start-log', 'server.log');
    expect(readFileSync(join(folder, 'server.log'), 'utf8')).toBe('key ***, end');
  });

  test('inherits what the user exported, but not the key of a file', async () => {
    const keyFile = join(folder, 'key.txt');
    writeFileSync(keyFile, key);
    // koo would redact the key as it is.
    const spy = script(
      'spy',
      'console.log([...JSON.stringify(process.env)].reverse().join("")); process.exit(3);',
    );
    const { stderr } = await kooHere(
      ['callback', 'test', url(), '--start', spy, '--access-key-file', keyFile, '--start-log', 'env.log'],
      { env: { MERCHANT_KEY: 'of the server' }, cwd: folder },
    );
    expect(stderr).toContain('SERVER_ENDED');
    const inherited = [...readFileSync(join(folder, 'env.log'), 'utf8')].reverse().join('');
    expect(inherited).toContain('of the server');
    expect(inherited).not.toContain(key);
  });
});

describe('a server that does not start', () => {
  test('ends at once: its exit code and last lines', async () => {
    const failing = script(
      'failing',
      `for (let line = 1; line <= 30; line += 1) console.log('line ' + line + '.');
       console.error('\\u001b[31mno database\\u001b[0m, key ${key}'); process.exitCode = 9;`,
    );
    const { code, stdout, stderr } = await run(failing);
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
    expect(stderr).toContain('SERVER_ENDED');
    expect(stderr).toContain('exit code 9');
    expect(stderr).toContain('no database, key ***');
    expect(stderr).toContain('line 30.');
    expect(stderr).not.toContain('line 11.');
    expect(stderr).not.toContain('install');
    expect(stderr).not.toContain('\u001b');
  });

  test('is a command that is not there', async () => {
    const { code, stderr } = await run('koo-has-no-such-command');
    expect(code).toBe(6);
    // cmd.exe has a code of its own.
    if (process.platform === 'win32') return;
    expect(stderr).toContain('the shell found no such command');
    expect(stderr).toContain('Install what the command needs');
    expect(stderr).not.toContain('by itself');
  });

  test('never listens', async () => {
    const silent = script('silent', "console.log('starting'); setInterval(() => {}, 1000);");
    const { code, stderr } = await run(silent, '--start-timeout', '1');
    expect(code).toBe(6);
    expect(stderr).toContain('SERVER_NOT_LISTENING');
    expect(stderr).toContain('starting');
    expect(isRunning('silent')).toBe(false);
  });

  test('has its port taken', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const { code, stderr } = await run(merchant());
    other.close();
    expect(code).toBe(6);
    expect(stderr).toContain('PORT_IN_USE');
    expect(stderr).toContain('Stop that process. Or test');
    expect(existsSync(join(folder, 'parent.pid'))).toBe(false);
  });
});

describe('a server that ends during the run', () => {
  const dying = () =>
    script(
      'dying',
      `let left = 3;
       require('node:http').createServer((request, response) => {
         left -= 1;
         if (left === 0) { console.error('out of luck'); process.kill(process.pid, 'SIGKILL'); }
         else response.end('{"resultCode":"000000","instanceId":"1"}');
       }).listen(${port}, '127.0.0.1');`,
    );

  test('ends it with exit code 7, the report so far, and its last lines', async () => {
    const { code, stdout, stderr } = await run(dying());
    expect(code).toBe(7);
    expect(stdout).toContain('The run was interrupted. This report is incomplete.');
    expect(stdout).toMatch(
      /The server ended \(SIGKILL\) during the run, while these checks ran: V2-LIFE-UPGRADE\n/,
    );
    expect(stderr).toContain('out of luck');
  });

  test('is told of in the JSON document', async () => {
    const { code, stdout } = await run(dying(), '--json');
    expect(code).toBe(7);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ interrupted: true });
    expect(report.notices.at(-1).en).toContain('SIGKILL');
  });
});

describe('no process survives', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)('%s', async (signal) => {
    const ended = await koo(['callback', 'test', url(), '--start', merchant()], {
      env,
      cwd: folder,
      during: (child) => child.stdout?.once('data', () => child.kill(signal)),
    });
    expect(ended.code).toBe(130);
    expect(ended.stdout).toContain('interrupted');
    expect([isRunning('parent'), isRunning('child')]).toEqual([false, false]);
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)(
    '%s deletes the orders of the order API',
    async (signal) => {
      const silent = createServer().listen(port, '127.0.0.1');
      await once(silent, 'listening');
      const { code, stdout, stderr } = await koo(['callback', 'test', url(), '--order-api', '0'], {
        env: { ...env, TMPDIR: folder },
        cwd: folder,
        during: (child) =>
          child.stderr?.on('data', (text) => String(text).includes('order API') && child.kill(signal)),
      });
      silent.close();
      expect(code).toBe(130);
      expect(readdirSync(folder)).toEqual([]);
      expect(stderr).toMatch(/The order API listens on http:\/\/127\.0\.0\.1:\d+\. Its AK is KOOSANDBOX/);
      expect(stdout + stderr).not.toContain('opens-nothing-else');
    },
  );

  test('Ctrl-C before the port is open', async () => {
    const silent = script('silent', 'setInterval(() => {}, 1000);');
    const { code, stderr } = await koo(['callback', 'test', url(), '--start', silent], {
      env,
      cwd: folder,
      during: async (child) => {
        while (!existsSync(join(folder, 'silent.pid'))) await sleep(20);
        child.kill('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(stderr).toContain('INTERRUPTED');
    expect(isRunning('silent')).toBe(false);
  });

  test('a second Ctrl-C does not wait', async () => {
    const deaf = script(
      'deaf',
      `process.on('SIGTERM', () => {});
       require('node:http').createServer(() => {}).listen(${port}, '127.0.0.1');`,
    );
    const { code } = await koo(['callback', 'test', url(), '--start', deaf], {
      env,
      cwd: folder,
      during: async (child) => {
        while (!existsSync(join(folder, 'deaf.pid'))) await sleep(20);
        child.kill('SIGINT');
        while (child.exitCode === null) {
          await sleep(50);
          child.kill('SIGINT');
        }
      },
    });
    expect(code).toBe(130);
    // koo does not wait for the end of what it has killed.
    await expect.poll(() => isRunning('deaf')).toBe(false);
  });

  test('a selection that matches no check, for which it is not even started', async () => {
    const { code, stderr } = await run(merchant(), '--only', 'V2-NO-SUCH-CHECK');
    expect(code).toBe(2);
    expect(stderr).toContain('UNKNOWN_CHECK');
    expect(existsSync(join(folder, 'parent.pid'))).toBe(false);
  });
});

describe('koo.yaml', () => {
  test('gives the command, which runs in its folder', async () => {
    writeFileSync(join(folder, 'key.txt'), key);
    const start = JSON.stringify(merchant('', ['--access-key-file', 'key.txt']));
    writeFileSync(join(folder, 'koo.yaml'), `callback:\n  url: ${url()}\n  start: ${start}\n`);
    const below = join(folder, 'below');
    mkdirSync(below);
    const { code, stderr } = await kooHere(['callback', 'test', '--only', 'V2-LIFE-NEW'], {
      env,
      cwd: below,
    });
    expect(stderr).toContain('Starting the server');
    expect(code).toBe(0);
  });

  test('starts no server for a URL from elsewhere', async () => {
    writeFileSync(join(folder, 'koo.yaml'), `callback:\n  url: http://127.0.0.1:1/\n  start: exit 1\n`);
    const { code, stdout, stderr } = await kooHere(['callback', 'test', url()], { env, cwd: folder });
    expect(code).toBe(6);
    expect(stderr).not.toContain('Starting');
    expect(stdout).toContain('ECONNREFUSED');
  });

  test('gives the URL for a command on the command line', async () => {
    writeFileSync(join(folder, 'koo.yaml'), `callback:\n  url: ${url()}\n  start: exit 1\n`);
    const { code } = await kooHere(['callback', 'test', '--start', merchant(), '--only', 'V2-LIFE-NEW'], {
      env,
      cwd: folder,
    });
    expect(code).toBe(0);
  });
});

test.each([
  ['http://127.0.0.1:1/', [], true],
  ['http://localhost:1/', [], true],
  ['http://127.0.0.1:1/', ['--no-as-real'], false],
  ['https://isv.example.com/', [], false],
  ['https://isv.example.com/', ['--as-real'], true],
])('%s %j: the lifecycle as real traffic: %s', async (address, flags, expected) => {
  const { stdout } = await kooHere(['callback', 'test', address, '--list', ...flags], { env, cwd: folder });
  expect(stdout.includes('V2-REAL-NEW')).toBe(expected);
});

test('--no-order-api contradicts --order-api', async () => {
  const flags = ['--order-api', '0', '--no-order-api'];
  const { code, stderr } = await kooHere(['callback', 'test', url(), ...flags], { env, cwd: folder });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('FLAG_CONFLICT') });
});

test('--start needs a URL, and is not for the demo', async () => {
  const noUrl = await kooHere(['callback', 'test', '--start', 'exit 1'], { env, cwd: folder });
  expect(noUrl).toMatchObject({ code: 2, stderr: expect.stringContaining('NO_URL') });
  const demo = await kooHere(['callback', 'test', '--demo', '--start', 'exit 1'], { env, cwd: folder });
  expect(demo).toMatchObject({ code: 2, stderr: expect.stringContaining('FLAG_CONFLICT') });
});
