import { afterEach, expect, test } from 'vitest';
import { KooError } from '../../src/errors/koo-error.ts';
import type { OpenApi } from '../../src/openapi/model.ts';
import {
  adjustStock,
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
import type { JsonObject } from '../../src/text/json.ts';
import { client, serve } from '../openapi/server.ts';
import { base } from './api/contract.ts';
import { type Exchange, scenarios } from './api/exchanges.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const product = (path: string) => path.split('/')[2] ?? '';
const version = ({ headers }: Exchange) => headers?.['If-Match']?.replaceAll('"', '');

/** The call of the client that makes a request, and where what it gives back stands in `data` of the answer. */
type ClientCall = (api: OpenApi, exchange: Exchange, body: never) => Promise<unknown>;

const calls: Readonly<Record<string, ClientCall>> = {
  listProducts: (api, { query = {} }) => listProducts(api, query as object),
  getProduct: (api, { path }) => getProduct(api, product(path)),
  getConfiguration: (api, { path }) => getConfiguration(api, product(path)),
  patchConfiguration: (api, exchange, { request_id, ...patch }: JsonObject) =>
    patchConfiguration(api, product(exchange.path), version(exchange) ?? '', patch, String(request_id)),
  listUsers: async (api, { path, query = {} }) => {
    const { limit, ...ref } = query;
    const pages = userPages(api, product(path), ref as never, { pageSize: Number(limit ?? 1000) });
    return (await pages.next()).value ?? [];
  },
  createUsers: (api, { path }, { users, ...ref }: JsonObject) =>
    createUsers(api, product(path), ref as never, (users ?? []) as never),
  deleteUsers: (api, exchange, { account_ids, ...ref }: JsonObject) =>
    deleteUsers(api, product(exchange.path), ref as never, (account_ids ?? []) as never, version(exchange)),
  adjustStock: (api, { path }, body) => adjustStock(api, product(path), body),
  listAttributes: (api) => listAttributes(api),
  createAttribute: (api, _, body) => createAttribute(api, body),
  updateAttribute: (api, { path }, body: JsonObject) =>
    updateAttribute(api, { ...body, code: decodeURIComponent(path.split('/')[2] ?? '') } as never),
  removeAttribute: (api, { path }) => removeAttribute(api, decodeURIComponent(path.split('/')[2] ?? '')),
};

function expected({ operation, answer }: Exchange): unknown {
  const data = answer.body.data as JsonObject;
  if (operation === 'removeAttribute') return undefined;
  if (operation === 'listUsers') return data.users;
  return operation === 'listAttributes' ? data.attributes : data;
}

test.each(scenarios)('reads what was recorded: $title', async ({ exchanges }) => {
  for (const exchange of exchanges) {
    const { operation, method, path, body, answer, error } = exchange;
    const server = await serve([{ status: answer.status, body: JSON.stringify(answer.body) }]);
    const { api } = client(server.url);
    closing.push(api.close, server.close);
    const call = calls[operation];
    if (!call) throw new Error(operation);
    const result = call(api, exchange, (body ?? {}) as never);
    if (error) {
      const [category, code] = error;
      const caught: unknown = await result.catch((reason: unknown) => reason);
      expect(caught).toBeInstanceOf(KooError);
      expect([exchange, (caught as KooError).facts]).toMatchObject([
        exchange,
        { category, code, resultCode: answer.body.error_code, details: { status: answer.status } },
      ]);
    } else {
      expect([exchange, await result]).toEqual([exchange, expected(exchange)]);
      const [request] = server.received;
      expect([request?.method, request?.url.pathname]).toEqual([method, base + path]);
      if (body) expect(JSON.parse(String(request?.body))).toEqual(body);
    }
  }
});
