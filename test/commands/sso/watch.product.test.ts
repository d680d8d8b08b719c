import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { binary, koo } from '../../support/koo.ts';
import { kooHere } from '../../support/koo-here.ts';
import { freePort } from '../../support/port.ts';
import { between, interrupt, runsIn } from '../../support/watching.ts';

const root = mkdtempSync(join(tmpdir(), 'koo-sso-watch-'));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string, content = '') => writeFileSync(join(folder, name), content);
const demo = ['sso', 'test', '--demo', '--only', 'OAUTH-LOGIN', '--watch'];

test('runs again when a watched file changes, until Ctrl-C', async () => {
  file('one.js');
  const { code, stdout, stderr } = await koo([...demo, '--watch-path', 'one.js'], {
    cwd: folder,
    during: between(() => {
      file('two.js');
      file('one.js', 'changed');
    }, interrupt),
  });
  expect(runsIn(stdout)).toEqual(['Run 1: all checks', 'Run 2: all checks']);
  expect(stderr.match(/\S+ has changed/g)).toEqual(['one.js has changed']);
  expect(stdout.match(/^✔ \d+ passed/gm)).toHaveLength(2);
  expect(code).toBe(130);
});

test('starts the server again with new keys, and runs what failed first', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const failing = `
    const { createServer } = require('node:http');
    createServer((_, response) => response.end('no JSON')).listen(process.env.PORT, process.env.HOST);`;
  const working = `
    const { env, execPath } = process;
    require('node:fs').writeFileSync('.rsa.key', env.KOO_RSA_PRIVATE_KEY);
    const args = ['callback', 'serve', '--host', env.HOST, '--port', env.PORT, '--protocol', 'v2-kit', '--rsa-private-key', '.rsa.key'];
    require('node:child_process').spawn(execPath, [${JSON.stringify(binary)}, ...args], { stdio: 'inherit' });`;
  file('server.cjs', failing);
  const start = JSON.stringify(`"${process.execPath}" server.cjs`);
  file(
    'koo.yaml',
    `callback:\n  url: ${url}/saasproduce\n  start: ${start}\n  generateKeys: true\nsso:\n  login: ${url}/sso/callback\n  accountPage: ${url}/sso/account\n`,
  );
  const { code, stdout, stderr } = await koo(['sso', 'test', '--only', 'OAUTH-LOGIN', '--watch'], {
    cwd: folder,
    during: between(() => file('server.cjs', working), interrupt),
  });
  expect(runsIn(stdout), stdout + stderr).toEqual([
    'Run 1: all checks',
    expect.stringMatching(/^Run 2: the .*failed check/),
    'Run 2: all checks',
  ]);
  expect(stderr.match(/Starting the server/g)).toHaveLength(3);
  expect(stdout.split('Run 2').at(-1)).not.toMatch(/\d failed/);
  expect(code).toBe(130);
});

test('has no result, and no list of the checks', async () => {
  const json = await kooHere([...demo, '--json'], { cwd: folder });
  expect(json).toMatchObject({ code: 2, stdout: expect.stringContaining('WATCH_AND_RESULT') });
  const list = await kooHere([...demo, '--list'], { cwd: folder });
  expect(list.code).toBe(2);
  const path = await kooHere(['sso', 'test', '--demo', '--watch-path', '.'], { cwd: folder });
  expect(path.code).toBe(2);
});
