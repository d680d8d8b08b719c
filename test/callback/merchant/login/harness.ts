import { createLogin, type LoginSteps, loginSteps } from '../../../../src/callback/merchant/login/login.ts';
import type { Fetch, LoginOptions } from '../../../../src/callback/merchant/login/model.ts';
import type { LogEntry } from '../../../../src/callback/merchant/model.ts';
import {
  compositeKey,
  createState,
  type Instance,
  type State,
} from '../../../../src/callback/merchant/state.ts';

export const origin = 'https://saas.example.net';
export const tenantId = '7f3a0c5e9b1d4e2f8a6b3c4d5e6f7a80';
export const otherTenantId = '00000000000000000000000000000002';

export interface Bound {
  readonly tenantId: string;
  readonly tenantCode?: string;
  readonly instanceId?: string;
  readonly appId?: string;
  readonly domainName?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Authorised users; default `lihua`. */
  readonly users?: readonly { readonly userName: string; readonly enable?: string; readonly role?: string }[];
}

/** Stores what the kit callbacks of a binding say. */
export function bind(state: State, bound: Bound): void {
  const { tenantId, instanceId = '', appId = 'app1', users = [{ userName: 'lihua' }] } = bound;
  const { tenantCode = `code-${tenantId.slice(-1)}`, clientId = 'client', clientSecret = 'a+b/c=&d' } = bound;
  const { domainName = `https://${tenantCode}.login.example.com` } = bound;
  const name = `Company ${tenantCode}`;
  state.tenants.set(compositeKey(instanceId, tenantId), {
    ...{ instanceId, tenantId, tenantCode, name, domainName },
  });
  state.applications.set(compositeKey(instanceId, tenantId, appId), {
    ...{ instanceId, tenantId, appId, clientId, clientSecret },
  });
  for (const { userName, enable = 'true', role = 'user' } of users) {
    const user = { userName, name: `<b>${userName}</b>`, orgCode: '1', enable, role };
    state.users.set(compositeKey(instanceId, tenantId, appId, userName), user);
  }
}

export function instance(values: Partial<Instance>): Instance {
  return { status: 'active', expireTime: '', ...values } as Instance;
}

/** A request to a login centre. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly form: URLSearchParams;
  readonly redirect: string | undefined;
}

type Answer = (asked: Asked) => Response | Promise<Response> | undefined;

/** Login centres of all domains: a code or ticket `userName.n` is one of that user, and is worth something once. */
export function centre() {
  const asked: Asked[] = [];
  const used = new Set<string>();
  let override: Answer = () => undefined;
  const userOf = (code: string) => {
    if (used.has(code)) return undefined;
    used.add(code);
    return /^(?:ST-)?(\w+)\.\d+$/.exec(code)?.[1];
  };
  const tenantOf = ({ url }: Asked) => (url.hostname.startsWith('code-2') ? otherTenantId : tenantId);
  const answer = (request: Asked): Response => {
    const { url, form, headers } = request;
    if (url.pathname === '/api/v1/oauth2/token') {
      const userName = userOf(form.get('code') ?? '');
      if (!userName)
        return json(400, { error: 'invalid_grant', error_description: 'Invalid authorization code' });
      return json(200, {
        access_token: `at-${userName}`,
        token_type: 'Bearer',
        expires_in: 7200,
        refresh_token: 'rt',
      });
    }
    if (url.pathname === '/api/v1/oauth2/userinfo') {
      const userName = headers.get('authorization')?.replace('Bearer at-', '') ?? '';
      return json(200, { userName, name: 'x', role: 'admin', tenant: tenantOf(request) });
    }
    if (url.pathname === '/api/v1/cas/p3/serviceValidate') {
      const user = userOf(url.searchParams.get('ticket') ?? '');
      const authenticationSuccess = { user, attributes: { userName: user, tenant: tenantOf(request) } };
      const authenticationFailure = { code: 'INVALID_TICKET', description: 'ticket is ST-x' };
      return json(200, { serviceResponse: user ? { authenticationSuccess } : { authenticationFailure } });
    }
    return new Response(null, { status: 404 });
  };
  const fetch: Fetch = async (url, init) => {
    const { method = 'GET', body = '', redirect } = init;
    const headers = new Headers(init.headers);
    const request = { method, url: new URL(url), headers, form: new URLSearchParams(String(body)), redirect };
    asked.push(request);
    return (await override(request)) ?? answer(request);
  };
  return {
    asked,
    fetch,
    /** Changes the answers of a path; all others stay. */
    answers(path: string, other: Answer) {
      override = (request) => (request.url.pathname === path ? other(request) : undefined);
    },
    countOf: (path: string) => asked.filter(({ url }) => url.pathname === path).length,
  };
}

export function json(status: number, values: object): Response {
  return Response.json(values, { status });
}

export const token = '/api/v1/oauth2/token';
export const userinfo = '/api/v1/oauth2/userinfo';
export const validation = '/api/v1/cas/p3/serviceValidate';

/** A login with one bound tenant, and a clock that stands still until it is moved. */
export function world(overrides: Partial<LoginOptions> = {}, steps: LoginSteps = loginSteps) {
  let time = Date.parse('2026-03-01T08:00:00.000Z');
  let count = 0;
  const state = createState();
  const login = centre();
  const log: LogEntry[] = [];
  bind(state, { tenantId });
  const { handle } = createLogin(
    {
      state,
      origin,
      fetch: login.fetch,
      now: () => new Date(time),
      random: () => String(++count).padStart(32, 'f'),
      log: (entry) => log.push(entry),
      ...overrides,
    },
    steps,
  );
  return {
    state,
    centre: login,
    log,
    handle,
    wait: (ms: number) => {
      time += ms;
    },
    browser: () => browser(handle, overrides.origin ?? origin),
  };
}

export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly location: string | undefined;
  readonly text: string;
}

/** A browser with cookies, which follows no redirects. */
export function browser(handle: (request: Request) => Promise<Response | undefined>, at = origin) {
  const cookies = new Map<string, string>();
  async function send(path: string, init: RequestInit & { headers?: Record<string, string> } = {}) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie && { cookie }), ...init.headers };
    const response = await handle(new Request(at + path, { ...init, headers }));
    if (!response) throw new Error(`${path} is not of the login`);
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return shownOf(response);
  }
  return {
    cookies,
    send,
    get: (path: string, headers: Record<string, string> = {}) => send(path, { headers }),
    post: (
      path: string,
      form: Record<string, string> = {},
      headers: Record<string, string> = { Origin: at },
    ) => send(path, { method: 'POST', body: new URLSearchParams(form), headers }),
    /** `userName@tenant` of the account page, or undefined. */
    async account() {
      const { status, text } = await send('/sso/account');
      return status === 200 ? /<dt>User name<\/dt><dd>(.*?)<\/dd>/.exec(text)?.[1] : undefined;
    },
  };
}

async function shownOf(response: Response): Promise<Shown> {
  const { status, headers } = response;
  return { status, headers, location: headers.get('location') ?? undefined, text: await response.text() };
}
