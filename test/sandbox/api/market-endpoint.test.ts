import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { KooError } from '../../../src/errors/koo-error.ts';
import type { Sandbox } from '../../../src/sandbox/server/server.ts';
import { withStore } from '../../../src/sandbox/store.ts';
import { start, temporaryFolder } from '../harness.ts';
import { fakeEngine, result, stateEntry } from '../market/engine.ts';

const path = '/koo-sandbox/market';
const close = { do: 'close', instance: 'i-1' };

function post(sandbox: Sandbox, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${sandbox.token}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function linesOf(reply: Response): Promise<unknown[]> {
  const lines = (await reply.text()).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

test('an act answers its entries, then its result', async () => {
  const engine = fakeEngine(async (_, onEntry) => {
    onEntry(stateEntry(1));
    onEntry(stateEntry(2, 'frozen'));
    return result;
  });
  const sandbox = await start({ openMarket: engine.open });
  const reply = await post(sandbox, close);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('application/x-ndjson;charset=UTF-8');
  expect(await linesOf(reply)).toEqual([
    { entry: stateEntry(1) },
    { entry: stateEntry(2, 'frozen') },
    { result },
  ]);
  expect(engine.commands).toEqual([close]);
  expect(engine.running).toBe(0);
});

test('an entry is sent as soon as it happens', async () => {
  const { promise: goOn, resolve } = Promise.withResolvers<void>();
  const engine = fakeEngine(async (_, onEntry) => {
    onEntry(stateEntry(1));
    await goOn;
    return result;
  });
  const sandbox = await start({ openMarket: engine.open });
  const reader = (await post(sandbox, close)).body?.getReader();
  const first = await reader?.read();
  expect(JSON.parse(new TextDecoder().decode(first?.value))).toEqual({ entry: stateEntry(1) });
  resolve();
  const second = await reader?.read();
  expect(JSON.parse(new TextDecoder().decode(second?.value))).toEqual({ result });
});

test.each([
  ['no token', {}],
  ['another token', { Authorization: `Bearer ${'0'.repeat(64)}` }],
  ['the token without its scheme', (token: string) => ({ Authorization: token })],
  ['a longer token', (token: string) => ({ Authorization: `Bearer ${token}0` })],
  ['a shorter token', (token: string) => ({ Authorization: `Bearer ${token.slice(1)}` })],
])('%s is refused, and nothing is performed', async (_, headers) => {
  const engine = fakeEngine();
  const sandbox = await start({ openMarket: engine.open });
  const given = typeof headers === 'function' ? headers(sandbox.token) : headers;
  const reply = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: given,
    body: JSON.stringify(close),
  });
  expect(reply.status).toBe(401);
  expect(await linesOf(reply)).toEqual([
    { error: expect.objectContaining({ code: 'TOKEN_REQUIRED', category: 'permission' }) },
  ]);
  expect(engine.commands).toEqual([]);
});

test('each process has a token of its own', async () => {
  const [one, other] = [await start(), await start()];
  expect(one.token).toMatch(/^[\da-f]{64}$/);
  expect(other.token).not.toBe(one.token);
});

test.each([
  ['no JSON', '{', 'JSON'],
  ['another act', { do: 'sell' }, 'do: '],
  ['a missing value', { do: 'buy', product: 'p' }, 'buyer: '],
  ['an unknown value', { ...close, force: true }, 'force: '],
  ['a number that SQLite cannot return', { do: 'clock', seed: 2 ** 53 }, 'seed: '],
  ['a number with an exponent', { do: 'buy', product: 'p', buyer: 'b', quantity: 1e300 }, 'quantity: '],
  ['a wrong period', { do: 'renew', instance: 'i', period: '1x' }, 'period: '],
])('%s is a wrong command', async (_, body, reason) => {
  const engine = fakeEngine();
  const reply = await post(await start({ openMarket: engine.open }), body);
  expect(reply.status).toBe(400);
  const [line] = (await linesOf(reply)) as [{ error: { message: { en: string }; category: string } }];
  expect(line.error).toMatchObject({ category: 'usage', code: 'INVALID_COMMAND' });
  expect(line.error.message.en).toContain(reason);
  expect(engine.commands).toEqual([]);
});

test('a command that is too long is refused', async () => {
  const reply = await post(await start({ openMarket: fakeEngine().open }), ' '.repeat(4 * 1024 * 1024 + 1));
  expect(reply.status).toBe(413);
  expect(await linesOf(reply)).toEqual([{ error: expect.objectContaining({ code: 'TOO_LARGE' }) }]);
});

test('a refusal of the marketplace keeps its code, hint and details', async () => {
  const facts = {
    category: 'business',
    code: 'PURCHASE_REFUSED',
    message: { en: 'sold out', zh: '已售罄' },
    hint: { en: 'koo product stock add', zh: 'koo product stock add' },
    details: { reason: 'STOCK' },
  } as const;
  const engine = fakeEngine(() => Promise.reject(new KooError(facts)));
  const reply = await post(await start({ openMarket: engine.open }), close);
  expect(await linesOf(reply)).toEqual([{ error: facts }]);
});

test('a defect is reported, and the sandbox goes on', async () => {
  const engine = fakeEngine(() => Promise.reject(new TypeError('x is not a function')));
  const sandbox = await start({ openMarket: engine.open });
  for (const _ of [1, 2]) {
    expect(await linesOf(await post(sandbox, close))).toEqual([
      {
        error: expect.objectContaining({
          category: 'defect',
          code: 'INTERNAL_ERROR',
          message: expect.objectContaining({ en: expect.stringContaining('x is not a function') }),
        }),
      },
    ]);
  }
});

test.each([
  ['another name', { host: 'attacker.example' }, 421],
  ['a page', { origin: 'https://attacker.example' }, 403],
])('%s cannot act, even with the token', async (_, headers, status) => {
  const engine = fakeEngine();
  const sandbox = await start({ openMarket: engine.open });
  const { port, token } = sandbox;
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  sent.end(JSON.stringify(close));
  const [reply] = await once(sent, 'response');
  reply.resume();
  expect(reply.statusCode).toBe(status);
  expect(engine.commands).toEqual([]);
});

test('an act ends when its client disconnects', async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const engine = fakeEngine(async (_, onEntry, signal) => {
    onEntry(stateEntry(1));
    signal.addEventListener('abort', () => end());
    begin();
    await ended;
    return result;
  });
  const sandbox = await start({ openMarket: engine.open });
  const gone = new AbortController();
  const reply = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${sandbox.token}` },
    body: JSON.stringify(close),
    signal: gone.signal,
  });
  await begun;
  gone.abort();
  await expect(reply.text()).rejects.toThrow();
  await ended;
  expect(await linesOf(await post(sandbox, close))).toEqual([{ entry: stateEntry(1) }, { result }]);
});

test('an act ends when the sandbox closes, which waits for it', async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const order: string[] = [];
  const engine = fakeEngine(async (_, _onEntry, signal) => {
    begin();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    order.push('act');
    return result;
  });
  const sandbox = await start({ openMarket: engine.open });
  const reply = post(sandbox, close);
  await begun;
  await sandbox.close();
  order.push('sandbox');
  expect(await linesOf(await reply)).toEqual([{ result }]);
  expect(order).toEqual(['act', 'sandbox']);
  expect(engine.closed).toBe(1);
});

test('the marketplace is opened for the first act, once', async () => {
  let opened = 0;
  const engine = fakeEngine();
  const sandbox = await start({
    openMarket: () => {
      opened += 1;
      return engine.open();
    },
  });
  await fetch(`${sandbox.url}/koo-sandbox/clock`);
  expect(opened).toBe(0);
  await Promise.all([post(sandbox, close), post(sandbox, close)]);
  expect(opened).toBe(1);
});

test('one process acts in a state at a time', async () => {
  const stateFolder = await temporaryFolder();
  const first = await start({ stateFolder, openMarket: fakeEngine().open });
  const second = await start({ stateFolder, openMarket: fakeEngine().open, busyMs: 0 });
  expect((await linesOf(await post(first, close))).at(-1)).toEqual({ result });
  expect(await linesOf(await post(second, close))).toEqual([
    { error: expect.objectContaining({ code: 'MARKET_BUSY', category: 'configuration' }) },
  ]);
  await first.close();
  expect((await linesOf(await post(second, close))).at(-1)).toEqual({ result });
});

test('a sandbox that keeps the time opens the marketplace by itself', async () => {
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  const engine = fakeEngine();
  const sandbox = await start({
    keepsTime: true,
    openMarket: async () => {
      resolve();
      return engine.open();
    },
  });
  await opened;
  await post(sandbox, close).then(linesOf);
  expect(engine.running).toBe(1);
});

test('the clock is told to anyone on this machine', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder, now: () => new Date('2026-03-02T02:00:00Z') });
  const clock = async () => (await fetch(`${sandbox.url}/koo-sandbox/clock`)).json();
  expect(await clock()).toEqual({ mode: 'real', now: '2026-03-02T02:00:00.000Z' });
  withStore(stateFolder, (database) =>
    database.exec(`UPDATE market_clock SET mode = 'virtual', now = ${Date.parse('2027-01-01T00:00:00Z')}`),
  );
  expect(await clock()).toEqual({ mode: 'virtual', now: '2027-01-01T00:00:00.000Z' });
});
