import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kindsOfPages } from '../../scripts/chromium.ts';
import { binary, koo, neutral, scratch } from '../support/koo.ts';
import { closeAtEnd, hasChromium, openBrowser, overflow, violations } from './harness.ts';

const breaker = '"><img src=x onerror=__pwned()><script>__pwned()</script>';
const env = {
  HOME: mkdtempSync(join(scratch, 'home-')),
  KOO_ACCESS_KEY: 'browser-test-key',
  KOO_STATE_DIR: mkdtempSync(join(scratch, 'state-')),
};

/** Receives calls, and forwards them to a server that answers what could hurt a page. */
async function startListening() {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'Content-Type': 'application/json', 'X-Hostile': breaker });
    response.end(JSON.stringify({ resultCode: '000000', resultMsg: breaker, instanceId: breaker }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const words = ['callback', 'listen', '--port', '0', '--console-port', '0', '--forward-to', target];
  const child = spawn(process.execPath, [binary, ...words], { env: { ...neutral, ...env } });
  closeAtEnd({
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      server.closeAllConnections();
      server.close();
    },
  });
  child.stdout.resume();
  let told = '';
  for await (const part of child.stderr) {
    told += part;
    const [, ready] = /Ready: (http:\/\/[\d.]+:\d+)/.exec(told) ?? [];
    const [, address, url] = /Console: ((http:\/\/[\d.]+:\d+)\S+)\n/.exec(told) ?? [];
    if (ready === undefined || address === undefined || url === undefined) continue;
    child.stderr.resume();
    return { ready, url, entry: async () => address };
  }
  throw new Error(told);
}

const send = (to: string, ...more: string[]) =>
  koo(['callback', 'send', 'newInstance', `${to}/x`, '--protocol', 'v2', '--json', ...more], { env });

const listening = hasChromium ? await startListening() : undefined;
if (listening) {
  await send(listening.ready);
  await send(listening.ready, '--tamper', 'signature');
  await send(listening.ready, '--set', `orderId=${breaker}`);
}
const paths = listening ? await kindsOfPages((await openBrowser(listening)).page) : ['/'];

describe.skipIf(!listening)('the console of koo callback listen', () => {
  describe.each([
    ['en', 1280, 'light'],
    ['zh', 390, 'dark'],
  ] as const)('in %s, %i pixels wide, %s', async (language, width, scheme) => {
    const window = listening && (await openBrowser(listening, { language, width, scheme }));

    test.each(paths)('%s', async (path) => {
      const { page, problems, go } = window!;
      await go(path);
      expect(await overflow(window!), 'wider than the window').toEqual([]);
      expect(await violations(window!)).toEqual([]);
      expect(await page.locator('img, script:not([src]), [onerror]').count()).toBe(0);
      expect(problems.splice(0)).toEqual([]);
    });
  });

  test('shows a call as it arrives', async () => {
    const { page, problems } = await openBrowser(listening!);
    const rows = page.locator('tbody tr');
    const before = await rows.count();
    expect(before).toBe(3);
    await send(listening!.ready);
    await expect.poll(() => rows.count(), { timeout: 15_000 }).toBe(4);
    expect(problems).toEqual([]);
  });
});
