import { both } from '../../text/translate.ts';
import { domainPaths, unifiedPaths } from './address.ts';
import { casLogin, casLogout, casValidate, refuseValidation } from './cas.ts';
import type { Center, CenterOptions, CenterRequest, Endpoint, Fault, LoginTenant } from './model.ts';
import { token, userinfo } from './oauth.ts';
import { refusalPage, unifiedPage } from './pages.tsx';
import {
  createMask,
  type EarlyRefusal,
  type Exchange,
  type Received,
  type Refused,
  receive,
  recordable,
  sentFacts,
} from './request.ts';
import { type Outcome, oauthError } from './response.ts';
import { authorize, chooseAccount, logout, showAccounts, showSignIn, signIn, signOut } from './sign-in.ts';
import { createState, type State, subjectOf } from './state.ts';

type Method = 'GET' | 'POST';

interface Route {
  readonly path: string;
  readonly endpoint: Endpoint;
  /** Whether it is called by programs, which read JSON. */
  readonly isApi?: true;
  readonly handlers: Readonly<Partial<Record<Method, (exchange: Exchange) => Outcome>>>;
  /** Refuses unreadable parameters where the protocol does so with HTTP 200. */
  readonly refuse?: (exchange: Exchange, refused: Refused) => Outcome;
}

/**
 * The login centre of KooGallery on this machine: unified login, OAuth 2.0 and CAS 3.0 of the tenants of a directory.
 *
 * A login domain sets cookies at its host, and unified login those of both, where they are on the same host.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649438.html
 */
export function createCenter(options: CenterOptions): Center {
  const { now, fault: chooseFault, record, sleep } = options;
  const state = createState(options);
  const unifiedRoutes = routesOfUnified(state);

  async function serve(
    request: Request,
    routes: readonly Route[],
    tenantOf: (received: Received) => string | undefined,
    missing?: Refused,
  ): Promise<Response> {
    const received = await receive(request);
    const route = routes.find(({ path }) => path === received.url.pathname);
    const tenantId = tenantOf(received);
    const tenants = state.tenants();
    const redact = createMask(received, tenantId, tenants);
    const facts: CenterRequest = {
      at: now(),
      ...(tenantId !== undefined && { tenantId }),
      endpoint: endpointOf(route, received),
      ...recordable(received, redact),
    };
    const fault = route && chooseFault?.(facts);
    const outcome = faultOutcome(fault) ?? handle(route, received, fault, missing);
    const redirect = outcome.response.headers.get('location');
    record?.({
      ...facts,
      ...sentFacts(facts.endpoint, received, tenants),
      ...outcome.facts,
      status: outcome.response.status,
      ...(redirect !== null && { redirect: redact(redirect) }),
      ...(fault && { fault: fault.kind }),
    });
    if (fault?.kind === 'slow' || fault?.kind === 'silent') await sleep(fault.ms);
    return outcome.response;
  }

  return {
    domain: (tenantId) => async (request) => {
      const tenant = state.tenant(tenantId);
      if (tenant) return serve(request, routesOfDomain(state, tenant), () => tenantId);
      const reason = both('There is no tenant {tenant}, or not any more', { tenant: tenantId });
      return serve(request, [], () => tenantId, { cause: 'unknown-tenant', reason });
    },
    unified: (request) =>
      serve(request, unifiedRoutes, ({ form }) => {
        const [, chosen] = form.find(([name]) => name === 'tenant') ?? [];
        return chosen === undefined ? undefined : state.tenant(chosen)?.id;
      }),
    issueCode: ({ redirectUri, ...of }) => state.issueCode(subjectOf(state.tenants(), of), redirectUri),
    issueTicket({ service, ...of }) {
      const subject = subjectOf(state.tenants(), of);
      const registered = service ?? subject.application.casService;
      if (registered === undefined) throw new Error(`${of.appId} has no callback of CAS`);
      return state.issueTicket(subject, registered, true);
    },
    endSessions: () => state.endSessions(),
  };
}

function routesOfDomain(state: State, tenant: LoginTenant): readonly Route[] {
  const at =
    (handler: (state: State, tenant: LoginTenant, exchange: Exchange) => Outcome) => (exchange: Exchange) =>
      handler(state, tenant, exchange);
  return [
    { path: domainPaths.signIn, endpoint: 'sign-in', handlers: { GET: at(showSignIn), POST: at(signIn) } },
    { path: domainPaths.authorize, endpoint: 'authorize', handlers: { GET: at(authorize) } },
    { path: domainPaths.token, endpoint: 'token', isApi: true, handlers: { POST: at(token) } },
    { path: domainPaths.userinfo, endpoint: 'userinfo', isApi: true, handlers: { GET: at(userinfo) } },
    { path: domainPaths.logout, endpoint: 'logout', handlers: { GET: at(logout) } },
    { path: domainPaths.casLogin, endpoint: 'cas-login', handlers: { GET: at(casLogin) } },
    {
      path: domainPaths.casValidate,
      endpoint: 'cas-validate',
      isApi: true,
      handlers: { GET: at(casValidate) },
      refuse: (exchange, refused) => refuseValidation(state, tenant, exchange, refused),
    },
    { path: domainPaths.casLogout, endpoint: 'cas-logout', handlers: { GET: at(casLogout) } },
  ];
}

function routesOfUnified(state: State): readonly Route[] {
  const at = (handler: (state: State, exchange: Exchange) => Outcome) => (exchange: Exchange) =>
    handler(state, exchange);
  const { page, list, signOut: out } = unifiedPaths;
  return [
    { path: page, endpoint: 'unified-page', handlers: { GET: unifiedPage } },
    { path: list, endpoint: 'unified', handlers: { GET: at(showAccounts), POST: at(chooseAccount) } },
    { path: out, endpoint: 'unified-page', handlers: { POST: at(signOut) } },
  ];
}

function endpointOf(route: Route | undefined, { form }: Received): Endpoint {
  const isRefresh = form.some(([name, value]) => name === 'grant_type' && value === 'refresh_token');
  return route?.endpoint === 'token' && isRefresh ? 'refresh' : (route?.endpoint ?? 'unknown');
}

function handle(
  route: Route | undefined,
  received: Received,
  fault: Fault | undefined,
  missing: Refused | undefined,
): Outcome {
  const { method, query, form } = received;
  const exchange: Exchange = { ...received, query: new Map(query), form: new Map(form), fault };
  if (!route) {
    const reason = both('There is nothing at this path: {path}', {
      path: received.url.pathname.slice(0, 200),
    });
    return refusalPage(exchange, 404, missing ?? { cause: 'unknown-path', reason }, {});
  }
  const handler = method === 'GET' || method === 'POST' ? route.handlers[method] : undefined;
  if (handler && !received.refusal) return handler(exchange);
  return refuse(route, exchange, received.refusal ?? methodRefusal(route, method));
}

function methodRefusal({ handlers }: Route, method: string): EarlyRefusal {
  const reason = both('The method {method} is not allowed here: use {methods, or}', {
    method,
    methods: Object.keys(handlers),
  });
  return { status: 405, cause: 'method', reason };
}

function refuse(route: Route, exchange: Exchange, refusal: EarlyRefusal): Outcome {
  const { isApi, handlers } = route;
  const { status, reason } = refusal;
  if (status === 400 && route.refuse) return route.refuse(exchange, refusal);
  const outcome = isApi
    ? oauthError(status, 'invalid_request', reason.en, refusal)
    : refusalPage(exchange, status, refusal, {});
  if (status === 405) outcome.response.headers.set('Allow', Object.keys(handlers).join(', '));
  // The rest of the body is not read.
  if (status === 413) outcome.response.headers.set('Connection', 'close');
  return outcome;
}

/** The OAuth error code of an HTTP status. */
const errors = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'access_denied',
  500: 'server_error',
} as const;

function faultOutcome(fault: Fault | undefined): Outcome | undefined {
  const refused = { cause: 'fault', reason: both('A fault was injected') } as const;
  if (fault?.kind === 'response') return { response: fault.make(), facts: refused };
  if (fault?.kind === 'silent') return { response: new Response(null, { status: 503 }), facts: refused };
  if (fault?.kind !== 'status') return undefined;
  const { status, as = 'json' } = fault;
  if (as === 'json') return oauthError(status, errors[status], 'Injected fault', refused);
  if (as === 'empty') return { response: new Response(null, { status }), facts: refused };
  const headers = { 'Content-Type': 'text/html;charset=UTF-8' };
  const body = `<!doctype html><title>${status}</title><h1>${status}</h1>`;
  return { response: new Response(body, { status, headers }), facts: refused };
}
