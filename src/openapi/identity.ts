import { KooError } from '../errors/koo-error.ts';
import { incomplete } from './errors.ts';
import type { OpenApi } from './model.ts';
import { mockSellerOrder } from './orders.ts';
import { listOf, objectOf, textOf } from './read.ts';

/** A Huawei Cloud account: what a buyer hands over for the list of specified users, too. */
export interface Account {
  /** 32 hex digits. */
  readonly id: string;
  readonly name: string;
}

/**
 * The account a credential belongs to; needs no permission.
 *
 * @throws KooError (permission) when the credential is refused
 * @see https://support.huaweicloud.com/api-iam/iam_07_0001.html
 */
export async function accountOf(api: OpenApi): Promise<Account> {
  const answer = await api.call({ method: 'GET', path: '/v3/auth/domains', host: 'iam', idempotent: true });
  const domain = objectOf(listOf(answer.json?.domains)[0]);
  const id = textOf(domain.id);
  const name = textOf(domain.name);
  if (id === undefined || name === undefined) throw incomplete(answer, 'domains');
  return { id, name };
}

/**
 * Whether the account is a seller on this site: the query of a mock order says so.
 *
 * @throws KooError for everything but a clear yes or no
 */
export async function isSeller(api: OpenApi): Promise<boolean> {
  try {
    await mockSellerOrder(api);
    return true;
  } catch (error) {
    // "No authority": the caller is not a seller.
    if (error instanceof KooError && error.facts.resultCode === 'MKT.0151') return false;
    throw error;
  }
}
