import {
  allowInsecureRequests,
  ClientSecretPost,
  type CustomFetchOptions,
  customFetch,
  genericTokenEndpointRequest,
  processGenericTokenEndpointResponse,
  protectedResourceRequest,
} from 'oauth4webapi';
import type { HttpRequest, HttpResponse } from '../../callback/delivery/exchange.ts';
import { isLoopback } from '../../http/loopback.ts';
import { domainPaths } from '../center/address.ts';

export type Grant =
  | { readonly type: 'authorization_code'; readonly code: string; readonly redirectUri?: string }
  | { readonly type: 'refresh_token'; readonly refreshToken: string };

export interface TokenCall {
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly grant: Grant;
}

/**
 * The request that exchanges a code or a refresh token. The client is named in the form, the only way that KooGallery
 * documents.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649448.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649449.html
 */
export function tokenRequest({ domain, clientId, clientSecret, grant }: TokenCall): Promise<HttpRequest> {
  const parameters: Record<string, string> =
    grant.type === 'refresh_token'
      ? { refresh_token: grant.refreshToken }
      : { code: grant.code, ...(grant.redirectUri !== undefined && { redirect_uri: grant.redirectUri }) };
  return built((options) =>
    genericTokenEndpointRequest(
      serverOf(domain),
      { client_id: clientId },
      ClientSecretPost(clientSecret),
      grant.type,
      parameters,
      { ...options, [allowInsecureRequests]: isLocal(domain), headers: { 'user-agent': 'koo' } },
    ),
  );
}

/**
 * The request that asks who has signed in.
 *
 * @param accessToken printable ASCII
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649450.html
 */
export function userinfoRequest(domain: string, accessToken: string): Promise<HttpRequest> {
  // The library's own userinfo call is that of OpenID Connect: it accepts a JWT as well, and requires `sub`.
  const headers = new Headers({ accept: 'application/json', 'user-agent': 'koo' });
  const url = new URL(domainPaths.userinfo, domain);
  return built((options) =>
    protectedResourceRequest(accessToken, 'GET', url, headers, null, {
      ...options,
      [allowInsecureRequests]: isLocal(domain),
    }),
  );
}

/**
 * Why a client library of OAuth refuses a response with tokens, in its own words; `undefined` if it takes it.
 *
 * @param text of the body
 */
export async function libraryObjection(
  { domain, clientId }: Pick<TokenCall, 'domain' | 'clientId'>,
  { status, headers }: HttpResponse,
  text: string,
): Promise<string | undefined> {
  const [, contentType] = headers.find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  const response = new Response(text, {
    status,
    ...(contentType && { headers: { 'content-type': contentType } }),
  });
  try {
    await processGenericTokenEndpointResponse(serverOf(domain), { client_id: clientId }, response);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function serverOf(domain: string) {
  return { issuer: domain, token_endpoint: `${domain}${domainPaths.token}` };
}

function isLocal(domain: string): boolean {
  return isLoopback(new URL(domain).hostname);
}

type FetchOptions = Pick<CustomFetchOptions<string, unknown>, 'method' | 'headers' | 'body'>;

/** Captures the request that the library builds: koo sends it over its own connections and keeps the raw response. */
async function built(
  ask: (options: {
    [customFetch]: (url: string, options: FetchOptions) => Promise<Response>;
  }) => Promise<unknown>,
): Promise<HttpRequest> {
  const requests: HttpRequest[] = [];
  await ask({
    [customFetch]: async (url, { method, headers, body }) => {
      requests.push({
        method: method === 'POST' ? 'POST' : 'GET',
        url,
        headers: Object.entries(headers),
        ...(body !== null && body !== undefined && { body: String(body) }),
      });
      return new Response();
    },
  });
  const [request] = requests;
  if (!request) throw new Error('the library sent no request');
  return request;
}
