import { KooError } from '../errors/koo-error.ts';
import { objectOf } from '../text/json.ts';
import { incompleteResponseError } from './errors.ts';
import { listOf, type OpenApi, textOf } from './model.ts';
import { queryMockOrder } from './orders.ts';

/** A Huawei Cloud account, as also entered in a list of specified users. */
export interface Account {
  /** 32 hex digits. */
  readonly id: string;
  readonly name: string;
}

/**
 * Fetches the account a credential belongs to; needs no permission.
 *
 * @throws KooError (permission) when the credential is refused
 * @see https://support.huaweicloud.com/api-iam/iam_07_0001.html
 */
export async function fetchAccount(api: OpenApi): Promise<Account> {
  const response = await api.call({ method: 'GET', path: '/v3/auth/domains', host: 'iam', idempotent: true });
  const domain = objectOf(listOf(response.json?.domains)[0]);
  const id = textOf(domain.id);
  const name = textOf(domain.name);
  if (id === undefined || name === undefined) throw incompleteResponseError(response, 'domains');
  return { id, name };
}

/**
 * Whether the account is a seller on this site, by querying a mock order.
 *
 * @throws KooError when the response does not decide it
 */
export async function isSeller(api: OpenApi): Promise<boolean> {
  try {
    await queryMockOrder(api);
    return true;
  } catch (error) {
    // "No authority": the caller is not a seller.
    if (error instanceof KooError && error.facts.resultCode === 'MKT.0151') return false;
    throw error;
  }
}
