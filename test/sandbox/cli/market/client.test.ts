import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import type { Command } from '../../../../src/sandbox/acts/acts.ts';
import { runAct } from '../../../../src/sandbox/cli/market/act.ts';
import { detach } from '../../../../src/sandbox/cli/start.ts';
import { listInstances, listOrders } from '../../../../src/sandbox/market/views/listings.ts';
import type { Sandbox, SandboxOptions } from '../../../../src/sandbox/server/server.ts';
import {
  announceSandbox,
  livingSandbox,
  proofOf,
  withdrawSandbox,
} from '../../../../src/sandbox/state/running.ts';
import { withStore } from '../../../../src/sandbox/store.ts';
import { bodySignature, formatBodySign } from '../../../../src/signing/v1-body-sign.ts';
import { start, temporaryFolder } from '../../harness.ts';
import { fakeEngine } from '../../market/engine.ts';
import { buyer, key, office } from '../../market/scripted.ts';

const { argv } = process;
const undo: (() => unknown)[] = [];

afterEach(async () => {
  process.argv = argv;
  vi.unstubAllEnvs();
  for (const step of undo.splice(0).reverse()) await step();
});

const created = JSON.stringify({
  resultCode: '000000',
  resultMsg: 'success.',
  instanceId: 'i-1',
  encryptType: '1',
  appInfo: { frontEndUrl: 'https://a.example.com' },
});

const close: Command = { do: 'close', instance: 'i-1' };

function act(
  stateFolder: string,
  command: Command,
  more: { openMarket?: SandboxOptions['openMarket']; onNotice?: () => void } = {},
) {
  const notices: string[] = [];
  const { promise: noticed, resolve } = Promise.withResolvers<void>();
  const stop = new AbortController();
  const done = runAct(command, {
    stateFolder,
    wait: false,
    quiet: true,
    notice({ en }) {
      notices.push(en);
      more.onNotice?.();
      resolve();
    },
    onStarted: () => {},
    onEntry: () => {},
    signal: stop.signal,
    ...(more.openMarket && { openMarket: more.openMarket }),
  });
  done.catch(() => {});
  return { notices, noticed, stop, done };
}

/** A sandbox that keeps the marketplace, and that others do not find. */
async function holding(stateFolder: string) {
  const engine = fakeEngine();
  const sandbox: Sandbox = await start({ stateFolder, openMarket: engine.open });
  const headers = { Authorization: `Bearer ${sandbox.token}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify(close);
  await (await fetch(`${sandbox.url}/koo-sandbox/market`, { method: 'POST', headers, body })).text();
  return { sandbox, engine };
}

const busy = 'Another koo process is acting in this sandbox. koo waits for it.';

test('an act waits for another process that acts in the sandbox', { timeout: 20_000 }, async () => {
  const stateFolder = await temporaryFolder();
  const { sandbox } = await holding(stateFolder);
  const engine = fakeEngine();
  const { noticed, notices, done } = act(stateFolder, close, { openMarket: engine.open });
  await noticed;
  expect(engine.commands).toEqual([]);
  await sandbox.close();
  await done;
  expect(engine.commands).toEqual([close]);
  expect(notices).toEqual([busy]);
});

test('an act that waits goes to the sandbox that was started meanwhile', { timeout: 20_000 }, async () => {
  const stateFolder = await temporaryFolder();
  const { sandbox, engine } = await holding(stateFolder);
  const own = fakeEngine();
  undo.push(() => withdrawSandbox(stateFolder));
  const onNotice = () => announceSandbox(stateFolder, sandbox);
  await act(stateFolder, close, { openMarket: own.open, onNotice }).done;
  expect([engine.commands, own.commands]).toEqual([[close, close], []]);
});

test('an interrupt ends the wait for another process', { timeout: 20_000 }, async () => {
  const stateFolder = await temporaryFolder();
  await holding(stateFolder);
  const { noticed, stop, done } = act(stateFolder, close, { openMarket: fakeEngine().open });
  await noticed;
  stop.abort();
  await expect(done).rejects.toMatchObject({ exitCode: 130, facts: { code: 'INTERRUPTED' } });
});

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a sandbox that is gone is noticed on a connection that stays', { timeout: 30_000 }, async () => {
  const stateFolder = await temporaryFolder();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume();
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const proof = proofOf('x', searchParams.get('challenge') ?? '');
    if (pathname === '/koo-sandbox/market') resolve();
    else response.end(JSON.stringify({ koo: 'sandbox', pid: process.pid, state: 'x', proof }));
  });
  announceSandbox(stateFolder, { url: await listen(server), token: 'x' });
  undo.push(() => withdrawSandbox(stateFolder));
  const { done } = act(stateFolder, close);
  await asked;
  withdrawSandbox(stateFolder);
  await expect(done).rejects.toMatchObject({ exitCode: 6, facts: { code: 'SANDBOX_GONE' } });
});

test.skipIf(process.platform === 'win32')(
  'an act waits for a suspended sandbox, ends with a killed one, and goes on with the next',
  { timeout: 60_000 },
  async () => {
    const stateFolder = await temporaryFolder();
    vi.stubEnv('KOO_STATE_DIR', stateFolder);
    process.argv = [
      argv[0] ?? '',
      fileURLToPath(new URL('../../../commands/sandbox/koo-start.ts', import.meta.url)),
    ];
    undo.push(async () => {
      const left = await livingSandbox(stateFolder);
      if (left) process.kill(left.pid, 'SIGKILL');
    });
    const { promise: called, resolve: call } = Promise.withResolvers<void>();
    let isBack = false;
    const url = await listen(
      createServer((request, response) => {
        request.resume();
        call();
        if (!isBack) return;
        response.setHeader('Content-Type', 'application/json');
        response.setHeader('Body-Sign', formatBodySign(bodySignature(key, created))).end(created);
      }),
    );
    await act(stateFolder, { do: 'clock', mode: 'virtual', to: '2026-03-02T02:00:00Z' }).done;
    await act(stateFolder, { do: 'connect', product: office, url, protocols: ['v1'], keys: { base: key } })
      .done;
    const { pid } = await detach(stateFolder, { port: 0 }, () => {});
    const buying = act(stateFolder, { do: 'buy', product: office, buyer, period: '1m' });
    await called;
    process.kill(pid, 'SIGSTOP');
    await buying.noticed;
    expect(buying.notices).toEqual([`The sandbox (process ${pid}) does not respond yet. koo waits for it.`]);
    const other = act(stateFolder, close);
    await other.noticed;
    other.stop.abort();
    await expect(other.done).rejects.toMatchObject({ exitCode: 130, facts: { code: 'INTERRUPTED' } });
    process.kill(pid, 'SIGKILL');
    await expect(buying.done).rejects.toMatchObject({ exitCode: 6, facts: { code: 'SANDBOX_GONE' } });
    // The next act finds nothing of the killed one in its way, and the purchase is not to be made again.
    isBack = true;
    await act(stateFolder, { do: 'clock', to: '2026-03-02T04:00:00Z' }).done;
    const [orders, instances] = withStore(stateFolder, (database) => [
      listOrders(database, { limit: 9 }),
      listInstances(database, { limit: 9 }),
    ]);
    expect(orders).toMatchObject([{ type: 'NEW', status: 'completed' }]);
    expect(instances).toMatchObject([{ instance: 'i-1', state: 'active', notTold: [] }]);
  },
);
