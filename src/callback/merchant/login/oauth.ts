import type { Binding } from './accounts.ts';
import { type Ask, notConfirmed, textIn } from './ask.ts';
import { isRefusal, type Refusal } from './model.ts';

export interface Token {
  readonly accessToken: string;
  /** Validity in milliseconds. */
  readonly lifeMs: number;
}

/** A user whom a login centre confirms. */
export interface ConfirmedUser {
  readonly userName: string;
  /** The tenant ID, which may be missing. */
  readonly tenant?: string;
}

/** Maximum life of an access token, in milliseconds. */
export const maxLifeMs = 7200_000;

/**
 * Returns the address of the login centre with which this merchant itself starts the login of a tenant.
 *
 * @see https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0158.html
 */
export function authorizeUrl({ domain, clientId }: Binding, redirectUri: string, state: string): string {
  return `${domain}/api/v1/oauth2/authorize?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'get_user_info',
    state,
  })}`;
}

/**
 * Exchanges a code for a token.
 *
 * @param redirectUri the one given to {@link authorizeUrl}; unknown if KooGallery started the login
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649448.html
 */
export async function exchangeCode(
  ask: Ask,
  { domain, clientId, clientSecret }: Binding,
  code: string,
  redirectUri?: string,
): Promise<Token | Refusal> {
  const form = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    code,
    grant_type: 'authorization_code',
    ...(redirectUri !== undefined && { redirect_uri: redirectUri }),
  });
  const answer = await ask(`${domain}/api/v1/oauth2/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  if (isRefusal(answer)) return answer;
  const { status, values } = answer;
  const accessToken = textIn(values, 'access_token');
  const isBearer = /^bearer$/i.test(textIn(values, 'token_type') ?? '');
  if (status !== 200 || accessToken === undefined || !isBearer) return notConfirmed(answer);
  const statedMs = Number(values.expires_in) * 1000;
  return { accessToken, lifeMs: statedMs > 0 ? Math.min(statedMs, maxLifeMs) : maxLifeMs };
}

/**
 * Asks the login centre for the user of a token.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649450.html
 */
export async function fetchUser(
  ask: Ask,
  { domain }: Binding,
  token: Token,
): Promise<ConfirmedUser | Refusal> {
  const answer = await ask(`${domain}/api/v1/oauth2/userinfo`, {
    headers: { Authorization: `Bearer ${token.accessToken}` },
  });
  if (isRefusal(answer)) return answer;
  const userName = textIn(answer.values, 'userName');
  const tenant = textIn(answer.values, 'tenant');
  if (answer.status !== 200 || userName === undefined) return notConfirmed(answer);
  return { userName, ...(tenant !== undefined && { tenant }) };
}

/**
 * Returns the address that ends the browser's session at the login centre; a request of the server would end nothing.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649145.html
 */
export function logoutUrl({ domain }: Binding, redirectUrl: string): string {
  return `${domain}/api/v1/logout?${new URLSearchParams({ redirect_url: redirectUrl })}`;
}
