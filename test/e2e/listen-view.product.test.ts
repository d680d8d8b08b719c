import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { key, sendCall } from '../callback/cli/listen/process.ts';
import { serve } from '../callback/listen/support.ts';
import { koo, scratch } from '../support/koo.ts';
import { hasTerminal, keys, openTerminal } from '../support/terminal.ts';

/** A view before a server that refuses one interface, and its terminal. */
async function openView(size: { readonly columns: number; readonly rows: number }) {
  let isFixed = false;
  const target = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { activity } = JSON.parse(body);
    const isBroken = activity === 'releaseInstance' && !isFixed;
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({
        resultCode: isBroken ? '000005' : '000000',
        resultMsg: '\x1b[2Jsaid',
        instanceId: 'I-1',
      }),
    );
  });
  const state = mkdtempSync(join(scratch, 'view-'));
  const terminal = openTerminal(['callback', 'listen', '--ui', '--port', '0', '-f', `${target}/own`], {
    cwd: scratch,
    env: { KOO_ACCESS_KEY: key, KOO_STATE_DIR: state, KOO_CONFIG_DIR: state },
    showTty: true,
    ...size,
  });
  await terminal.sees('No calls yet.');
  const url = /Ready: (http:\S+)/.exec(terminal.transcript())![1]!;
  return {
    terminal,
    url,
    fix: () => {
      isFixed = true;
    },
  };
}

test.skipIf(!hasTerminal)('the view lists calls, shows one, sends it again, filters and ends', async () => {
  const { terminal, url, fix } = await openView({ columns: 100, rows: 24 });
  await sendCall(url, 'newInstance', { orderId: 'CS1' });
  await sendCall(url, 'releaseInstance', { instanceId: 'I-7' });
  await terminal.sees('2 calls, 1 failed');
  await terminal.sees('❯ ✖');
  expect(terminal.screen()).toMatch(/❯ ✖ \S+ #2 +releaseInstance +000005 +failed/);
  terminal.press(keys.enter);
  await terminal.sees('Call 2');
  await terminal.sees('Interface: releaseInstance (v2)');
  terminal.press('\x1b[F');
  await terminal.sees('failed: resultCode 000005');
  fix();
  terminal.press('r');
  await terminal.sees('Call 2 was sent again: resultCode 000000');
  terminal.press(keys.escape);
  await terminal.sees('3 calls, 1 failed');
  await terminal.sees('/ filter');
  terminal.press('/newinst');
  await terminal.sees('1 call, 0 failed, with "newinst"');
  terminal.press(`${keys.enter}${keys.down}q`);
  expect(await terminal.ended).toBe(0);
  // What was there before is there again.
  expect(terminal.screen()).toContain('Ready: ');
  expect(terminal.screen()).not.toContain('newinst');
});

test.skipIf(!hasTerminal)('the view fits into the terminal, also when that changes', async () => {
  const { terminal, url } = await openView({ columns: 80, rows: 12 });
  for (let index = 0; index < 20; index += 1)
    await sendCall(url, 'queryInstance', { instanceId: `I-${index}` });
  await terminal.sees('20 calls');
  await terminal.sees('#20');
  expect(terminal.screen()).toMatch(/^koo callback listen/);
  terminal.press('\x1b[F');
  await terminal.sees('❯ ✔');
  await vi.waitFor(() => expect(terminal.screen()).toMatch(/❯ ✔ \S+ #1 /), 20_000);
  terminal.resize(40, 8);
  await vi.waitFor(() => {
    const lines = terminal.screen().split('\n');
    expect(lines[0]).toMatch(/^koo callback listen/);
    expect(lines).toHaveLength(7);
    expect(lines.some((line) => /❯ ✔ \S+ #1 /.test(line))).toBe(true);
  }, 20_000);
  terminal.press(keys.interrupt);
  expect(await terminal.ended).toBe(130);
});

test('without a terminal it is refused', async () => {
  const { code, stderr } = await koo(['callback', 'listen', '--ui', '-f', 'http://127.0.0.1:1/'], {
    env: { KOO_ACCESS_KEY: key },
  });
  expect(code).toBe(2);
  expect(stderr).toContain('--ui needs a terminal');
});
