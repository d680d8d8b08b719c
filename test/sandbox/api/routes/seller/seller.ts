import { expect } from 'vitest';
import type { Database } from '../../../../../src/sandbox/state/database.ts';
import { openStore } from '../../../../../src/sandbox/store.ts';
import type { ConfigurationPatch } from '../../../../../src/seller/contract.ts';
import type { Credential } from '../../../../../src/signing/sdk-hmac.ts';
import type { JsonObject } from '../../../../../src/text/json.ts';
import { answerFault, base, operationFor, requestFault } from '../../../../seller/api/contract.ts';
import { type Reply, send } from '../../../harness.ts';

/** Ids of the default products. */
export const office = 'OFFI758576253042421760';
export const migration = 'OFFI758576253042421761';
export const speech = 'OFFI758576253042421762';
export const studio = 'OFFI758576253042421764';
export const board = 'OFFI758576253042421765';
export const offSale = 'OFFI758576253042421766';
export const others = 'OFFI758576253042421799';

export const sku = (number: number) => `da9b4d34-5295-46a7-92d4-${String(number).padStart(12, '0')}`;

export interface Asking {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly credential?: Credential;
  /** Whether what the document refuses is malformed to the sandbox for certain. */
  readonly malformedBothWays?: boolean;
}

/**
 * Sends a request of the seller configuration, and holds both it and the answer against the document: what the document
 * allows is not malformed to the sandbox, and the other way round.
 */
export async function ask(
  sandbox: { readonly url: string },
  method: string,
  path: string,
  { query = {}, body, ifMatch, credential, malformedBothWays = false }: Asking = {},
): Promise<Reply> {
  const search = new URLSearchParams(query).toString();
  const headers = [
    ...(body === undefined ? [] : [['Content-Type', 'application/json'] as const]),
    ...(ifMatch === undefined ? [] : [['If-Match', ifMatch] as const]),
  ];
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const reply = await send(sandbox, `${base}${path}${search && `?${search}`}`, {
    method,
    headers,
    ...(sent !== undefined && { body: sent }),
    ...(credential && { credential }),
  });
  const operation = operationFor(method, base + path);
  if (!operation) throw new Error(`the document has no ${method} ${path}`);
  expect(answerFault(operation, reply.status, reply.json)).toBeUndefined();
  const fault = requestFault({
    method,
    path: base + path,
    query: Object.entries(query),
    headers,
    body: sent,
  });
  if (String(reply.json.error_msg).includes('injected by --fault')) return reply;
  if (fault === undefined) expect(reply.json.error_code).not.toBe('MKT.0101');
  else if (malformedBothWays) expect([fault, reply.json.error_code]).toEqual([fault, 'MKT.0101']);
  // A request may be refused for whose it is before it is looked at.
  else expect([400, 401, 404]).toContain(reply.status);
  return reply;
}

let count = 0;

export function requestId(): string {
  count += 1;
  return `request-${count}`;
}

export function data({ json }: Reply): JsonObject {
  expect(json.error_code).toBe('MKT.0000');
  return json.data as JsonObject;
}

export async function versionOf(sandbox: { readonly url: string }, product: string): Promise<string> {
  return String(data(await ask(sandbox, 'GET', `/products/${product}/configuration`)).version);
}

/** A change on top of the current version. */
export async function patch(
  sandbox: { readonly url: string },
  product: string,
  change: ConfigurationPatch,
  more: { readonly ifMatch?: string; readonly id?: string } = {},
): Promise<Reply> {
  const { ifMatch = await versionOf(sandbox, product), id = requestId() } = more;
  const body = { ...change, request_id: id };
  return ask(sandbox, 'PATCH', `/products/${product}/configuration`, { body, ifMatch });
}

/** Account ids like Huawei's. */
export const accountId = (number: number) => number.toString(16).padStart(32, '0');

export const user = (number: number) => ({
  account_name: `hw${10_000_000 + number}`,
  account_id: accountId(number),
});

export function inspect<T>(stateFolder: string, work: (database: Database) => T): T {
  const database = openStore(stateFolder);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** All that the seller configuration has in the state. */
export function everything(stateFolder: string): unknown {
  const tables = [
    'products',
    'product_stock',
    'user_lists',
    'specified_users',
    'attributes',
    'done_requests',
  ];
  return inspect(stateFolder, (database) =>
    tables.map((table) => database.prepare(`SELECT * FROM ${table}`).all()),
  );
}
