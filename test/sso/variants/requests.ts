import type { Fetch } from '../../../src/callback/merchant/login/model.ts';
import type { Variant } from './run.ts';

/** A request of the merchant to a login centre. */
export interface Request {
  readonly url: string;
  readonly init: RequestInit;
}

type Endpoint = 'token' | 'userinfo';

export function isTo(url: string, endpoint: Endpoint): boolean {
  return new URL(url).pathname === `/api/v1/oauth2/${endpoint}`;
}

/** The fields of the form in the body. */
export function formOf({ init }: Request): URLSearchParams {
  return new URLSearchParams(String(init.body));
}

/** The request with other fields in the form. */
export function withForm(request: Request, change: (form: URLSearchParams) => void): Request {
  const form = formOf(request);
  change(form);
  return { ...request, init: { ...request.init, body: String(form) } };
}

export function withHeaders({ url, init }: Request, headers: Readonly<Record<string, string>>): Request {
  return { url, init: { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } } };
}

export function withQuery({ url, init }: Request, query: URLSearchParams): Request {
  return { url: `${url}?${query}`, init };
}

/** Sends requests to an endpoint in another way. */
export function sending(
  endpoint: Endpoint,
  act: (request: Request, send: Fetch) => Promise<Response>,
): NonNullable<Variant['fetch']> {
  return (send) => (url, init) => (isTo(url, endpoint) ? act({ url, init }, send) : send(url, init));
}

/** Sends other requests to an endpoint. */
export function changing(endpoint: Endpoint, change: (request: Request) => Request) {
  return sending(endpoint, (request, send) => {
    const { url, init } = change(request);
    return send(url, init);
  });
}

export type Values = Readonly<Record<string, unknown>>;

/** Reads other values in the responses of an endpoint; a login fails without any. */
export function reading(endpoint: Endpoint, change: (values: Values) => Values | undefined) {
  return sending(endpoint, async ({ url, init }, send) => {
    const response = await send(url, init);
    if (response.status !== 200) return response;
    const values = change((await response.json()) as Values);
    return values ? Response.json(values) : new Response(null, { status: 400 });
  });
}
