import * as v from 'valibot';
import { callDetails, incompleteResponseError } from '../openapi/errors.ts';
import { type ApiCall, type ApiResponse, basePath, type OpenApi } from '../openapi/model.ts';
import { percentEncode } from '../signing/sdk-hmac-canonical.ts';
import type {
  Attribute,
  Configuration,
  ConfigurationPatch,
  CreatedUser,
  DeletedUser,
  ListedUser,
  ListRef,
  Product,
  ProductStatus,
  SpecifiedUser,
  StockAdjustment,
} from './contract.ts';
import * as contract from './contract.ts';
import { maxProductsOfPage, maxUsersOfPage } from './limits.ts';
import { plainUser, toListRef } from './plan.ts';

/*
 * Seller configuration over HTTP. The contract is koo's own, not published by Huawei:
 * docs/api/seller-config.openapi.yaml. Every function throws KooError when the call fails.
 */

/** One page of the seller's products, by product id, 1 to 100 of them. */
export async function listProducts(
  api: OpenApi,
  query: { readonly offset?: number; readonly limit?: number; readonly status?: ProductStatus } = {},
) {
  return dataOf(await send(api, 'GET', '/products', { query }), contract.productPage);
}

/** All of the seller's products, page by page. */
export async function* allProducts(api: OpenApi, status?: ProductStatus): AsyncGenerator<Product> {
  for (let offset = 0; ; ) {
    const page = await listProducts(api, { offset, limit: maxProductsOfPage, ...(status && { status }) });
    yield* page.products;
    offset += page.products.length;
    if (page.products.length === 0 || offset >= page.total_count) return;
  }
}

/**
 * Returns a product with its specifications.
 *
 * @throws KooError 404 `MKT.9001` for an unknown one, 401 `MKT.0150` for another seller's
 */
export async function getProduct(api: OpenApi, id: string): Promise<Product> {
  return dataOf(await send(api, 'GET', productPath(id)), contract.product);
}

/** Returns the configuration of a product, without the users on its lists. */
export async function getConfiguration(api: OpenApi, id: string): Promise<Configuration> {
  return dataOf(await send(api, 'GET', `${productPath(id)}/configuration`), contract.configuration);
}

/**
 * Changes a configuration: all of the patch, or nothing.
 *
 * @param version that the patch was computed from
 * @param requestId names this change: sent again, the server answers what it answered
 * @returns the new version
 * @throws KooError (business, `VERSION_CONFLICT`) when others have changed the configuration since
 */
export async function patchConfiguration(
  api: OpenApi,
  id: string,
  version: string,
  patch: ConfigurationPatch,
  requestId: string,
): Promise<{ version: string }> {
  const body = { ...patch, request_id: requestId };
  const answer = await send(api, 'PATCH', `${productPath(id)}/configuration`, { version, body });
  return dataOf(answer, contract.configurationVersion);
}

/**
 * Reads the users on a list by account ID, page by page: no more than one page is in memory, and no user
 * appears twice, even if the list changes at the same time.
 *
 * @param options `pageSize` is 1 to 1000; `onVersion` is called with the version of the configuration before each page
 */
export async function* userPages(
  api: OpenApi,
  id: string,
  { list, sku_code }: ListRef,
  options: { readonly pageSize?: number; readonly onVersion?: (version: string) => void } = {},
): AsyncGenerator<readonly ListedUser[]> {
  const { pageSize: limit = maxUsersOfPage, onVersion } = options;
  for (let after: string | undefined; ; ) {
    const query = { list, sku_code, after, limit };
    const answer = await send(api, 'GET', usersPath(id), { query });
    const { users, version } = dataOf(answer, contract.userPage);
    onVersion?.(version);
    if (users.length > 0) yield users;
    const last = users.at(-1)?.account_id;
    if (last === undefined || users.length < limit) return;
    // Otherwise koo would never stop asking a server that ignores `after`.
    if (last === after) throw incompleteResponseError(answer, `users after ${after}`);
    after = last;
  }
}

/** The result of a batch, and the version of the configuration after it. */
export interface BatchAnswer<T> {
  readonly version: string;
  /** In the order they were sent. */
  readonly users: readonly T[];
}

/** Adds up to 100 users to a list, and returns the result of each; a repeat is harmless. */
export async function createUsers(
  api: OpenApi,
  id: string,
  ref: ListRef,
  users: readonly SpecifiedUser[],
): Promise<BatchAnswer<CreatedUser>> {
  const body = { ...toListRef(ref.list, ref.sku_code), users: users.map(plainUser) };
  const answer = await send(api, 'POST', `${usersPath(id)}/batch-create`, { body });
  return complete(answer, dataOf(answer, contract.createdUsers), users.length);
}

/**
 * Removes up to 100 users from a list, and returns the result of each; a repeat is harmless.
 *
 * @param version if it is not the current one, no user is removed; without it, any version is accepted
 * @throws KooError (business, `VERSION_CONFLICT`) when the configuration was changed since
 */
export async function deleteUsers(
  api: OpenApi,
  id: string,
  ref: ListRef,
  ids: readonly string[],
  version?: string,
): Promise<BatchAnswer<DeletedUser>> {
  const body = { ...toListRef(ref.list, ref.sku_code), account_ids: ids };
  const answer = await send(api, 'POST', `${usersPath(id)}/batch-delete`, { version, body });
  return complete(answer, dataOf(answer, contract.deletedUsers), ids.length);
}

/** Changes the stock of a product or specification; the same `request_id` is applied once. */
export async function adjustStock(
  api: OpenApi,
  id: string,
  adjustment: StockAdjustment,
): Promise<{ available: number }> {
  const answer = await send(api, 'POST', `${productPath(id)}/stock/adjustments`, { body: adjustment });
  return dataOf(answer, contract.availableStock);
}

/** Returns the seller's attributes, including the preset ones. */
export async function listAttributes(api: OpenApi): Promise<readonly Attribute[]> {
  return dataOf(await send(api, 'GET', '/attributes'), contract.attributeList).attributes;
}

/** Creates an attribute; the same one again is harmless, another one with its code is rejected. */
export async function createAttribute(api: OpenApi, attribute: Attribute): Promise<Attribute> {
  return dataOf(await send(api, 'POST', '/attributes', { body: attribute }), contract.attribute);
}

/** Replaces the attribute with the same code. @throws KooError 404 `MKT.9001` when it does not exist */
export async function updateAttribute(api: OpenApi, attribute: Attribute): Promise<Attribute> {
  const answer = await send(api, 'PUT', attributePath(attribute.code), { body: attribute });
  return dataOf(answer, contract.attribute);
}

/** Removes an attribute. @throws KooError 404 `MKT.9001` when it does not exist */
export async function removeAttribute(api: OpenApi, code: string): Promise<void> {
  try {
    await send(api, 'DELETE', attributePath(code));
  } catch (error) {
    // The first attempt, whose answer was lost, had removed it.
    const { status, attempts = 1 } = callDetails(error);
    if (status !== 404 || attempts < 2) throw error;
  }
}

function complete<T>(answer: ApiResponse, results: BatchAnswer<T>, sent: number): BatchAnswer<T> {
  if (results.users.length !== sent) throw incompleteResponseError(answer, `result of each of ${sent} users`);
  return results;
}

/**
 * Reads `data` of an answer by the contract. Unknown members are left out, so that a server may send more, and the
 * lengths of texts and lists are not validated.
 *
 * @throws KooError (business, `INCOMPLETE_ANSWER`) naming the first member that is missing or of another form
 */
function dataOf<const T extends v.GenericSchema>(answer: ApiResponse, schema: T): v.InferOutput<T> {
  const { output, issues } = v.safeParse(schema, answer.json?.data);
  const fault = issues?.find(({ kind, expected, input }) =>
    kind === 'schema' ? expected !== 'never' : typeof input === 'number',
  );
  // With no fault left, all that the schema knows is there and of its type.
  if (!fault) return output as v.InferOutput<T>;
  const path = v.getDotPath(fault);
  throw incompleteResponseError(answer, path === null ? 'data' : `data.${path}`);
}

function productPath(id: string): string {
  return `/products/${percentEncode(id)}`;
}

function usersPath(id: string): string {
  return `${productPath(id)}/specified-users`;
}

function attributePath(code: string): string {
  return `/attributes/${percentEncode(code)}`;
}

interface Sent {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Version of the configuration that the change was computed from. */
  readonly version?: string | undefined;
  readonly body?: object;
}

/** Every call of the contract may be repeated when its answer is lost. */
function send(
  api: OpenApi,
  method: ApiCall['method'],
  path: string,
  { query = {}, version, body }: Sent = {},
): Promise<ApiResponse> {
  return api.call({
    method,
    path: basePath + path,
    query: Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    ),
    ...(version !== undefined && { headers: [['If-Match', version]] }),
    ...(body && { body: JSON.stringify(body) }),
    idempotent: true,
  });
}
