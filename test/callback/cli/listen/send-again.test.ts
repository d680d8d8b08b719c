import { expect, onTestFinished, test } from 'vitest';
import { createSender } from '../../../../src/callback/cli/history/send-again.ts';
import type { SignatureState } from '../../../../src/callback/history/model.ts';
import { openHistory } from '../../../../src/callback/history/store.ts';
import { toHttp } from '../../../../src/callback/protocols/request.ts';
import { temporaryFolder } from '../../history/folder.ts';
import { serve } from '../../listen/support.ts';
import { key, now, seal } from '../../protocols/support.ts';

/** A listener that forwards to a server, whose history has one call that went to `before`. */
async function open(
  forwards: boolean,
  before: (target: string) => string | undefined,
  signature: SignatureState = 'valid',
) {
  const asked: string[] = [];
  const target = await serve((request, response) => {
    asked.push(request.url?.split('?', 1)[0] ?? '');
    request.resume();
    response.setHeader('Content-Type', 'application/json');
    response.end('{"resultCode":"000000","resultMsg":"success","instanceId":"i-1"}');
  });
  const history = openHistory(temporaryFolder());
  const end = new AbortController();
  const sender = createSender({
    history,
    keys: { base: key },
    url: forwards ? 'http://127.0.0.1:1/none' : `${target}/receiver`,
    ...(forwards && { target: `${target}/now` }),
    timeoutMs: 20_000,
    signal: end.signal,
  });
  onTestFinished(async () => {
    end.abort();
    await sender.close();
    history.close();
  });
  const { method, url, headers, body = '' } = toHttp(seal('v2 newInstance', { values: { orderId: 'CS1' } }));
  const { search } = new URL(url);
  const to = before(target);
  const id = history.begin(
    {
      receivedAt: now,
      protocol: 'v2',
      activity: 'newInstance',
      signature,
      request: { method, url: `/saasproduce${search}`, headers, body: new TextEncoder().encode(body) },
      ...(to !== undefined && { target: to + search }),
    },
    [],
  );
  return { asked, history, id, sendAgain: sender.sendAgain };
}

test('a call goes to where it went to', async () => {
  const { asked, history, id, sendAgain } = await open(true, (target) => `${target}/then`);
  expect(await sendAgain(id)).toMatchObject({ ok: true, call: id, replay: 2 });
  expect(asked).toEqual(['/then']);
  expect(history.read(2)).toMatchObject({ replayOf: id });
});

test('one that went to another server, or to koo itself, goes to the server of now', async () => {
  const other = await open(true, () => 'http://127.0.0.1:9/then');
  await other.sendAgain(other.id);
  expect(other.asked).toEqual(['/now']);
  const own = await open(true, () => undefined);
  await own.sendAgain(own.id);
  expect(own.asked).toEqual(['/now']);
});

test('where koo answers itself, the call is received as any other, and not recorded twice', async () => {
  const { asked, history, id, sendAgain } = await open(false, () => undefined);
  expect(await sendAgain(id)).toMatchObject({ replay: null });
  expect(asked).toEqual(['/receiver']);
  expect(history.list({ limit: 9 })).toHaveLength(1);
});

test('a call that is not there is not sent', async () => {
  const { asked, sendAgain } = await open(true, () => undefined);
  await expect(sendAgain(7)).rejects.toMatchObject({ facts: { code: 'UNKNOWN_CALL' } });
  expect(asked).toEqual([]);
});

test('one whose signature was wrong is not signed', async () => {
  const { asked, history, id, sendAgain } = await open(true, (target) => `${target}/then`, 'invalid');
  await expect(sendAgain(id)).rejects.toMatchObject({ facts: { code: 'FORGED_CALL' } });
  expect(asked).toEqual([]);
  expect(history.read(2)).toBeUndefined();
});
