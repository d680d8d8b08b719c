import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { OpenApiOptions } from '../../src/openapi/client.ts';
import type { OpenApi } from '../../src/openapi/model.ts';
import { parseFault } from '../../src/sandbox/api/gateway/fault.ts';
import { startSandbox } from '../../src/sandbox/server/server.ts';
import { sandboxCredential } from '../../src/sandbox/state/accounts.ts';
import { transaction } from '../../src/sandbox/state/database.ts';
import { createUserWriter } from '../../src/sandbox/state/products.ts';
import { openStore } from '../../src/sandbox/store.ts';
import {
  adjustStock,
  allProducts,
  createAttribute,
  createUsers,
  deleteUsers,
  getConfiguration,
  getProduct,
  listAttributes,
  listProducts,
  patchConfiguration,
  removeAttribute,
  updateAttribute,
  userPages,
} from '../../src/seller/client.ts';
import type { Attribute, SpecifiedUser } from '../../src/seller/contract.ts';
import { client, type Reply, serve } from '../openapi/server.ts';
import { answerFault, operationFor, operations, requestFault } from './api/contract.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const called = new Set<string>();

/** Holds what the client sends, and what it is answered, against the document. */
function validated(api: OpenApi): OpenApi {
  return {
    close: api.close,
    call: async (call) => {
      const { method, path, query = [], headers = [], body } = call;
      const sent = body === undefined ? undefined : String(body);
      expect(requestFault({ method, path, query, headers, body: sent })).toBeUndefined();
      const answer = await api.call(call);
      const operation = operationFor(method, path);
      if (!operation) throw new Error(`${method} ${path}`);
      expect(answerFault(operation, answer.status, answer.json)).toBeUndefined();
      called.add(operation.operationId);
      return answer;
    },
  };
}

async function sandbox(faultText?: string, options: Partial<OpenApiOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'koo-client-'));
  const fault = faultText === undefined ? undefined : parseFault(faultText);
  const running = await startSandbox({ stateFolder: folder, ...(fault && { fault }) });
  const made = client(running.url, { credential: sandboxCredential, ...options });
  closing.push(made.api.close, running.close, () => rmSync(folder, { recursive: true }));
  return { ...made, api: validated(made.api), folder };
}

async function against(...replies: Reply[]) {
  const server = await serve(replies);
  const made = client(server.url);
  closing.push(made.api.close, server.close);
  return { ...made, received: server.received };
}

const office = 'OFFI758576253042421760';
const studio = 'OFFI758576253042421764';
const sku = (number: number) => `da9b4d34-5295-46a7-92d4-${String(number).padStart(12, '0')}`;
const audience = { list: 'audience' } as const;
const user = (number: number): SpecifiedUser => ({
  account_name: `hw${10_000_000 + number}`,
  account_id: number.toString(16).padStart(32, '0'),
});

async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

describe('against the sandbox', () => {
  test('products: a page, all, by status, one', async () => {
    const { api } = await sandbox();
    const page = await listProducts(api, { offset: 1, limit: 2 });
    expect([page.total_count, page.products.length]).toEqual([7, 2]);
    expect((await listProducts(api)).products).toHaveLength(7);
    expect(await collect(allProducts(api))).toHaveLength(7);
    expect((await collect(allProducts(api, 'off_sale'))).map(({ product_id }) => product_id)).toEqual([
      'OFFI758576253042421766',
    ]);
    const product = await getProduct(api, office);
    expect(product).toMatchObject({ name: { en: 'Cloud Office' }, delivery: 'saas', status: 'on_sale' });
    expect(product.skus.at(-1)).toMatchObject({ sku_code: sku(3), trial: 'published' });
  });

  test('a configuration is read, changed, and read again', async () => {
    const { api } = await sandbox();
    const { version, audience: before } = await getConfiguration(api, office);
    expect(before).toEqual({ type: 'all', skus: {} });
    const patch = {
      audience: { product: { type: 'specified' } },
      purchase_limits: { '*': null },
      users: [{ ...audience, add: [user(1)], remove: [] }],
    } as const;
    const changed = await patchConfiguration(api, office, version, patch, 'request-1');
    expect(await patchConfiguration(api, office, version, patch, 'request-1')).toEqual(changed);
    expect(await getConfiguration(api, office)).toMatchObject({
      ...changed,
      audience: { type: 'specified' },
      user_counts: [{ list: 'audience', count: 1 }],
    });
  });

  test('users are created, listed page by page, deleted; what else an object holds is not sent', async () => {
    const { api } = await sandbox();
    const users = Array.from({ length: 25 }, (_, index) => ({ ...user(index), added_at: 'x', line: index }));
    expect(
      new Set((await createUsers(api, office, audience, users)).users.map(({ result }) => result)),
    ).toEqual(new Set(['created']));
    const pages = await collect(userPages(api, office, audience, { pageSize: 10 }));
    expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
    expect(pages.flat().map(({ account_id }) => account_id)).toEqual(
      users.map(({ account_id }) => account_id),
    );
    expect(await collect(userPages(api, office, { list: 'credit_line' }))).toEqual([]);
    // A last page that is full is followed by one look.
    expect((await collect(userPages(api, office, audience, { pageSize: 25 }))).length).toBe(1);
    const removed = await deleteUsers(api, office, audience, [user(0).account_id, 'nobody']);
    expect(removed.users.map(({ result }) => result)).toEqual(['deleted', 'absent']);
    const stale = deleteUsers(api, office, audience, [user(1).account_id], '1');
    await expect(stale).rejects.toMatchObject({ facts: { code: 'VERSION_CONFLICT' } });
    const next = await deleteUsers(api, office, audience, [user(1).account_id], removed.version);
    expect(next.users).toMatchObject([{ result: 'deleted' }]);
    expect(Number(next.version)).toBe(Number(removed.version) + 1);
    const trial = { list: 'trial', sku_code: sku(3) } as const;
    expect(await createUsers(api, office, trial, [user(1)])).toMatchObject({
      users: [{ result: 'created' }],
    });
    const conflict = await createUsers(api, office, trial, [{ ...user(1), account_name: 'someone' }]);
    expect(conflict).toMatchObject({ users: [{ result: 'rejected', error_code: 'MKT.0199' }] });
  });

  test('stock and attributes', async () => {
    const { api } = await sandbox();
    const adjustment = { delta: -1, note: '盘点', request_id: 'r-1' };
    expect(await adjustStock(api, studio, adjustment)).toEqual({ available: 998 });
    expect(await adjustStock(api, studio, adjustment)).toEqual({ available: 998 });
    const region: Attribute = {
      code: 'region/1',
      type: 'enumeration',
      name: { en: 'Region', zh: '区域' },
      values: ['cn'],
    };
    expect(await createAttribute(api, region)).toEqual(region);
    expect(await updateAttribute(api, { ...region, values: ['cn', 'ap'] })).toMatchObject({
      values: ['cn', 'ap'],
    });
    expect((await listAttributes(api)).map(({ code }) => code)).toContain('region/1');
    await removeAttribute(api, 'region/1');
    expect((await listAttributes(api)).map(({ code }) => code)).not.toContain('region/1');
  });

  test('10 000 users in a list, a thousand at a time', async () => {
    const { api, folder } = await sandbox();
    const database = openStore(folder);
    transaction(database, () => {
      const writer = createUserWriter(database, office, audience, new Date());
      for (let index = 0; index < 10_000; index += 1) writer.add(user(index));
      writer.finish();
    });
    database.close();
    let count = 0;
    for await (const page of userPages(api, office, audience)) count += page.length;
    expect(count).toBe(10_000);
  });
});

describe('what goes wrong', () => {
  const facts = (more: object) => ({ facts: more });

  test('a stale version: who sent it may read anew', async () => {
    const { api } = await sandbox();
    const change = { credit: { credit_line: 'all' } } as const;
    await patchConfiguration(api, office, '1', change, 'a');
    await expect(patchConfiguration(api, office, '1', change, 'b')).rejects.toMatchObject({
      facts: {
        category: 'business',
        code: 'VERSION_CONFLICT',
        resultCode: 'MKT.0409',
        details: { status: 409, attempts: 1, data: { version: '2' } },
        message: { en: expect.stringContaining('1 is not the current version 2') },
        hint: {
          en: expect.stringContaining('koo product get'),
          zh: expect.stringContaining('koo product get'),
        },
      },
      cause: { json: { data: { version: '2' } } },
    });
  });

  test('a rule, with its field and name', async () => {
    const { api } = await sandbox();
    const change = { trial: { [sku(3)]: { days: 20, open_to: 'all' } } } as const;
    await expect(patchConfiguration(api, office, '1', change, 'a')).rejects.toMatchObject(
      facts({
        category: 'business',
        code: 'REQUEST_REFUSED',
        resultCode: 'MKT.0199',
        message: { en: expect.stringContaining(`trial.${sku(3)}.days (trial-days-fixed)`) },
      }),
    );
  });

  test('a product that is not there, and another seller’s', async () => {
    const { api } = await sandbox();
    await expect(getProduct(api, 'OFFI1')).rejects.toMatchObject(
      facts({
        category: 'business',
        resultCode: 'MKT.9001',
        details: { status: 404 },
        hint: { en: expect.stringContaining('koo product list') },
      }),
    );
    await expect(getConfiguration(api, 'OFFI758576253042421799')).rejects.toMatchObject(
      facts({ category: 'permission', resultCode: 'MKT.0150', details: { status: 401 } }),
    );
  });

  test.each([
    ['406=1', 'THROTTLED', 5],
    ['500=1', 'SERVER_ERROR', 5],
    ['MKT.0409=1', 'VERSION_CONFLICT', 1],
    ['MKT.9001=1', 'REQUEST_REFUSED', 1],
    ['APIGW.0301=1', 'CREDENTIAL_REFUSED', 1],
  ])('--fault %s: %s, sent %i times', async (text, code, attempts) => {
    const { api } = await sandbox(text);
    await expect(patchConfiguration(api, office, '1', {}, 'a')).rejects.toMatchObject(
      facts({ code, details: { attempts } }),
    );
  });

  test('lost answers: what was sent is there once', { timeout: 60_000 }, async () => {
    const { api, waits } = await sandbox('reset=0.15,half=0.1,seed=11', { timeoutMs: 60_000 });
    let version = '1';
    for (let index = 0; index < 10; index += 1) {
      const change = { credit: { cash_coupon: index % 2 ? 'on' : 'off' } } as const;
      version = (await patchConfiguration(api, office, version, change, `r-${index}`)).version;
      await adjustStock(api, studio, { delta: 1, note: 'n', request_id: `s-${index}` });
    }
    const attribute: Attribute = {
      code: 'a',
      type: 'enumeration',
      name: { en: 'A', zh: 'A' },
      values: ['v'],
    };
    for (let index = 0; index < 5; index += 1) {
      await createAttribute(api, attribute);
      await removeAttribute(api, 'a');
    }
    expect(waits.length).toBeGreaterThan(3);
    expect(version).toBe('11');
    expect((await getConfiguration(api, studio)).stock[sku(7)]).toEqual({ available: 1009, sold: 3 });
  });

  test('reports an attribute that never existed', async () => {
    const { api } = await sandbox();
    await expect(removeAttribute(api, 'nothing')).rejects.toMatchObject(facts({ resultCode: 'MKT.9001' }));
  });
});

describe('invalid answers', () => {
  const ok = (data?: unknown): Reply => ({
    body: JSON.stringify({
      error_code: 'MKT.0000',
      error_msg: 'Success',
      ...(data !== undefined && { data }),
    }),
  });
  const incomplete = (what: string) => ({
    facts: {
      code: 'INCOMPLETE_ANSWER',
      category: 'business',
      message: { en: expect.stringContaining(what) },
    },
  });

  test.each([
    ['no data', undefined, 'no data'],
    ['a list for an object', [], 'no data'],
    ['a version that is no text', { version: 7 }, 'data.version'],
  ])('%s', async (_, data, what) => {
    const { api } = await against(ok(data));
    await expect(patchConfiguration(api, office, '1', {}, 'a')).rejects.toMatchObject(incomplete(what));
  });

  test('reports a product of an unknown kind by its path', async () => {
    const { api } = await against(
      ok({ total_count: 1, products: [{ product_id: 'x', name: { en: '', zh: '' }, skus: [] }] }),
    );
    await expect(listProducts(api)).rejects.toMatchObject(incomplete('data.products.0.delivery'));
  });

  test('leaves out unknown members', async () => {
    const { api } = await against(ok({ version: '2', colour: 'red' }));
    expect(await patchConfiguration(api, office, '1', {}, 'a')).toEqual({ version: '2' });
  });

  test('what koo does not know is left out at any depth, and no length is validated', async () => {
    const name = { en: 'x'.repeat(300), zh: '' };
    const attribute = { code: '', type: 'quantity', name, min: -1, max: 0.5, step: 0 } as const;
    const more = { colour: 'red' };
    const answer = { attributes: [{ ...attribute, name: { ...name, ...more }, ...more }], ...more };
    const { api } = await against(ok(answer));
    expect(await listAttributes(api)).toEqual([attribute]);
  });

  test.each([
    [
      'a version of another type beside what is unknown',
      { colour: 'red', total_count: 0, version: 7, users: [] },
      'data.version',
    ],
    ['a count that is none', { version: '1', total_count: 1.5, users: [] }, 'data.total_count'],
  ])('reports %s', async (_, data, what) => {
    const { api } = await against(ok(data));
    await expect(collect(userPages(api, office, audience))).rejects.toMatchObject(incomplete(what));
  });

  test('fewer results than users', async () => {
    const { api } = await against(ok({ version: '2', users: [{ account_id: 'x', result: 'created' }] }));
    await expect(createUsers(api, office, audience, [user(1), user(2)])).rejects.toMatchObject(
      incomplete('result of each of 2 users'),
    );
  });

  test('a server that ignores where to continue', async () => {
    const { api, received } = await against(
      ok({ total_count: 9, version: '1', users: [{ ...user(1), added_at: '2026-01-01T00:00:00.000Z' }] }),
    );
    await expect(collect(userPages(api, office, audience, { pageSize: 1 }))).rejects.toMatchObject(
      incomplete('users after'),
    );
    expect(received).toHaveLength(2);
  });

  test('a server that says there are more products than it has', async () => {
    const { api } = await against(ok({ total_count: 9, products: [] }));
    expect(await collect(allProducts(api))).toEqual([]);
  });
});

afterAll(() => {
  expect([...called].sort()).toEqual(operations.map(({ operationId }) => operationId).sort());
});
