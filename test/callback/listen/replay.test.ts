import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDeliverer, type Deliverer } from '../../../src/callback/delivery/deliver.ts';
import type { CallFacts, History } from '../../../src/callback/history/model.ts';
import { openHistory } from '../../../src/callback/history/store.ts';
import { type Replay, type ReplayOptions, replay } from '../../../src/callback/listen/replay.ts';
import { protocolOf } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId, Values } from '../../../src/callback/protocols/model.ts';
import { toHttp } from '../../../src/callback/protocols/request.ts';
import type { KooError } from '../../../src/errors/koo-error.ts';
import { decryptField, encryptField } from '../../../src/signing/sensitive-field.ts';
import { answer, key } from '../history/calls.ts';
import { temporaryFolder } from '../history/folder.ts';

const recordedAt = new Date('2026-01-31T08:00:00Z');
const now = new Date('2026-02-01T09:00:00Z');
const production = 'https://isv.example.com/saasproduce';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

let deliverer: Deliverer;
const servers: Server[] = [];
beforeAll(() => {
  deliverer = createDeliverer({ timeoutMs: 5_000 });
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => deliverer.close());

/** A server that notes what it receives. */
async function startServer(answer: RequestListener | string = '{"resultCode":"000000","resultMsg":"ok"}') {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request;
      received.push({
        method,
        url,
        headers: headers as Received['headers'],
        rawHeaders,
        body: Buffer.concat(chunks),
      });
      if (typeof answer !== 'string') return answer(request, response);
      response.writeHead(200, { 'Content-Type': 'application/json;charset=UTF-8' }).end(answer);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const last = () => {
    const one = received.at(-1);
    if (!one) throw new Error('nothing was received');
    return one;
  };
  return { url: `http://127.0.0.1:${port}/p`, received, last };
}

/** A call as it was received at {@link production}. */
function signed(id: ProtocolId, name: string, values: Values, more: Partial<CallFacts> = {}): CallFacts {
  const protocol = protocolOf(id);
  const activity = protocol.activities.find((one) => one.name === name);
  if (!activity) throw new Error(name);
  const { method, url, headers, body } = toHttp(
    protocol.seal({
      activity,
      target: production,
      values,
      key,
      timestamp: protocol.timestamp(recordedAt),
      nonce: 'N1',
    }),
  );
  const { pathname, search } = new URL(url);
  return {
    receivedAt: recordedAt,
    protocol: id,
    activity: name,
    signature: 'valid',
    request: {
      method,
      url: pathname + search,
      headers: [['Host', 'isv.example.com'], ['User-Agent', 'Java/1.8'], ...headers],
      body: Buffer.from(body ?? ''),
    },
    ...more,
  };
}

function openIn(facts: CallFacts): { readonly history: History; readonly id: number } {
  const history = openHistory(temporaryFolder(), { now: () => now });
  return { history, id: history.begin(facts, [key]) };
}

async function replayed(
  facts: CallFacts,
  options: Partial<ReplayOptions>,
): Promise<{ readonly result: Replay; readonly history: History }> {
  const { history, id } = openIn(facts);
  const call = history.read(id);
  if (!call) throw new Error('not recorded');
  const result = await replay(call, {
    keys: { base: key },
    now: () => now,
    deliver: deliverer.deliver,
    timeoutMs: 5_000,
    secrets: [key],
    history,
    ...options,
  });
  return { result, history };
}

/** What the server reads in a request with the key. */
function opened(id: ProtocolId, { method, url, headers, body }: Received) {
  return protocolOf(id).open({ method, url, headers, body }, { key, now });
}

describe('signed afresh', () => {
  it.each<[ProtocolId, string, Values]>([
    ['v1', 'expireInstance', { instanceId: 'I+1', orderId: 'O 1', testFlag: '0' }],
    ['v2', 'newInstance', { orderId: 'O1', orderLineId: 'O1-1', businessId: 'b', name: '云 "x"' }],
    ['v1-kit', 'tenantSync', { instanceId: 'I', tenantId: 'T', flag: 1 }],
    ['v2-kit', 'tenantSync', { instanceId: 'I', tenantId: 'T', flag: 1, timeStamp: '20260131160000000' }],
    ['order-notify', 'orderNotify', { orderId: 'O1', testFlag: '1' }],
  ])('in %s, has the same values, and a time and a nonce of now', async (id, name, values) => {
    const { url, last } = await startServer();
    const { result } = await replayed(signed(id, name, values), { to: url });
    const read = opened(id, last());
    expect(read).toMatchObject({ ok: true, activity: name });
    const own = id === 'v2-kit' ? { ...values, timeStamp: '20260201170000000' } : values;
    expect(read.ok && read.values).toEqual(own);
    expect(last().url).not.toContain('N1');
    const path =
      id === 'v1-kit' ? '/produceAPI/tenantSync' : id === 'v2-kit' ? '/produceAPI/v2/tenantSync' : '';
    expect(last().url.split('?')[0]).toBe(`/p${path}`);
    expect(result).toMatchObject({
      call: 1,
      replay: 2,
      protocol: id,
      activity: name,
      reply: { status: 200 },
    });
  });

  it.each([256, 128] as const)('encrypts fields again, with another IV and AES-%s', async (bits) => {
    const email = encryptField(key, 'a@example.com', { bits, iv: 'abcdefghij012345' });
    const { url, last } = await startServer();
    const facts = signed('v1', 'newInstance', { orderId: 'O1', email, mobilePhone: 'x'.repeat(44) });
    await replayed(facts, { to: url, set: ['mobilePhone=13800000000'] });
    const read = opened('v1', last());
    const values = read.ok ? read.values : {};
    expect(values.email).not.toBe(email);
    expect(decryptField(key, String(values.email), bits)).toMatchObject({ ok: true, text: 'a@example.com' });
    expect(decryptField(key, String(values.mobilePhone), bits)).toMatchObject({
      ok: true,
      text: '13800000000',
    });
  });

  it('leaves what another key has encrypted as it is', async () => {
    const email = encryptField('another-key-0123456789', 'a@example.com', {
      bits: 256,
      iv: 'abcdefghij012345',
    });
    const { url, last } = await startServer();
    await replayed(signed('v1', 'newInstance', { orderId: 'O1', email }), { to: url });
    expect(opened('v1', last())).toMatchObject({ ok: true, values: { email } });
  });

  it('sends a sample for what was not recorded', async () => {
    const { url, last } = await startServer();
    const { result } = await replayed(signed('v1', 'newInstance', { orderId: 'O1', email: 'in@the.clear' }), {
      to: url,
    });
    const read = opened('v1', last());
    const sent = read.ok ? String(read.values.email) : '';
    expect(decryptField(key, sent, 256)).toMatchObject({ ok: true, text: 'test@example.com' });
    expect(JSON.stringify(result)).not.toContain('***');
  });

  it('changes what --set names, and refuses unknown names', async () => {
    const { url, last } = await startServer();
    const facts = signed('v2', 'newInstance', { orderId: 'O1' });
    await replayed(facts, { to: url, set: ['orderId=O2'] });
    expect(opened('v2', last())).toMatchObject({ values: { orderId: 'O2' } });
    await expect(replayed(facts, { to: url, set: ['oderId=O2'] })).rejects.toMatchObject({
      facts: { code: 'UNKNOWN_FIELD' },
    });
  });

  it('also makes a call valid whose signature was wrong', async () => {
    const { url, last } = await startServer();
    const facts = signed('v2', 'queryInstance', { instanceId: 'I' });
    const forged = {
      ...facts,
      request: { ...facts.request, url: facts.request.url.replace(/signature=\w+/, 'signature=00') },
    };
    const { result } = await replayed({ ...forged, signature: 'invalid' }, { to: url });
    expect(opened('v2', last())).toMatchObject({ ok: true });
    expect(result).toMatchObject({ verdict: 'accepted', ok: true });
  });

  it("has the parameters of the merchant's own URL once", async () => {
    const { url, last } = await startServer();
    await replayed(signed('v1', 'expireInstance', { app: '7', instanceId: 'I', orderId: 'O1' }), {
      to: `${url}?app=7`,
    });
    expect(new URL(last().url, url).searchParams.getAll('app')).toEqual(['7']);
    expect(opened('v1', last())).toMatchObject({ ok: true, values: { instanceId: 'I', orderId: 'O1' } });
  });

  it('goes where the call was forwarded to, without what signing had added', async () => {
    const { url, last } = await startServer();
    for (const [id, name, suffix] of [
      ['v1', 'expireInstance', ''],
      ['v2', 'queryInstance', ''],
      ['v2-kit', 'tenantSync', '/produceAPI/v2/tenantSync'],
    ] as const) {
      const facts = signed(id, name, { instanceId: 'I', ...(suffix && { tenantId: 'T', flag: 1 }) });
      const search = facts.request.url.split('?')[1];
      await replayed({ ...facts, target: `${url}${suffix}${search === undefined ? '' : `?${search}`}` }, {});
      expect(last().url.split('?')[0]).toBe(`/p${suffix}`);
      expect(opened(id, last())).toMatchObject({ ok: true });
      expect(last().url.match(/signature|authToken/g)?.length ?? 1).toBe(1);
    }
  });
});

describe('as it was', () => {
  it('has the same bytes, and headers but those of the connection', async () => {
    const { url, last } = await startServer();
    const body = Buffer.from([0x7b, 0x22, 0xff, 0x7d, 0x0a]);
    const facts = signed('v2', 'newInstance', {});
    const { request } = facts;
    const headers = [
      ...request.headers,
      ['X-Two', 'a'],
      ['X-Two', 'b'],
      ['Content-Length', '5'],
      ['Connection', 'close'],
    ] as const;
    await replayed({ ...facts, request: { ...request, headers, body } }, { to: url, asIs: true });
    expect(last()).toMatchObject({ method: 'POST', url: `/p?${request.url.split('?')[1]}`, body });
    expect(last().rawHeaders).toEqual(
      expect.arrayContaining(['User-Agent', 'Java/1.8', 'X-Two', 'a', 'X-Two', 'b']),
    );
    expect(last().rawHeaders.filter((name) => /user-agent|content-length/i.test(name))).toHaveLength(2);
  });

  it('is right when the server refuses a signature that is too old', async () => {
    const refusing = await startServer('{"resultCode":"000002","resultMsg":"too old"}');
    const facts = signed('v2', 'queryInstance', { instanceId: 'I' });
    const refused = (await replayed(facts, { to: refusing.url, asIs: true })).result;
    expect(refused).toMatchObject({ verdict: 'refused', ok: true });
    const accepting = await startServer();
    const accepted = (await replayed(facts, { to: accepting.url, asIs: true })).result;
    expect(accepted).toMatchObject({ verdict: 'failed', ok: false, problems: [{ id: 'FORGERY' }] });
  });

  it('is right when the server refuses a nonce that it has had', async () => {
    const { url } = await startServer('{"resultCode":"000002","resultMsg":"nonce"}');
    const facts = { ...signed('v2', 'queryInstance', { instanceId: 'I' }), target: url };
    const soon = () => new Date(recordedAt.getTime() + 1000);
    const { history, id } = openIn(facts);
    const options = {
      keys: { base: key },
      now: soon,
      deliver: deliverer.deliver,
      timeoutMs: 5_000,
      secrets: [key],
    };
    const again = async () => {
      const call = history.read(id);
      if (!call) throw new Error('not recorded');
      return replay(call, { ...options, to: url, asIs: true });
    };
    // It has not had it, as far as koo knows.
    expect(await again()).toMatchObject({ verdict: 'failed', ok: false });
    history.answer(id, answer(), [key]);
    expect(await again()).toMatchObject({ verdict: 'refused', ok: true });
    history.close();
  });

  it.each([
    ['failed', 'accepted', true],
    ['accepted', 'failed', false],
  ] as const)('of a call that was %s is %s when the server accepts it', async (before, after, ok) => {
    const { url } = await startServer();
    const facts = { ...signed('v2', 'queryInstance', { instanceId: 'I' }), target: url };
    const { history, id } = openIn(facts);
    history.answer(id, answer(), [key]);
    history.judge(id, { verdict: before, meaning: { en: 'a', zh: 'a' }, problems: [] }, [key]);
    const call = history.read(id);
    if (!call) throw new Error('not recorded');
    const found = await replay(call, {
      keys: { base: key },
      now: () => new Date(recordedAt.getTime() + 1000),
      deliver: deliverer.deliver,
      timeoutMs: 5_000,
      secrets: [key],
      to: url,
      asIs: true,
    });
    expect([found.verdict, found.problems.some(({ id: problem }) => problem === 'FORGERY')]).toEqual([
      after,
      !ok,
    ]);
    expect(found.meaning.en.startsWith('accepted a call that is not valid: resultCode 000000')).toBe(!ok);
    history.close();
  });

  it('is refused where a part is not recorded, with nothing sent', async () => {
    const { url, received } = await startServer();
    const facts = signed('v1', 'newInstance', { email: 'in@the.clear' });
    await expect(replayed(facts, { to: url, asIs: true })).rejects.toMatchObject({
      exitCode: 2,
      facts: { code: 'REDACTED_CALL' },
    });
    const put = { ...facts.request, method: 'PUT', url: '/' };
    await expect(replayed({ ...facts, request: put }, { to: url, asIs: true })).rejects.toMatchObject({
      facts: { code: 'UNREADABLE_CALL' },
    });
    expect(received).toEqual([]);
  });
});

describe('a replay', () => {
  it('is recorded with its answer and its verdict', async () => {
    const { url } = await startServer('{"resultCode":"000005","resultMsg":"no"}');
    const { result, history } = await replayed(signed('v2', 'queryInstance', { instanceId: 'I' }), {
      to: url,
    });
    expect(result).toMatchObject({ ok: false, verdict: 'failed', reply: { resultCode: '000005' } });
    const recorded = history.read(2);
    expect(recorded).toMatchObject({
      replayOf: 1,
      receivedAt: now,
      protocol: 'v2',
      activity: 'queryInstance',
      instanceId: 'I',
      signature: 'valid',
      verdict: 'failed',
      resultCode: '000005',
      request: { redacted: false },
    });
    expect(recorded?.target).toMatch(url);
    expect(recorded?.answer).toMatchObject({ status: 200 });
    history.close();
  });

  it('without an answer says so', async () => {
    const { result, history } = await replayed(signed('v2', 'queryInstance', { instanceId: 'I' }), {
      to: 'http://127.0.0.1:9/p',
    });
    expect(result).toMatchObject({ ok: false, reply: null, verdict: 'failed' });
    expect(history.read(2)).toMatchObject({ verdict: 'failed', answer: { code: expect.any(String) } });
    history.close();
  });

  it.each<[string, CallFacts, Partial<ReplayOptions>, string]>([
    ['that was not forwarded', signed('v2', 'queryInstance', {}), {}, 'NO_URL'],
    ['that was not forwarded, as it was', signed('v2', 'queryInstance', {}), { asIs: true }, 'NO_URL'],
    ['to no URL', signed('v2', 'queryInstance', {}), { to: 'ftp://x' }, 'INVALID_URL'],
    ['without a key', signed('v2', 'queryInstance', {}), { to: production, keys: {} }, 'NO_ACCESS_KEY'],
    [
      'of an unknown interface',
      signed('v2', 'queryInstance', {}, { activity: 'none' }),
      { to: production },
      'UNREADABLE_CALL',
    ],
  ])('%s is refused', async (_, facts, options, code) => {
    const error = await replayed(facts, options).catch((thrown: KooError) => thrown);
    expect(error).toMatchObject({ facts: { code } });
  });
});
