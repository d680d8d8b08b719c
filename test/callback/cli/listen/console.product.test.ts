import { expect, test, vi } from 'vitest';
import { openHistory } from '../../../../src/callback/history/store.ts';
import { serve } from '../../listen/support.ts';
import { key, type Listening, sendCall, startListen } from './process.ts';

async function merchant(answer: { code: string }): Promise<string> {
  return serve((request, response) => {
    request.resume();
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ resultCode: answer.code, resultMsg: 'said', instanceId: 'i-1' }));
  });
}

async function enter(listening: Listening) {
  await vi.waitFor(() => expect(listening.stderr()).toContain('Console: '), 15_000);
  const url = /Console: (http:\S+)/.exec(listening.stderr())?.[1] ?? '';
  const { origin } = new URL(url);
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const page = async (path: string) =>
    (await fetch(`${origin}/console${path}`, { headers: { cookie } })).text();
  const sendAgain = async (id: number) => {
    const token = /name="token" value="([^"]+)"/.exec(await page(`/calls/${id}`))?.[1] ?? '';
    const body = new URLSearchParams({ token, do: 'replay' });
    const headers = { cookie, origin };
    const sent = { method: 'POST', headers, body, redirect: 'manual' } as const;
    return (await fetch(`${origin}/console/calls/${id}`, sent)).headers.get('location');
  };
  return { origin, page, sendAgain };
}

test('shows the calls in a browser, and sends one again until the server is right', async () => {
  const answer = { code: '000005' };
  const listening = await startListen(['--forward-to', await merchant(answer), '--console-port', '0']);
  const { origin, page, sendAgain } = await enter(listening);
  await sendCall(listening.url, 'newInstance');
  await vi.waitFor(async () => expect(await page('/')).toContain('resultCode 000005'), 15_000);
  const call = await page('/calls/1');
  expect(call).toContain('KooGallery takes it as a failure.');
  expect(call).not.toContain(key);
  answer.code = '000000';
  expect(await sendAgain(1)).toBe('/console/calls/2');
  expect(await page('/calls/2')).toMatch(/Sent again: resultCode 000000[\s\S]*KooGallery takes it as done\./);
  const history = openHistory(listening.state);
  expect(history.read(2)).toMatchObject({ replayOf: 1, signature: 'valid', verdict: 'accepted' });
  history.close();
  // The receiver may be reached through a tunnel: the console may not.
  expect(origin).not.toBe(listening.url);
  expect(await (await fetch(`${listening.url}/console/`)).text()).not.toContain('<html');
  listening.child.kill('SIGTERM');
  expect(await listening.ended).toMatchObject({ code: 0 });
}, 60_000);

test('sends a call again to koo itself where it answers as the reference merchant', async () => {
  const listening = await startListen(['--console-port', '0']);
  const { page, sendAgain } = await enter(listening);
  await sendCall(listening.url, 'newInstance');
  expect(await sendAgain(1)).toBe('/console/calls/1');
  await vi.waitFor(async () => expect(await page('/')).toContain('href="/console/calls/2"'), 15_000);
  listening.child.kill('SIGTERM');
  await listening.ended;
}, 60_000);

test('opens no console without a terminal, and none with --no-console', async () => {
  for (const args of [[], ['--no-console', '--console-port', '0']]) {
    const listening = await startListen(args);
    listening.child.kill('SIGTERM');
    const { code, stderr } = await listening.ended;
    expect(code).toBe(0);
    expect(stderr).not.toContain('Console');
  }
}, 60_000);

test('receives calls also where the console cannot be opened', async () => {
  const taken = new URL(await merchant({ code: '000000' })).port;
  const listening = await startListen(['--console-port', taken]);
  await vi.waitFor(() => expect(listening.stderr()).toContain('The console cannot be opened: '), 15_000);
  expect((await sendCall(listening.url, 'newInstance')).status).toBe(200);
  listening.child.kill('SIGTERM');
  expect(await listening.ended).toMatchObject({ code: 0 });
}, 60_000);
