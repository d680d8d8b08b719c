import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A checkout whose own Node is the one that runs this test, and a way to look like an old Node. */
const checkout = mkdtempSync(join(tmpdir(), 'koo-checkout-'));
const old = join(checkout, 'old.cjs');
const asOldNode = ['--require', old, join(checkout, 'bin/run.js')];

it('starts from a file that Node 12 can parse', () => {
  const source = readFileSync(join(root, 'bin/run.js'), 'utf8');
  const parsed = (target: string) => transformSync(source, { target }).code;
  expect(parsed('node12.20')).toBe(parsed('esnext'));
});

describe.skipIf(process.platform === 'win32')('an older Node', () => {
  beforeAll(() => {
    cpSync(join(root, 'bin'), join(checkout, 'bin'), { recursive: true });
    for (const path of ['dist', 'oclif.manifest.json', 'package.json']) {
      symlinkSync(join(root, path), join(checkout, path));
    }
    writeFileSync(old, "Object.defineProperty(process.versions, 'node', { value: '20.19.0' });");
  });

  it('says in one line what is needed when there is no other', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [...asOldNode, '--version'], {
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 3 });
    expect(stderr).toMatch(/^koo needs Node\.js 22\.19 or later, .*\n$/);
  });

  describe('in a checkout with a Node of its own', () => {
    const own = join(checkout, 'node_modules/node/bin');
    beforeAll(() => {
      mkdirSync(own, { recursive: true });
      cpSync(process.execPath, join(own, 'node'));
    });

    it('hands over arguments, streams and the exit code', () => {
      const run = (...args: string[]) =>
        spawnSync(process.execPath, [...asOldNode, ...args], {
          encoding: 'utf8',
          input: '{"activity":"x y"}',
        });
      expect(run('--version')).toMatchObject({ status: 0, stderr: '' });
      expect(run('callback', 'activities', 'no such')).toMatchObject({ status: 2, stdout: '' });
      expect(run('callback', 'activities', 'no such').stderr).toContain('"no such"');
    });

    it.each(['SIGTERM', 'SIGINT'] as const)('hands over %s', async (signal) => {
      const env = { ...process.env, KOO_ACCESS_KEY: 'key' };
      const serve = ['callback', 'serve', '--port', '0', '--protocol', 'v2'];
      const child = spawn(process.execPath, [...asOldNode, ...serve], { env, stdio: 'pipe' });
      child.stderr.on('data', (text) => /Listening|监听/.test(String(text)) && child.kill(signal));
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(code).toBe(signal === 'SIGTERM' ? 0 : 130);
    });

    it('leaves nothing running when it is killed', async () => {
      const env = { ...process.env, KOO_ACCESS_KEY: 'key' };
      const serve = ['callback', 'serve', '--port', '0', '--protocol', 'v2'];
      const child = spawn(process.execPath, [...asOldNode, ...serve], { env, stdio: 'pipe' });
      const url = await new Promise<string>((resolve) =>
        child.stderr.on('data', (text) => {
          const [found] = /http:\S+/.exec(String(text)) ?? [];
          if (found) resolve(found);
        }),
      );
      child.kill('SIGKILL');
      // The streams close when the last process that holds them has ended.
      await new Promise((resolve) => child.on('close', resolve));
      await expect(fetch(url)).rejects.toThrow();
    });
  });
});
