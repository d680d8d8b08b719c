import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openHistory } from '../../../../src/callback/history/store.ts';
import { koo } from '../../../support/koo.ts';
import { kooHere } from '../../../support/koo-here.ts';
import { serve } from '../../listen/support.ts';
import { key, sendCall, startListen } from './process.ts';

/** Answers a number in place of the result code to one interface, which fails, and a success to the others. */
async function merchant(failing = 'releaseInstance'): Promise<string> {
  return serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { activity, orderId } = JSON.parse(body);
    const ok = { resultCode: '000000', resultMsg: 'success', instanceId: `I-${orderId}` };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(activity === failing ? { ...ok, resultCode: 0 } : ok));
  });
}

describe('ends', () => {
  test('with 130 on Ctrl-C, after it has finished what is under way', async () => {
    let answerNow: (() => void) | undefined;
    const target = await serve((_request, response) => {
      answerNow = () => response.end('{"resultCode":"000000"}');
    });
    const listening = await startListen(['--forward-to', target, '--json']);
    const reply = sendCall(listening.url, 'releaseInstance');
    const history = openHistory(listening.state);
    await vi.waitFor(() => expect(answerNow).toBeDefined(), 15_000);
    listening.child.kill('SIGINT');
    answerNow?.();
    expect((await reply).text).toBe('{"resultCode":"000000"}');
    expect(await listening.ended).toMatchObject({ code: 130, signal: null });
    expect(history.read(1)).toMatchObject({ verdict: 'failed', answer: { status: 200 } });
    expect(listening.lines()).toHaveLength(1);
    history.close();
  });

  test('with 0 on SIGTERM, and leaves out what the target does not answer within a second', async () => {
    const target = await serve(() => undefined);
    const listening = await startListen(['--forward-to', target]);
    const reply = sendCall(listening.url, 'releaseInstance').catch((error: unknown) => error);
    const history = openHistory(listening.state);
    await vi.waitFor(() => expect(history.list({ limit: 1 })).toHaveLength(1), 15_000);
    listening.child.kill('SIGTERM');
    expect(await listening.ended).toMatchObject({ code: 0, stdout: '' });
    expect(await reply).toBeInstanceOf(Error);
    expect(history.read(1)).toMatchObject({ verdict: 'pending' });
    history.close();
  });

  test('with 0 when the reader of its lines exits', async () => {
    const listening = await startListen(['--forward-to', await merchant()]);
    listening.child.stdout!.destroy();
    await sendCall(listening.url, 'queryInstance');
    await sendCall(listening.url, 'queryInstance').catch(() => undefined);
    expect(await listening.ended).toMatchObject({ code: 0 });
  });
});

test('with --json each call is an object with the fields of the history', async () => {
  const listening = await startListen(['-f', `${await merchant()}/own`, '--json', '--print']);
  await sendCall(listening.url, 'newInstance', { orderId: 'CS1' });
  await sendCall(listening.url, 'releaseInstance', { instanceId: 'I-1' }, { key: 'another-access-key' });
  await vi.waitFor(() => expect(listening.lines()).toHaveLength(2), 15_000);
  expect(listening.lines()).toMatchObject([
    {
      id: 1,
      protocol: 'v2',
      activity: 'newInstance',
      instanceId: 'I-CS1',
      orderId: 'CS1',
      signature: 'valid',
      status: 200,
      resultCode: '000000',
      verdict: 'accepted',
      target: expect.stringMatching(/\/own\?signature=/),
      request: { method: 'POST', body: expect.stringContaining('"orderId":"CS1"') },
      response: { status: 200, body: expect.stringContaining('"I-CS1"') },
    },
    {
      id: 2,
      instanceId: 'I-1',
      signature: 'invalid',
      reason: { en: 'the signature is wrong', zh: expect.stringMatching(/\p{Script=Han}/u) },
      cause: { en: expect.stringContaining('no known mistake') },
      verdict: 'failed',
    },
  ]);
  listening.child.kill('SIGTERM');
  await listening.ended;
  expect(listening.stdout() + listening.stderr()).not.toContain(key);
});

test('answers as the reference merchant without a target', async () => {
  const listening = await startListen(['--json']);
  expect(listening.stderr()).toContain('answers as the reference merchant');
  const reply = await sendCall(listening.url, 'newInstance', { orderId: 'CS1' });
  expect(JSON.parse(reply.text)).toMatchObject({ resultCode: '000000' });
  const forged = await sendCall(listening.url, 'newInstance', {}, { key: 'wrong-access-key' });
  expect(JSON.parse(forged.text)).toMatchObject({ resultCode: '000001' });
  await vi.waitFor(
    () => expect(listening.lines().map(({ verdict }) => verdict)).toEqual(['accepted', 'refused']),
    15_000,
  );
  listening.child.kill('SIGTERM');
  await listening.ended;
});

describe('--on-failure', () => {
  test('runs the command for failed calls only, one after another, without keys', async () => {
    const listening = await startListen(
      [
        ...['-f', await merchant(), '--json', '--on-failure'],
        'echo "$KOO_CALL_ID $KOO_CALL_ACTIVITY $KOO_CALL_VERDICT" >> "$KOO_STATE_DIR/ran"; env >> "$KOO_STATE_DIR/env"; cat >> "$KOO_STATE_DIR/stdin"; exit 3',
      ],
      { KOO_SK: 'secret-key-of-an-account-00001' },
    );
    for (const name of ['releaseInstance', 'queryInstance', 'releaseInstance']) {
      await sendCall(listening.url, name, { instanceId: 'I-1\n$(touch x)' });
    }
    await vi.waitFor(() => {
      expect(listening.stderr()).toContain('--on-failure ended with exit code 3 for call 3');
    }, 10_000);
    const read = (name: string) => readFileSync(join(listening.state, name), 'utf8');
    expect(read('ran')).toBe('1 releaseInstance failed\n3 releaseInstance failed\n');
    const calls = read('stdin')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(calls).toMatchObject([{ id: 1, response: { status: 200 } }, { id: 3 }]);
    expect(read('env')).toContain('KOO_CALL_INSTANCE=I-1 $(touch x)\n');
    expect(read('env')).not.toMatch(/access-key-of|secret-key-of/);
    expect(listening.lines()).toHaveLength(3);
    listening.child.kill('SIGTERM');
    expect(await listening.ended).toMatchObject({ code: 0 });
  });

  test('a command that does not end is killed at the end, with what it has started', async () => {
    const listening = await startListen([
      ...['-f', await merchant(), '--on-failure'],
      'sleep 300 & echo $! > "$KOO_STATE_DIR/pid"; wait',
    ]);
    await sendCall(listening.url, 'releaseInstance');
    const pid = await vi.waitFor(
      () => Number(readFileSync(join(listening.state, 'pid'), 'utf8')) || Promise.reject(),
      15_000,
    );
    listening.child.kill('SIGINT');
    expect(await listening.ended).toMatchObject({ code: 130 });
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 15_000);
  });
});

/** A process that has ended may wait for its parent. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('after kill -9, every call whose answer the sender has is in the history with it', async () => {
  const listening = await startListen(['-f', await merchant(), '--json']);
  const answered: string[] = [];
  let isKilled = false;
  const sendAll = async (worker: number) => {
    for (let index = 0; !isKilled; index += 1) {
      const orderId = `CS${worker}-${index}`;
      const reply = await sendCall(listening.url, 'newInstance', { orderId }).catch(() => undefined);
      if (reply) answered.push(orderId);
    }
  };
  const sending = Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(sendAll));
  await vi.waitFor(() => expect(answered.length).toBeGreaterThan(200), 20_000);
  listening.child.kill('SIGKILL');
  isKilled = true;
  await sending;
  expect(await listening.ended).toMatchObject({ signal: 'SIGKILL' });
  const history = openHistory(listening.state);
  const recorded = new Map(
    history.list({ limit: 100_000 }).map(({ orderId, answer }) => [orderId, answer && 'body' in answer]),
  );
  history.close();
  expect(answered.filter((orderId) => !recorded.get(orderId))).toEqual([]);
});

describe('refuses', () => {
  const run = async (...args: string[]) => {
    const { code, stdout } = await koo(['callback', 'listen', '--json', ...args], {
      env: { KOO_ACCESS_KEY: key },
    });
    return [code, JSON.parse(stdout).error.code];
  };

  test.each([
    [['-f', 'localhost:3000'], 'INVALID_URL'],
    [['-f', 'http://user:secret@127.0.0.1/'], 'INVALID_URL'],
    [['-f', 'http://127.0.0.1:3000/x?a=1'], 'TARGET_WITH_QUERY'],
    [['-f', 'http://127.0.0.1:3000/x#'], 'TARGET_WITH_QUERY'],
    [['-f', 'http://127.0.0.1:8790/'], 'TARGET_IS_LISTENER'],
    [['-f', 'http://127.0.0.1/', '--port', '80'], 'TARGET_IS_LISTENER'],
    [['-f', 'http://0.0.0.0:8790/'], 'TARGET_IS_LISTENER'],
    [['-f', 'http://[::]:8790/'], 'TARGET_IS_LISTENER'],
    [['--query', 'x'], 'FORMAT_NOT_STREAMED'],
  ])('%j: %s', async (args, code) => {
    expect(await run(...args)).toEqual([2, code]);
  });

  const own = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  test.runIf(own)('an address of this machine where it listens on all of them', async () => {
    expect(await run('--host', '0.0.0.0', '-f', `http://${own}:8790/`)).toEqual([2, 'TARGET_IS_LISTENER']);
  });

  test('a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expect(await run('--port', String(port))).toEqual([6, 'PORT_IN_USE']);
    other.close();
  });

  test('its own answers without a key, and a history that is no file', async () => {
    const { code, stdout } = await koo(['callback', 'listen', '--json', '--port', '0']);
    expect([code, JSON.parse(stdout).error.code]).toEqual([3, 'NO_ACCESS_KEY']);
    const { scratch } = await import('../../../support/koo.ts');
    const file = join(scratch, 'no-folder');
    writeFileSync(file, '');
    const broken = await koo(['callback', 'listen', '--json', '--port', '0'], {
      env: { KOO_ACCESS_KEY: key, KOO_STATE_DIR: file },
    });
    expect([broken.code, JSON.parse(broken.stdout).error.code]).toEqual([3, 'HISTORY_UNUSABLE']);
  });
});

test('without a key it forwards, and says once that signatures are not checked', async () => {
  const listening = await startListen(['-f', await merchant(), '--json'], { KOO_ACCESS_KEY: '' });
  await sendCall(listening.url, 'queryInstance', {}, { key: 'any-access-key' });
  await vi.waitFor(
    () => expect(listening.lines()).toMatchObject([{ signature: 'not-checked', verdict: 'accepted' }]),
    15_000,
  );
  expect(listening.stderr().match(/are not checked/g)).toHaveLength(1);
  listening.child.kill('SIGTERM');
  await listening.ended;
});

test('names the key that is used in place of another at the first call that needs it, once', async () => {
  const listening = await startListen(['-f', await merchant('none')]);
  await sendCall(listening.url, 'queryInstance');
  await vi.waitFor(() => expect(listening.stdout()).toContain('queryInstance'), 15_000);
  expect(listening.stderr()).not.toContain('No access key was given');
  const to = listening.url;
  const send = ['callback', 'send', 'orderNotify', to, '--protocol', 'order-notify', '--no-input'];
  for (const times of [1, 2]) {
    await kooHere(send, { env: { KOO_ACCESS_KEY: key } });
    await vi.waitFor(() => expect(listening.stdout().match(/orderNotify/g)).toHaveLength(times), 15_000);
  }
  const notices = () => listening.stderr().match(/No access key was given for order-notify/g);
  await vi.waitFor(() => expect(notices()).toHaveLength(1), 15_000);
  listening.child.kill('SIGTERM');
  await listening.ended;
});
