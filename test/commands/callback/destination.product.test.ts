import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { kooHere } from '../../support/koo-here.ts';
import { hasTerminal, openTerminal, keys as pressed } from '../../support/terminal.ts';

const key = '00000000-1111-2222-3333-444444444444';
const root = mkdtempSync(join(tmpdir(), 'koo-destination-'));
const attacker = 'http://attacker.invalid';

/** A proxy stands for the rest of the world: it sees whatever koo sends to another machine. */
let sent: string[] = [];
const world = createServer((request, response) => {
  sent.push(`${request.method} ${request.url}`);
  response.end('{"resultCode":"000000","resultMsg":"success."}');
}).on('connect', (request, socket) => {
  sent.push(`CONNECT ${request.url}`);
  socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
});
let env: Record<string, string> = {};
let folder = '';

beforeAll(async () => {
  world.listen(0, '127.0.0.1');
  await once(world, 'listening');
});
beforeEach(() => {
  sent = [];
  folder = mkdtempSync(join(root, 'case-'));
  const proxy = `http://127.0.0.1:${(world.address() as AddressInfo).port}`;
  env = {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    NO_PROXY: '',
    KOO_CONFIG_DIR: join(folder, 'koo'),
    KOO_ACCESS_KEY: key,
    KOO_NO_UPDATE_NOTIFIER: '1',
  };
  clone();
});
afterAll(() => {
  world.close();
  rmSync(root, { recursive: true, force: true });
});

/** The folder of someone else, with their koo.yaml. */
function clone(url = `${attacker}/saas`, more = ''): void {
  writeFileSync(join(folder, 'koo.yaml'), `callback:\n  url: ${url}\n${more}`);
}

function run(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  return kooHere(['callback', ...args], { env: { ...env, ...more }, cwd: folder });
}

const freeze = ['send', 'updateInstanceStatus', '--protocol', 'v2'];
const suite = ['test', '--protocol', 'v2', '--only', 'NET-*', '--explore', '0'];

describe.each([
  ['send', freeze],
  ['test', suite],
])('koo callback %s in a cloned folder', (_, args) => {
  test('signs nothing for the address of koo.yaml', async () => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout, sent }).toEqual({ code: 3, stdout: '', sent: [] });
    expect(stderr).toContain(`${join(folder, 'koo.yaml')} names ${attacker}`);
    expect(stderr).toContain('base interfaces (KOO_ACCESS_KEY)');
    expect(stderr).toContain(`--allow-origin ${attacker}`);
    expect(existsSync(env.KOO_CONFIG_DIR ?? '')).toBe(false);
  });

  test('prints the refusal as a document, and in Chinese', async () => {
    const json = await run([...args, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: {
        code: 'ORIGIN_NOT_ALLOWED',
        category: 'configuration',
        exitCode: 3,
        details: { origin: attacker },
      },
    });
    const chinese = await run([...args, '--lang', 'zh']);
    expect(chinese.stderr).toContain('此前从未用于该地址：基础接口（KOO_ACCESS_KEY）');
    expect(sent).toEqual([]);
  });

  test('allows an origin for a run, exactly and without remembering it', async () => {
    await run([...args, '--allow-origin', `${attacker}:8080`, '--allow-origin', 'https://attacker.invalid']);
    await run(args, { KOO_ALLOW_ORIGIN: 'http://invalid,http://evil.attacker.invalid' });
    expect(sent).toEqual([]);
    const flag = await run([...args, '--allow-origin', 'https://b.example', '--allow-origin', attacker]);
    expect(sent).not.toEqual([]);
    expect(flag.stderr).toContain(`Sending to ${attacker}/saas (from ${join(folder, 'koo.yaml')})`);
    sent = [];
    await run(args, { KOO_ALLOW_ORIGIN: `https://b.example, ${attacker}` });
    expect(sent).not.toEqual([]);
    sent = [];
    expect((await run(args)).code).toBe(3);
    expect(sent).toEqual([]);
  });

  test('refuses what is not an origin', async () => {
    expect(await run([...args, '--allow-origin', '*'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--allow-origin: the value is not an origin'),
    });
    expect(await run(args, { KOO_ALLOW_ORIGIN: `${attacker}/saas` })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('KOO_ALLOW_ORIGIN: the value is not an origin'),
    });
    expect(sent).toEqual([]);
  });

  test('remembers an address that the user has typed, for this key', async () => {
    const [command = '', ...rest] = args;
    const at = command === 'send' ? 1 : 0;
    const typed = await run([command, ...rest.slice(0, at), `${attacker}/saas`, ...rest.slice(at)]);
    expect(typed.stderr).toContain(
      `Sending to ${attacker}/saas. Access keys: base interfaces (KOO_ACCESS_KEY)`,
    );
    expect(sent).not.toEqual([]);
    sent = [];
    await run(args);
    expect(sent).not.toEqual([]);
    sent = [];
    expect((await run(args, { KOO_ACCESS_KEY: 'another-key' })).code).toBe(3);
    clone('https://attacker.invalid/saas');
    expect((await run(args)).code).toBe(3);
    expect(sent).toEqual([]);
    expect(readFileSync(join(folder, 'koo/origins.json'), 'utf8')).not.toContain(key.slice(0, 8));
  });

  test.each([
    'http://localhost.evil.invalid/',
    'http://127.0.0.1.evil.invalid/',
    'http://evil.invalid/?http://127.0.0.1/',
    'http://127.0.0.1%2eevil.invalid/',
    'http://0x7e.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://0.0.0.0/',
  ])('does not take %s for this machine', async (url) => {
    clone(url);
    expect(await run(args)).toMatchObject({ code: 3, stderr: expect.stringContaining('ORIGIN_NOT_ALLOWED') });
    expect(sent).toEqual([]);
  });

  test.each([
    'http://127.0.0.1:1/',
    'http://localhost:1/',
    'http://[::1]:1/',
    'http://0x7f.1:1/',
    'http://2130706433:1/',
  ])('takes %s for this machine, and says so', async (url) => {
    clone(url);
    const { code, stderr } = await run(args);
    expect(code).toBe(6);
    expect(stderr).toMatch(/^Sending to http:\/\/(127\.0\.0\.1|localhost|\[::1\]):1\/ \(from /m);
    expect(sent).toEqual([]);
    expect(existsSync(join(folder, 'koo/origins.json'))).toBe(false);
  });
});

describe('what is said before requests are sent', () => {
  test('is each class of keys, with its source', async () => {
    writeFileSync(join(folder, 'kit.txt'), 'kit-key-kit-key');
    const { stderr } = await run([
      ...[
        'test',
        'http://127.0.0.1:1/',
        '--protocol',
        'v1,v2,v2-kit,order-notify',
        '--kit-key-file',
        'kit.txt',
      ],
    ]);
    expect(stderr).toBe(
      'Sending to http://127.0.0.1:1/. Access keys: base interfaces (KOO_ACCESS_KEY), kit interfaces (--kit-key-file)\n',
    );
  });

  test('is that values come from koo.yaml, unless the command line replaces them', async () => {
    clone(
      'http://127.0.0.1:1/',
      '  set: { instanceId: VICTIM, newInstance.orderId: CS1, newInstance.orderLineId: CS1-000001 }\n',
    );
    const release = ['send', 'releaseInstance', '--protocol', 'v2'];
    expect((await run(release)).stderr).toContain('Values from koo.yaml: instanceId=VICTIM\n');
    expect((await run([...release, '--set', 'instanceId=mine'])).stderr).not.toContain('Values from');
    const all =
      'Values from koo.yaml: instanceId=VICTIM, newInstance.orderId=CS1, newInstance.orderLineId=CS1-000001\n';
    expect((await run(suite)).stderr).toContain(all);
    const chinese = await run([...release, '--lang', 'zh']);
    expect(chinese.stderr).toContain('发送至 http://127.0.0.1:1/（来自 ');
    expect(chinese.stderr).toContain('来自 koo.yaml 的取值：instanceId=VICTIM\n');
  });

  test('shows a value on its own line, and only its beginning', async () => {
    const value = JSON.stringify(`A\nSending to https://isv.example.com${'x'.repeat(200)}`);
    clone('http://127.0.0.1:1/', `  set: { instanceId: ${value} }\n`);
    const { stderr } = await run(['send', 'releaseInstance', '--protocol', 'v2']);
    expect(stderr).toMatch(
      /^Values from koo\.yaml: instanceId=A Sending to https:\/\/isv\.example\.comx{30,60}…$/m,
    );
  });

  test('is nothing with --quiet, for the demo, a list and a dry run', async () => {
    const dry = await run([...freeze, '--dry-run']);
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining(attacker) });
    expect((await run([...suite, '--list'])).code).toBe(0);
    const demo = await run(['test', '--demo', '--only', 'V2-LIFE-NEW', '--protocol', 'v2', '--explore', '0']);
    expect(demo.code).toBe(0);
    const typed = await run([...freeze, '--quiet', '--allow-origin', attacker]);
    for (const { stderr } of [dry, demo, typed]) expect(stderr).not.toContain('Sending');
  });
});

// Only root can give a file to another user.
describe.skipIf(process.geteuid?.() !== 0)('a koo.yaml of another user in a parent folder', () => {
  test.each([
    ['callback send', ['callback', ...freeze]],
    ['callback test', ['callback', ...suite]],
    ['order get', ['order', 'get', 'CS1']],
    ['whoami', ['whoami']],
  ])('is not used by koo %s', async (_, args) => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    clone('http://127.0.0.1:1/');
    chownSync(join(folder, 'koo.yaml'), 4711, 4711);
    const refused = await kooHere(args, { env, cwd: inner });
    expect(refused).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('FOREIGN_CONFIG') });
    const chinese = await kooHere([...args, '--lang', 'zh'], { env, cwd: inner });
    expect(chinese.stderr).toContain('koo.yaml 属于其他用户（UID 4711），koo 不会使用它');
    const named = await kooHere(args, { env: { ...env, KOO_CONFIG_FILE: '../koo.yaml' }, cwd: inner });
    expect(named.stderr).not.toContain('FOREIGN_CONFIG');
  });
});

test('koo init remembers the address that the user has typed', async () => {
  const init = ['init', '--force', '--url', `${attacker}/saas`, '--protocol', 'v2'];
  await kooHere(init, { env, cwd: folder });
  await run(freeze);
  expect(sent).not.toEqual([]);
});

describe.skipIf(!hasTerminal)('on a terminal', () => {
  const question = `names ${attacker}, for which these access keys have not been used before: base interfaces (KOO_ACCESS_KEY). Is it your server? [y/N]`;

  test('koo asks once, and a No sends nothing', async () => {
    const args = ['callback', ...freeze];
    const no = openTerminal(args, { env, cwd: folder, columns: 400 });
    await no.type(question, pressed.enter);
    expect(await no.ended).toBe(130);
    expect(no.screen()).toContain('Nothing was sent.');
    expect(sent).toEqual([]);
    const yes = openTerminal(args, { env, cwd: folder, columns: 400 });
    await yes.type(question, `y${pressed.enter}`);
    await yes.ended;
    expect(yes.screen()).toContain(`Sending to ${attacker}/saas`);
    expect(sent).not.toEqual([]);
    sent = [];
    const again = openTerminal(args, { env, cwd: folder, columns: 400 });
    await again.ended;
    expect(again.screen()).not.toContain('Is it your server?');
    expect(sent).not.toEqual([]);
  });

  test.each(['--no-input', '--json'])('koo does not ask with %s', async (flag) => {
    const terminal = openTerminal(['callback', ...freeze, flag], { env, cwd: folder, columns: 400 });
    expect(await terminal.ended).toBe(3);
    expect(terminal.screen()).toContain('ORIGIN_NOT_ALLOWED');
    expect(sent).toEqual([]);
  });

  test('koo asks once before it runs a command of koo.yaml', async () => {
    const started = join(folder, 'started');
    writeFileSync(
      join(folder, 'koo.yaml'),
      'callback:\n  url: http://127.0.0.1:1/\n  start: echo x >> started; exit 1\n',
    );
    const args = ['callback', 'test'];
    const command = 'koo.yaml starts this command: echo x >> started; exit 1. Run it? [y/N]';
    const no = openTerminal(args, { env, cwd: folder, columns: 400 });
    await no.type(command, pressed.enter);
    expect(await no.ended).toBe(130);
    expect(no.screen()).toContain('Nothing was started.');
    expect(existsSync(started)).toBe(false);
    const yes = openTerminal(args, { env, cwd: folder, columns: 400 });
    await yes.type(command, `y${pressed.enter}`);
    expect(await yes.ended).toBe(6);
    const again = openTerminal(args, { env, cwd: folder, columns: 400 });
    expect(await again.ended).toBe(6);
    expect(again.screen()).not.toContain('Run it?');
    expect(readFileSync(started, 'utf8')).toBe('x\nx\n');
  });

  test.each(['--no-input', '--json', '--output=csv'])(
    'koo does not ask, and runs it, with %s',
    async (flag) => {
      const start = 'callback:\n  url: http://127.0.0.1:1/\n  start: echo x >> started; exit 1\n';
      writeFileSync(join(folder, 'koo.yaml'), start);
      const terminal = openTerminal(['callback', 'test', flag], { env, cwd: folder, columns: 400 });
      expect(await terminal.ended).toBe(6);
      expect(terminal.transcript()).not.toContain('Run it?');
      expect(readFileSync(join(folder, 'started'), 'utf8')).toBe('x\n');
    },
  );

  test('--watch asks before the keys have another meaning', async () => {
    const args = ['callback', ...suite, '--watch'];
    const terminal = openTerminal(args, { env, cwd: folder, columns: 400 });
    await terminal.type(question, `y${pressed.enter}`);
    await terminal.sees('Waiting for changes');
    expect(sent).not.toEqual([]);
    clone('http://other.invalid/');
    await terminal.sees('names http://other.invalid');
    expect(sent.filter((line) => line.includes('other'))).toEqual([]);
    expect(terminal.screen().split('Is it your server?')).toHaveLength(2);
    terminal.press(pressed.interrupt);
    expect(await terminal.ended).toBe(130);
  });

  test('--watch runs no other command that koo.yaml names meanwhile', async () => {
    const config = (start: string) =>
      writeFileSync(join(folder, 'koo.yaml'), `callback:\n  url: http://127.0.0.1:1/\n  start: ${start}\n`);
    const started = join(root, 'started-while-watching');
    config(`echo first >> ${started}; exit 1`);
    const args = ['callback', ...suite, '--watch'];
    const terminal = openTerminal(args, { env, cwd: folder, columns: 400 });
    await terminal.type('Run it? [y/N]', `y${pressed.enter}`);
    await terminal.sees('Waiting for changes');
    config(`echo other >> ${started}; exit 1`);
    await terminal.sees(`starts another command now: echo other >> ${started}; exit 1`);
    expect(readFileSync(started, 'utf8')).toBe('first\n');
    terminal.press(pressed.interrupt);
    expect(await terminal.ended).toBe(130);
  });

  test('shows all of a command of many lines on one, with the breaks and what is invisible', async () => {
    const start = JSON.stringify(`touch evil\n\n#\u200b\ufe0f\u00a0\u2800\x1b[8m\tnpm start`);
    writeFileSync(join(folder, 'koo.yaml'), `callback:\n  url: http://127.0.0.1:1/\n  start: ${start}\n`);
    const terminal = openTerminal(['callback', 'test'], { env, cwd: folder, columns: 400 });
    const shown = String.raw`touch evil ⏎ ⏎ #\u{200b}\u{fe0f}\u{a0}\u{2800}\u{1b}[8m\u{9}npm start`;
    await terminal.type(`koo.yaml starts this command: ${shown}. Run it? [y/N]`, pressed.enter);
    expect(await terminal.ended).toBe(130);
  });

  test('does not ask about a command that is too long to be shown', async () => {
    const started = join(folder, 'started');
    const tail = ' && touch started';
    const config = (length: number) =>
      writeFileSync(
        join(folder, 'koo.yaml'),
        `callback:\n  url: http://127.0.0.1:1/\n  start: echo ${'a'.repeat(length - 5 - tail.length)}${tail}\n`,
      );
    config(801);
    const long = openTerminal(['callback', 'test'], { env, cwd: folder, columns: 400 });
    expect(await long.ended).toBe(3);
    expect(long.screen()).toMatch(/COMMAND_TOO_LONG[\s\S]*--start/);
    config(800);
    const shown = openTerminal(['callback', 'test'], { env, cwd: folder, columns: 1000 });
    await shown.type('&& touch started. Run it? [y/N]', pressed.enter);
    expect(await shown.ended).toBe(130);
    expect(existsSync(started)).toBe(false);
  });
});
