import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { binary, koo, neutral } from '../../support/koo.ts';
import { kooHere } from '../../support/koo-here.ts';
import { freePort } from '../../support/port.ts';
import { between, interrupt, runsIn } from '../../support/watching.ts';

const env = { KOO_ACCESS_KEY: '00000000-1111-2222-3333-444444444444' };
const root = mkdtempSync(join(tmpdir(), 'koo-watch-'));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string, content = '') => writeFileSync(join(folder, name), content);

const demo = ['callback', 'test', '--demo', '--protocol', 'v2', '--only', 'V2-LIFE-NEW', '--watch'];
describe('--watch', () => {
  test('runs again when a file changes, until Ctrl-C', async () => {
    mkdirSync(join(folder, 'src'));
    const { code, stdout, stderr } = await koo(demo, {
      cwd: folder,
      during: between(
        () => file('src/server.js'),
        () => {
          mkdirSync(join(folder, 'src/new'));
          file('src/new/other.js');
        },
        interrupt,
      ),
    });
    expect(runsIn(stdout)).toEqual(['Run 1: all checks', 'Run 2: all checks', 'Run 3: all checks']);
    expect(stderr).toContain('src/server.js has changed.');
    expect(stdout.match(/^✔ \d+ passed/gm)).toHaveLength(3);
    expect(code).toBe(130);
  });

  test('ignores the file that its output goes to', async () => {
    const log = join(folder, 'koo.log');
    const output = openSync(log, 'a');
    const child = spawn(process.execPath, [binary, ...demo], {
      cwd: folder,
      stdio: ['ignore', output, output],
    });
    const seen = () => readFileSync(log, 'utf8');
    await expect.poll(seen, { timeout: 20_000 }).toContain('Waiting for changes');
    setTimeout(() => file('seen.js'), 700);
    await expect.poll(seen, { timeout: 20_000 }).toContain('Run 2');
    child.kill('SIGINT');
    await once(child, 'exit');
    closeSync(output);
    expect(seen()).toContain('seen.js has changed.');
    expect(seen()).not.toContain('koo.log has changed.');
  });

  test('ignores packages, hidden files and its own reports', async () => {
    mkdirSync(join(folder, 'node_modules'));
    const { stderr } = await koo([...demo, '--reporter', 'junit=report.xml'], {
      cwd: folder,
      during: between(() => {
        file('node_modules/index.js');
        file('.hidden');
        file('report.xml');
        // Were one of them watched, its change would be told first.
        setTimeout(() => file('seen.js'), 500);
      }, interrupt),
    });
    expect(stderr.match(/\S+ has changed/g)).toEqual(['seen.js has changed']);
  });

  test('makes the same calls in each run, and ignores the scenarios that it writes', async () => {
    mkdirSync(join(folder, 'koo-scenarios'));
    const { stdout, stderr } = await koo([...demo.slice(0, -2), 'V2-EXPLORE-*', '--watch'], {
      cwd: folder,
      during: between(() => {
        file('koo-scenarios/V2-EXPLORE-LIFE-1.yaml');
        // Were it watched, its change would be told first.
        setTimeout(() => file('seen.js'), 500);
      }, interrupt),
    });
    expect(stderr.match(/\S+ has changed/g)).toEqual(['seen.js has changed']);
    const calls = stdout.match(/\d+ calls/g) ?? [];
    expect(calls).toHaveLength(2);
    expect(new Set(calls).size).toBe(1);
  });

  test('watches what it is told to watch', async () => {
    mkdirSync(join(folder, 'src'));
    file('one.js');
    const { stderr } = await koo([...demo, '--watch-path', 'src', '--watch-path', 'one.js'], {
      cwd: folder,
      during: between(
        () => {
          file('two.js');
          file('one.js', 'changed');
        },
        () => file('src/three.js'),
        interrupt,
      ),
    });
    expect(stderr.match(/\S+ has changed/g)).toEqual(['one.js has changed', 'src/three.js has changed']);
  });

  test('starts the server again, and runs what failed first', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/saasproduce`;
    const failing = `require('node:http').createServer((_, response) => response.end('no JSON')).listen(${port}, '127.0.0.1');`;
    const working = `process.argv.splice(2, 9, 'callback', 'serve', '--port', '${port}', '--protocol', 'v2'); import('file://${binary}');`;
    file('server.cjs', failing);
    const { code, stdout, stderr } = await koo(
      [
        'callback',
        'test',
        url,
        '--start',
        `"${process.execPath}" server.cjs`,
        '--only',
        'V2-REPLY-JSON',
        '--watch',
      ],
      {
        cwd: folder,
        env,
        during: between(
          () => file('server.cjs', 'syntax error'),
          () => file('server.cjs', working),
          interrupt,
        ),
      },
    );
    const runs = runsIn(stdout);
    expect(runs?.[0]).toBe('Run 1: all checks');
    expect(runs?.[1]).toMatch(/^Run 2: the .*failed check/);
    expect(stderr).toContain('SyntaxError');
    expect(runs?.slice(2)).toEqual([
      expect.stringMatching(/^Run 3: the .*failed check/),
      'Run 3: all checks',
    ]);
    expect(stdout.split('Run 3').at(-1)).not.toMatch(/\d failed/);
    expect(code).toBe(130);
  });

  test('reads koo.yaml again, and survives a mistake in it', async () => {
    file('koo.yaml', 'callback:\n  url: http://127.0.0.1:1/\n');
    const { stdout, stderr } = await koo(['callback', 'test', '--watch'], {
      cwd: folder,
      env,
      during: between(
        () => file('koo.yaml', 'callback: ['),
        () => file('koo.yaml', 'callback:\n  url: http://127.0.0.1:1/\n  protocols: [v1]\n'),
        interrupt,
      ),
    });
    expect(stderr).toContain('invalid YAML');
    expect(stdout).toContain('V2-');
    expect(stdout.split('Run 3').at(-1)).toContain('V1-');
  });

  test('ends with what is wrong with the command line', async () => {
    const missing = await kooHere([...demo, '--watch-path', 'no/such'], { cwd: folder });
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('CANNOT_WATCH') });
    const unknown = await kooHere([...demo, '--skip', 'NO-SUCH'], { cwd: folder });
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('UNKNOWN_CHECK') });
    const json = await kooHere([...demo, '--json'], { cwd: folder });
    expect(json).toMatchObject({ code: 2, stdout: expect.stringContaining('WATCH_AND_RESULT') });
  });

  /** util-linux's, which gives a program a terminal. */
  const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

  test.runIf(hasTerminal).each([
    ['q', 0],
    ['\x03', 130],
    // Keys that are pressed while koo is busy arrive together.
    ['xq', 0],
    ['x\x03', 130],
  ])('takes the keys of a terminal, at last %j', async (key, code) => {
    const command = [process.execPath, binary, ...demo].join(' ');
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: { ...neutral, TERM: 'xterm' },
    });
    let screen = '';
    let pressed = 0;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      screen += text;
      if (screen.split('q: quit').length - 1 > pressed) child.stdin.write(['\r', 'a', key][pressed++] ?? '');
    });
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(code);
    expect(screen.match(/Run \d/g)).toEqual(['Run 1', 'Run 2', 'Run 3']);
  });
});
