import { objectOf } from '../../../text/json.ts';
import type { Binding } from './accounts.ts';
import { type Ask, notConfirmed, textIn } from './ask.ts';
import { isRefusal, paths, type Refusal } from './model.ts';
import type { ConfirmedUser } from './oauth.ts';

/** Returns the callback of a tenant exactly as it is registered; never taken from the request. */
export function casService({ tenantId }: Binding, origin: string): string {
  return `${origin}${paths.cas}?tenant=${encodeURIComponent(tenantId)}`;
}

/**
 * Validates a ticket. Huawei's pages differ in the default format, so it is requested; JSON needs no XML parser, which
 * might load external entities. A failure has HTTP status 200, too.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649473.html
 */
export async function validateTicket(
  ask: Ask,
  { domain }: Binding,
  service: string,
  ticket: string,
): Promise<ConfirmedUser | Refusal> {
  const query = new URLSearchParams({ service, ticket, format: 'JSON' });
  const answer = await ask(`${domain}/api/v1/cas/p3/serviceValidate?${query}`);
  if (isRefusal(answer)) return answer;
  const { authenticationSuccess, authenticationFailure } = objectOf(answer.values.serviceResponse);
  const success = objectOf(authenticationSuccess);
  const attributes = objectOf(success.attributes);
  const userName = textIn(attributes, 'userName') ?? textIn(success, 'user');
  if (answer.status !== 200 || authenticationFailure !== undefined || userName === undefined)
    return notConfirmed({ ...answer, values: { error: objectOf(authenticationFailure).code ?? '' } });
  const tenant = textIn(attributes, 'tenant');
  return { userName, ...(tenant !== undefined && { tenant }) };
}

/**
 * Returns the address that ends the browser's session at the login centre, which leads back to the service without a
 * ticket.
 *
 * @see https://support.huaweicloud.com/api-oneaccess/CancelCASLogin.html
 */
export function casLogoutUrl({ domain }: Binding, service: string): string {
  return `${domain}/api/v1/cas/logout?${new URLSearchParams({ service })}`;
}
