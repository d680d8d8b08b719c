import { describe, expect, test } from 'vitest';
import { createOwnAnswerer } from '../../../src/callback/listen/answerer.ts';
import type { ListenOptions } from '../../../src/callback/listen/receive.ts';
import type { ProtocolId, ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import { bodySignature, formatBodySign } from '../../../src/signing/v1-body-sign.ts';
import { harness, keys, type Overrides, type Proof } from '../merchant/harness.ts';
import { listen, listenWith, serve } from './support.ts';

const start = Date.parse('2026-03-01T08:00:00.000Z');
const now = () => new Date(start);
const sender = harness();

function call(protocol: ProtocolId, name: string, values: Overrides = {}, proof: Proof = {}) {
  return sender.request(protocol, name, values, proof);
}

async function send(url: string, { method, url: path, headers, body }: ReceivedRequest) {
  const { host: _, 'content-length': __, ...given } = headers;
  const reply = await fetch(url + path, {
    method,
    headers: given,
    ...(method === 'POST' && { body: Buffer.from(body) }),
  });
  return { status: reply.status, text: await reply.text() };
}

/** The call as it was judged. */
async function judgedBy(listener: Awaited<ReturnType<typeof listen>>, request: ReceivedRequest) {
  const before = listener.judged.length;
  await send(listener.url, request);
  await expect.poll(() => listener.judged).toHaveLength(before + 1);
  return listener.judged[before]!;
}

/** A listener before a server that answers everything in the same way. */
async function answering(
  reply: object | string,
  { status = 200, sign = '', ...options }: Partial<ListenOptions> & { status?: number; sign?: string } = {},
) {
  const body = typeof reply === 'string' ? reply : JSON.stringify(reply);
  const target = await serve((request, response) => {
    request.resume();
    response.writeHead(status, ['Content-Type', 'application/json', ...(sign ? ['Body-Sign', sign] : [])]);
    response.end(body);
  });
  return listen(target, { now, ...options });
}

const ok = { resultCode: '000000', resultMsg: 'success' };

describe('the reference merchant answers every protocol', () => {
  test.each([
    ['v1', 'newInstance', {}],
    ['v1-kit', 'tenantSync', {}],
    ['v2', 'newInstance', {}],
    ['v2-kit', 'tenantSync', {}],
    ['license-code', 'refreshLicenseCode', {}],
    ['online-license', 'getLicenseAsync', {}],
    ['order-notify', 'orderNotify', {}],
  ] as const)('%s %s', async (protocol, name, values) => {
    const { merchant } = harness();
    const listener = await listenWith(createOwnAnswerer(merchant), { now });
    const judged = await judgedBy(listener, call(protocol, name, values));
    expect(judged).toMatchObject({
      id: 1,
      facts: { protocol, activity: name, signature: 'valid', receivedAt: now() },
      resultCode: expect.stringMatching(/^\d{6}$/),
    });
    expect(judged.facts.reason).toBeUndefined();
    expect(listener.events).toEqual(['begin', 'answer', 'judge']);
  });
});

describe('a valid call', () => {
  test('that is accepted, with the instance that the answer names', async () => {
    const listener = await answering({ ...ok, instanceId: 'I-1' });
    const request = call('v2', 'newInstance', { orderId: 'CS1' });
    expect(await judgedBy(listener, request)).toMatchObject({
      verdict: 'accepted',
      resultCode: '000000',
      instanceId: 'I-1',
      facts: { orderId: 'CS1' },
      problems: [],
    });
  });

  test('that names its instance keeps it', async () => {
    const listener = await answering({ ...ok, instanceId: 'other' });
    const judged = await judgedBy(listener, call('v2', 'releaseInstance', { instanceId: 'I-2' }));
    expect(judged).toMatchObject({ verdict: 'accepted', facts: { instanceId: 'I-2' } });
    expect(judged.instanceId).toBeUndefined();
  });

  test('that is in progress', async () => {
    const listener = await answering({ resultCode: '000004', resultMsg: 'later', instanceId: 'I-1' });
    expect(await judgedBy(listener, call('v2', 'newInstance'))).toMatchObject({
      verdict: 'in-progress',
      instanceId: 'I-1',
    });
  });

  test.each([
    ['a failure', { resultCode: '000005', resultMsg: 'no' }, 200, 'RESULT'],
    ['a number', { ...ok, resultCode: 0 }, 200, 'V2-REPLY-RESULT-CODE'],
    ['HTML', '<html>', 200, 'V2-REPLY-JSON'],
    ['a server error', 'oops', 500, 'V2-REPLY-STATUS'],
  ])('that gets %s', async (_, reply, status, problem) => {
    const listener = await answering(reply, { status });
    const judged = await judgedBy(listener, call('v2', 'releaseInstance', { instanceId: 'I-1' }));
    expect(judged.verdict).toBe('failed');
    expect(judged.problems.map(({ id }) => id)).toContain(problem);
  });

  test('that is refused as if its signature were wrong: the server is, if koo has verified it', async () => {
    const reply = { resultCode: '000001', resultMsg: 'no' };
    const request = () => call('v2', 'releaseInstance', { instanceId: 'I-1' });
    const hintOf = async (options: Partial<ListenOptions>) => {
      const { problems } = await judgedBy(await answering(reply, options), request());
      return problems.find(({ id }) => id === 'RESULT')?.hint.en;
    };
    expect(await hintOf({})).toContain('--signed-text FILE');
    expect(await hintOf({ keys: {} })).toContain('Compare the access keys');
  });

  test('of V1 needs a signed answer', async () => {
    const body = { ...ok, instanceId: 'I-1', appInfo: { frontEndUrl: 'https://app.example.com' } };
    const right = formatBodySign(bodySignature(keys.base, JSON.stringify(body)));
    const wrong = formatBodySign(bodySignature('another-key', JSON.stringify(body)));
    const verdictOf = async (options: Parameters<typeof answering>[1]) =>
      (await judgedBy(await answering(body, options), call('v1', 'newInstance'))).verdict;
    expect(await verdictOf({ sign: right })).toBe('accepted');
    expect(await verdictOf({ sign: wrong })).toBe('failed');
    expect(await verdictOf({})).toBe('failed');
    // Without an access key nothing can be said of the signature.
    expect(await verdictOf({ sign: wrong, keys: {} })).toBe('accepted');
    expect(await verdictOf({ keys: {} })).toBe('failed');
  });
});

describe('a call that is not valid is forwarded, and has to be refused', () => {
  const late = String(start - 60_001);
  const early = String(start + 60_001);
  test.each([
    ['a wrong signature', 'invalid', { key: 'wrong' }, 'the signature is wrong'],
    [
      'too late',
      'valid',
      { timestamp: late },
      'the timestamp differs from the current time by more than 60 s',
    ],
    [
      'too early',
      'valid',
      { timestamp: early },
      'the timestamp differs from the current time by more than 60 s',
    ],
    ['a time that is none', 'invalid', { timestamp: 'x' }, 'the timestamp is missing or is not a number'],
    ['too late and wrong', 'invalid', { timestamp: late, key: 'wrong' }, 'the signature is wrong'],
  ])('%s', async (_, signature, proof, reason) => {
    const request = call('v2', 'releaseInstance', { instanceId: 'I-1' }, proof);
    const refusing = await answering({ resultCode: '000001', resultMsg: 'no' });
    expect(await judgedBy(refusing, request)).toMatchObject({
      verdict: 'refused',
      facts: { signature, reason: { en: reason }, activity: 'releaseInstance', instanceId: 'I-1' },
    });
    const accepting = await answering(ok);
    const { verdict, problems } = await judgedBy(accepting, request);
    expect([verdict, problems[0]?.id]).toEqual(['failed', 'FORGERY']);
    expect(problems[0]?.expected.en).toContain(signature === 'valid' ? reason : 'forged');
    const failing = await answering('oops', { status: 500 });
    expect((await judgedBy(failing, request)).verdict).toBe('failed');
    const missing = await answering('<h1>Not Found</h1>', { status: 404 });
    expect((await judgedBy(missing, request)).verdict).toBe('failed');
  });

  test('at 60 s exactly it is valid', async () => {
    const listener = await answering(ok);
    for (const time of [start - 60_000, start + 60_000]) {
      const request = call('v2', 'releaseInstance', { instanceId: 'I-1' }, { timestamp: String(time) });
      expect((await judgedBy(listener, request)).verdict).toBe('accepted');
    }
  });

  test('a nonce that was used', async () => {
    const listener = await answering(ok);
    const request = call('v2', 'releaseInstance', { instanceId: 'I-1' });
    expect((await judgedBy(listener, request)).verdict).toBe('accepted');
    expect(await judgedBy(listener, request)).toMatchObject({
      verdict: 'failed',
      facts: { signature: 'valid', reason: { en: 'the nonce has already been used' } },
    });
  });

  test('an interface that does not exist', async () => {
    const request = call('v2', 'inventInstance');
    const judged = await judgedBy(await answering({ resultCode: '000002', resultMsg: 'no' }), request);
    expect(judged).toMatchObject({ verdict: 'refused', facts: { activity: 'inventInstance' } });
    expect((await judgedBy(await answering(ok), request)).verdict).toBe('failed');
  });

  test('what is no callback may get any page', async () => {
    const request = { method: 'GET', url: '/', headers: {}, body: new Uint8Array() };
    const page = await judgedBy(await answering('<html>'), request);
    expect(page).toMatchObject({ verdict: 'refused', problems: [], facts: { signature: 'invalid' } });
    expect(page.facts.protocol).toBeUndefined();
    expect((await judgedBy(await answering(ok), request)).problems[0]?.id).toBe('FORGERY');
    expect((await judgedBy(await answering('', { status: 500 }), request)).verdict).toBe('refused');
  });
});

test('a field against the declarations may be refused, and may be accepted', async () => {
  const request = call('v2', 'releaseInstance', { instanceId: 'x'.repeat(65) });
  const refusing = await answering({ resultCode: '000002', resultMsg: 'no' });
  const refused = await judgedBy(refusing, request);
  expect(refused).toMatchObject({
    verdict: 'refused',
    facts: { signature: 'valid', reason: { en: expect.stringContaining('instanceId') } },
  });
  expect(refused.problems.map(({ id }) => id)).not.toContain('RESULT');
  expect((await judgedBy(await answering(ok), request)).verdict).toBe('accepted');
});

describe('access keys', () => {
  test('without any, signatures are not checked', async () => {
    const listener = await answering(ok, { keys: {} });
    const request = call('v2', 'releaseInstance', { instanceId: 'I-1' }, { key: 'wrong' });
    expect(await judgedBy(listener, request)).toMatchObject({
      verdict: 'accepted',
      facts: { signature: 'not-checked', activity: 'releaseInstance', instanceId: 'I-1' },
    });
  });

  test('a class without a key of its own takes that of the base interfaces', async () => {
    const request = call('v2-kit', 'tenantSync');
    const own = await judgedBy(await answering(ok, { keys: { kit: keys.kit } }), request);
    const base = await judgedBy(await answering(ok, { keys: { base: keys.base } }), request);
    const other = await judgedBy(await answering(ok, { keys: { notify: keys.notify } }), request);
    expect([own, base, other].map(({ facts }) => facts.signature)).toEqual([
      'valid',
      'invalid',
      'not-checked',
    ]);
  });
});

describe('the body of a call', () => {
  const mebibyte = 1024 * 1024;
  test.each([
    ['/saas', mebibyte, 200],
    ['/saas', mebibyte + 1, 413],
    ['/saas/produceAPI/v2/tenantSync', 4 * mebibyte, 200],
    ['/saas/produceAPI/v2/tenantSync', 4 * mebibyte + 1, 413],
  ])('%s with %i bytes: %i', async (path, size, status) => {
    const listener = await answering(ok);
    const body = new Uint8Array(size).fill(32);
    const reply = await send(listener.url, { method: 'POST', url: path, headers: {}, body });
    expect(reply.status).toBe(status);
    await expect.poll(() => listener.judged).toHaveLength(1);
    expect(listener.calls[0]?.answer).toMatchObject({ status });
    if (status === 413) {
      expect(listener.judged[0]).toMatchObject({
        verdict: 'refused',
        facts: { reason: { en: 'the body is longer than what koo receives' } },
      });
    }
  });
});

test('a call that cannot be recorded is not forwarded', async () => {
  let forwarded = 0;
  const target = await serve((_request, response) => {
    forwarded += 1;
    response.end();
  });
  const listener = await listen(target);
  const broken = () => {
    throw new Error('disk full');
  };
  const { history } = await import('./support.ts').then(({ memoryHistory }) => memoryHistory());
  const failing = await listen(target, { history: { ...history, begin: broken } });
  const reply = await send(failing.url, call('v2', 'newInstance'));
  expect([reply.status, JSON.parse(reply.text).error_code]).toEqual([503, 'HISTORY_NOT_WRITTEN']);
  expect([forwarded, failing.troubles]).toEqual([0, ['The history cannot be written: Error: disk full']]);
  // What the merchant has answered is passed on nevertheless.
  const late = await listen(target, { history: { ...history, answer: broken } });
  expect((await send(late.url, call('v2', 'newInstance'))).status).toBe(200);
  expect(late.troubles).toHaveLength(1);
  expect(listener.troubles).toEqual([]);
});

test('the sender gets the answer only when it is in the history', async () => {
  const { memoryHistory } = await import('./support.ts');
  const { history, events } = memoryHistory();
  const target = await serve((_request, response) => {
    events.push('forwarded');
    response.end('{}');
  });
  const listener = await listen(target, { history });
  await send(listener.url, call('v2', 'newInstance'));
  expect(events.slice(0, 3)).toEqual(['begin', 'forwarded', 'answer']);
});

test('a request of a web page is refused, told and not recorded', async () => {
  const listener = await answering(ok);
  const reply = await fetch(listener.url, { headers: { Origin: 'https://evil.example' } });
  expect(reply.status).toBe(403);
  expect(listener.calls).toEqual([]);
  expect(listener.troubles).toHaveLength(1);
});
