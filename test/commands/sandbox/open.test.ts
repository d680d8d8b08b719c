import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import SandboxOpen from '../../../src/commands/sandbox/open.ts';
import { draftName } from '../../../src/files/draft-name.ts';
import { openSandboxConsole } from '../../../src/sandbox/cli/open.ts';
import { announceSandbox, healthPath, proofOf, runningSandbox } from '../../../src/sandbox/state/running.ts';
import { start, temporaryFolder } from '../../sandbox/harness.ts';
import { koo as startKoo } from '../../support/koo.ts';
import { runCommand } from '../run.ts';

const ignore = () => {};

let folder = '';

beforeEach(async () => {
  folder = await temporaryFolder();
});

const koo = (...words: string[]) => runCommand(SandboxOpen, words, { KOO_STATE_DIR: folder });

async function startAnnounced() {
  const sandbox = await start({ stateFolder: folder });
  announceSandbox(folder, sandbox);
  return sandbox;
}

/** A browser that writes down what it gets. */
function fakeBrowser() {
  const seen = join(folder, 'seen');
  const path = join(folder, 'browser');
  writeFileSync(path, `#!/bin/sh\n{ echo "$#"; echo "$1"; env; } > ${seen}.part\nmv ${seen}.part ${seen}\n`, {
    mode: 0o755,
  });
  return {
    env: { PATH: process.env.PATH, BROWSER: path, KOO_SK: 'hidden-sk' },
    seen: () => vi.waitFor(() => readFileSync(seen, 'utf8').split('\n'), { timeout: 5000 }),
  };
}

describe('koo sandbox open', () => {
  test('prints an address that lets one browser in, at the page', async () => {
    const { url } = await startAnnounced();
    const { stdout, stderr } = await koo('--print', '--page', 'instances/3?tab=a');
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      new RegExp(`^${url}/console/enter\\?code=[\\da-f]{64}&to=%2Finstances%2F3%3Ftab%3Da\n$`),
    );
    const entered = await fetch(stdout.trim(), { redirect: 'manual' });
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/console/instances/3?tab=a']);
    expect((await fetch(stdout.trim(), { redirect: 'manual' })).status).toBe(401);
  });

  test('--json prints the address and starts no browser', async () => {
    await startAnnounced();
    const { stdout } = await koo('--json');
    expect(JSON.parse(stdout)).toEqual({
      address: expect.stringMatching(/\/console\/enter\?code=[\da-f]{64}$/),
      opened: false,
    });
  });

  test.each([
    '//example.com',
    'https://example.com/',
    '../x\\y',
    'a b',
    '/a//b',
    '../../x',
    'instances/..',
    './x',
    '..?a=b',
    '\u0001',
    '..//',
  ])('refuses the page %j before anything is started', async (page) => {
    expect(await koo('--page', page)).toMatchObject({ exitCode: 2, code: 'INVALID_PAGE', stdout: '' });
    expect(await runningSandbox(folder, ignore)).toBeUndefined();
  });

  test('says so where the running sandbox has no console', async () => {
    const token = 'a'.repeat(64);
    // An older koo: it proves itself, and refuses what it does not know.
    const old = createServer(({ url = '' }, response) => {
      const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
      const proof = proofOf(token, searchParams.get('challenge') ?? '');
      response.statusCode = pathname === healthPath ? 200 : 404;
      response.end(JSON.stringify({ pid: process.pid, proof }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => old.once('listening', resolve));
    onTestFinished(() => {
      old.close();
    });
    announceSandbox(folder, { url: `http://127.0.0.1:${(old.address() as AddressInfo).port}`, token });
    expect(await koo()).toMatchObject({ exitCode: 3, code: 'SANDBOX_OUTDATED' });
  });

  test('says so where the pages of the running sandbox are gone, and leaves it running', async () => {
    const { argv } = process;
    // Node cannot load the pages where they are not built.
    process.argv = [process.execPath, fileURLToPath(new URL('koo-start.ts', import.meta.url))];
    onTestFinished(() => {
      process.argv = argv;
    });
    expect(await koo()).toMatchObject({ exitCode: 3, code: 'SANDBOX_OUTDATED' });
    const running = await runningSandbox(folder, ignore);
    expect(running).toBeDefined();
    // Now: the folder, which says which process it is, is deleted before the test is finished.
    if (running) process.kill(running.pid, 'SIGKILL');
  });
});

test('the sandbox is never asked through a proxy', async () => {
  const { url } = await startAnnounced();
  const seen: string[] = [];
  const proxy = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.writeHead(502).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  onTestFinished(() => {
    proxy.close();
  });
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: address, http_proxy: address, KOO_STATE_DIR: folder };
  const { code, stdout } = await startKoo(['sandbox', 'open', '--print'], { env });
  expect([code, stdout.split('?')[0]]).toEqual([0, `${url}/console/enter`]);
  const status = await startKoo(['sandbox', 'status', '--json'], { env });
  expect(JSON.parse(status.stdout)).toMatchObject({ url });
  expect(seen).toEqual([]);
});

describe.runIf(process.platform !== 'win32')('the browser', () => {
  test('gets the code; what is printed does not have it', async () => {
    const { url } = await startAnnounced();
    const { env, seen } = fakeBrowser();
    const notice = vi.fn();
    const opened = await openSandboxConsole({
      stateFolder: folder,
      page: 'instances',
      starts: true,
      env,
      notice,
    });
    expect(opened).toEqual({ address: `${url}/console/instances`, opened: true });
    const [count, address = '', ...environment] = await seen();
    // Other users can read the command line, and not the file.
    expect([count, address]).toEqual(['1', pathToFileURL(join(folder, 'open.html')).href]);
    const file = fileURLToPath(address);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(
      /content="0;url=http:\/\/127\.0\.0\.1:\d+\/console\/enter\?code=[\da-f]{64}&amp;to=%2Finstances">/,
    );
    expect(environment.join('\n')).not.toContain('hidden-sk');
    expect(notice).not.toHaveBeenCalled();
  });

  test('is opened by several commands at the same time', async () => {
    await startAnnounced();
    const { env } = fakeBrowser();
    // What another process is about to write.
    const draft = draftName(join(folder, 'open.html')).replace(`-${process.pid}-`, `-${process.ppid}-`);
    writeFileSync(draft, '');
    const options = { stateFolder: folder, page: undefined, starts: true, env, notice: vi.fn() };
    expect(await openSandboxConsole(options)).toMatchObject({ opened: true });
    expect(existsSync(draft)).toBe(true);
  });

  test('that cannot be started is told, with the address to open', async () => {
    await startAnnounced();
    const notice = vi.fn();
    const env = { BROWSER: '/no/such' };
    const opened = await openSandboxConsole({
      stateFolder: folder,
      page: undefined,
      starts: true,
      env,
      notice,
    });
    expect(opened).toEqual({ address: expect.stringMatching(/enter\?code=[\da-f]{64}$/), opened: false });
    expect(notice).toHaveBeenCalledOnce();
  });
});
