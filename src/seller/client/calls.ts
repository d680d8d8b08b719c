import type { ApiAnswer, ApiCall, OpenApi } from '../../openapi/model.ts';
import { basePath } from '../../openapi/paths.ts';
import { percentEncode } from '../../signing/sdk-hmac-canonical.ts';
import type { ListRef } from '../model.ts';

/** Where a product is. */
export function productPath(id: string): string {
  return `/products/${percentEncode(id)}`;
}

/** Where an attribute of the seller is. */
export function attributePath(code: string): string {
  return `/attributes/${percentEncode(code)}`;
}

/** A list's name alone: nothing of a wider object goes along. */
export function plain({ list, sku_code }: ListRef): ListRef {
  return { list, ...(sku_code !== undefined && { sku_code }) };
}

/** Reads. */
export async function get(
  api: OpenApi,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): Promise<ApiAnswer> {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return api.call({ method: 'GET', path: basePath + path, query: given, idempotent: true });
}

/** Every call of the contract may be repeated when its answer is lost. */
export async function send(
  api: OpenApi,
  method: ApiCall['method'],
  path: string,
  { headers, body }: { readonly headers?: NonNullable<ApiCall['headers']>; readonly body?: object },
): Promise<ApiAnswer> {
  return api.call({
    method,
    path: basePath + path,
    ...(headers && { headers }),
    ...(body && { body: JSON.stringify(body) }),
    idempotent: true,
  });
}
