import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { domainPaths, unifiedPaths } from './address.ts';
import { explainAddress, explainClient, explainLogout } from './explain.ts';
import type { LoginApplication, LoginTenant, LoginUser } from './model.ts';
import { accountsPage, refusalPage, signedInPage } from './pages.tsx';
import { cookieOf, type Exchange, missing, mustBe, type Refused } from './request.ts';
import {
  type Facts,
  json,
  type Outcome,
  redirect,
  sessionCookie,
  sessionCookieName,
  withParameters,
} from './response.ts';
import type { Session, State } from './state.ts';

/** Returns the account that is signed in at a login domain in this browser. */
export function signedIn(
  state: State,
  tenant: LoginTenant,
  exchange: Exchange,
): { readonly session: Session; readonly user: LoginUser } | undefined {
  const session = state.session(cookieOf(exchange, sessionCookieName(tenant.domain)));
  const user = session && tenant.users.find(({ userName }) => userName === session.userName);
  return session?.tenantId === tenant.id && user ? { session, user } : undefined;
}

/** Redirects to the choice of an account, which leads back to this request. */
export function toSignIn({ url }: Exchange): Outcome {
  return redirect(302, withParameters(domainPaths.signIn, { return: url.pathname + url.search }), {});
}

/**
 * Issues a code to the account that is signed in.
 *
 * @see https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0158.html
 */
export function authorize(state: State, tenant: LoginTenant, exchange: Exchange): Outcome {
  const { query } = exchange;
  const clientId = query.get('client_id');
  const refuse = (refused: Refused) => refusalPage(exchange, 400, refused, {});
  const absent = ['client_id', 'redirect_uri', 'response_type'].find((name) => !query.get(name));
  if (clientId === undefined || absent !== undefined) return refuse(missing(absent ?? 'client_id'));
  const application = tenant.applications.find((one) => one.clientId === clientId);
  if (!application) return refuse(explainClient(state, tenant, clientId));
  const { loginAddress } = application;
  if (loginAddress === undefined) return refuse(noLoginAddress(application));
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!isRegistered(redirectUri, loginAddress))
    return refuse(explainAddress('redirect_uri', redirectUri, loginAddress));
  if (query.get('response_type') !== 'code') return refuse(mustBe('response_type', ['code']));
  const account = signedIn(state, tenant, exchange);
  if (!account) return toSignIn(exchange);
  account.session.isNew = false;
  const { user } = account;
  const code = state.issueCode({ tenant, application, user }, redirectUri);
  const loginState = query.get('state');
  // A workbench names the tenant, and keeps no state; a merchant that sends one has started the login itself.
  const named = loginState === undefined ? { [state.settings.tenantParameter]: tenant.id } : {};
  const to = withParameters(redirectUri, { code, state: loginState, ...named });
  return redirect(302, to, { userName: user.userName, code });
}

/** OneAccess accepts the bare origin of the callback as well. */
function isRegistered(sent: string, registered: string): boolean {
  return sent === registered || sent === URL.parse(registered)?.origin;
}

function noLoginAddress({ appId }: LoginApplication): Refused {
  const reason = both('The application {app} has no login address: enter one with its credential', {
    app: appId,
  });
  return { cause: 'no-application', reason };
}

/** Shows the accounts of the tenant to choose from. */
export function showSignIn(state: State, tenant: LoginTenant, exchange: Exchange): Outcome {
  const back = returnOf(exchange, tenant);
  const account = signedIn(state, tenant, exchange);
  if (!back && account) return signedInPage(exchange, tenant, account.user);
  const application = back && applicationOf(back, tenant);
  return accountsPage(exchange, {
    title: both('Sign in to {tenant}', { tenant: tenant.name }),
    explanation: back ? undefined : both('No application asks for this sign-in.'),
    groups: [{ tenant, application }],
    action: exchange.url.pathname + exchange.url.search,
  });
}

export function signIn(state: State, tenant: LoginTenant, exchange: Exchange): Outcome {
  const userName = exchange.form.get('user') ?? '';
  const user = tenant.users.find((one) => one.userName === userName);
  if (!user) return refusalPage(exchange, 400, noAccount(tenant, userName), {});
  state.endSession(cookieOf(exchange, sessionCookieName(tenant.domain)));
  const id = state.openSession(tenant.id, user.userName, true);
  const back = returnOf(exchange, tenant);
  const to = back ? back.pathname + back.search : domainPaths.signIn;
  return redirect(303, to, { userName }, [sessionCookie(tenant.domain, id)]);
}

function noAccount(tenant: LoginTenant, user: string): Refused {
  const reason = both('The tenant {tenant} has no account {user}', { tenant: tenant.name, user });
  return { cause: 'invalid-parameter', reason };
}

/** Returns the request to go back to after signing in, if it is one of this domain that needs an account. */
function returnOf({ query }: Exchange, { domain }: LoginTenant): URL | undefined {
  const url = URL.parse(query.get('return') ?? '', domain);
  const isOwn = url?.origin === URL.parse(domain)?.origin;
  return url && isOwn && [domainPaths.authorize, domainPaths.casLogin].some((path) => path === url.pathname)
    ? url
    : undefined;
}

function applicationOf({ searchParams }: URL, { applications }: LoginTenant): LoginApplication | undefined {
  const [clientId, service] = [searchParams.get('client_id'), searchParams.get('service')];
  return applications.find(
    (one) => one.clientId === clientId || (service !== null && one.casService === service),
  );
}

/**
 * Ends the single sign-on session of the browser, here and at unified login, and leads on.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649145.html
 */
export function logout(state: State, tenant: LoginTenant, exchange: Exchange): Outcome {
  const sent = exchange.query.get('redirect_url');
  const target = sent === undefined ? undefined : URL.parse(sent);
  const hosts = tenant.applications.flatMap(({ loginAddress }) => URL.parse(loginAddress ?? '')?.host ?? []);
  const isFollowed = target && /^https?:$/.test(target.protocol) && hosts.includes(target.host);
  const ended = endSessions(state, tenant, exchange);
  const facts = { ...ended.facts, ...(sent !== undefined && !isFollowed && explainLogout(sent, hosts)) };
  return redirect(302, isFollowed ? target.href : domainPaths.signIn, facts, ended.cookies);
}

/** Ends the browser's sessions at a login domain and at unified login, which are one session. */
export function endSessions(state: State, tenant: LoginTenant, exchange: Exchange) {
  const sessions = [tenant.domain, state.unifiedOrigin].map((origin) => {
    const id = cookieOf(exchange, sessionCookieName(origin));
    return { origin, id, isEnded: state.endSession(id) };
  });
  return {
    facts: { endedSession: sessions.some(({ isEnded }) => isEnded) },
    cookies: sessions.flatMap(({ origin, id }) => (id === undefined ? [] : sessionCookie(origin, undefined))),
  };
}

/** A tenant that can sign in to an application. */
interface Bound {
  readonly tenant: LoginTenant;
  readonly application: LoginApplication;
  readonly loginAddress: string;
}

/**
 * Lists the accounts of all tenants that have an application; a browser that is signed in goes on at once.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649141.html
 */
export function showAccounts(state: State, exchange: Exchange): Outcome {
  const bound = boundTenants(state, exchange);
  if ('cause' in bound) return refusalPage(exchange, 400, bound, {});
  const appId = exchange.query.get('appId') ?? '';
  if (/\bapplication\/json\b/.test(exchange.headers.get('accept') ?? ''))
    return json(200, { appId, tenants: bound.map(listed) }, {});
  const session = state.session(cookieOf(exchange, sessionCookieName(state.unifiedOrigin)));
  const one = bound.find(({ tenant }) => tenant.id === session?.tenantId);
  const user = one?.tenant.users.find(({ userName }) => userName === session?.userName);
  if (session && one && user) return enter(state, exchange, one, user);
  return accountsPage(exchange, {
    title: both('Unified login'),
    explanation: both('Application {app}', { app: appId }),
    groups: bound,
    action: exchange.url.pathname + exchange.url.search,
  });
}

function listed({ tenant, application, loginAddress }: Bound): JsonObject {
  const { id, code, name, domain, users } = tenant;
  return {
    tenant: id,
    code,
    name,
    domain,
    loginAddress,
    users: users.map(({ userName, name: displayName, role }) => ({
      userName,
      name: displayName,
      role,
      isAuthorized: application.isAuthorized(userName),
    })),
  };
}

/** Signs in the chosen account, and redirects to the merchant with a code. */
export function chooseAccount(state: State, exchange: Exchange): Outcome {
  const bound = boundTenants(state, exchange);
  if ('cause' in bound) return refusalPage(exchange, 400, bound, {});
  const [tenantId, userName] = [exchange.form.get('tenant') ?? '', exchange.form.get('user') ?? ''];
  const one = bound.find(({ tenant }) => tenant.id === tenantId);
  if (!one) {
    const reason = both('The tenant {tenant} does not have this application', { tenant: tenantId });
    return refusalPage(exchange, 400, { cause: 'unknown-tenant', reason }, {});
  }
  const { tenant } = one;
  const user = tenant.users.find((account) => account.userName === userName);
  if (!user) return refusalPage(exchange, 400, noAccount(tenant, userName), { tenantId });
  const origins = [state.unifiedOrigin];
  // Ports share cookies: the login domain knows the account as well where it is on the same host.
  if (URL.parse(tenant.domain)?.hostname === exchange.url.hostname) origins.push(tenant.domain);
  for (const origin of origins) state.endSession(cookieOf(exchange, sessionCookieName(origin)));
  // The code that follows is the first thing that is issued with it.
  const id = state.openSession(tenant.id, userName, false);
  return enter(
    state,
    exchange,
    one,
    user,
    origins.map((origin) => sessionCookie(origin, id)),
  );
}

function enter(
  state: State,
  { fault }: Exchange,
  { tenant, application, loginAddress }: Bound,
  user: LoginUser,
  cookies: readonly string[] = [],
): Outcome {
  const code = state.issueCode({ tenant, application, user });
  const named = fault?.kind === 'wrong-tenant' ? fault.tenant : tenant.id;
  const to = withParameters(loginAddress, { code, [state.settings.tenantParameter]: named });
  const facts: Facts = { tenantId: tenant.id, clientId: application.clientId, userName: user.userName, code };
  return redirect(302, to, facts, cookies);
}

/** Finds the tenants with the requested application; further parameters are ignored. */
function boundTenants(state: State, { query }: Exchange): readonly Bound[] | Refused {
  const [indicator, appId] = [query.get('ind'), query.get('appId')];
  if (indicator !== 'UNOP') return mustBe('ind', ['UNOP']);
  if (!appId) return missing('appId');
  const having = state.tenants().flatMap((tenant) => {
    const application = tenant.applications.find((one) => one.appId === appId);
    return application ? [{ tenant, application }] : [];
  });
  const bound = having.flatMap(({ tenant, application }) => {
    const { loginAddress } = application;
    return loginAddress === undefined ? [] : [{ tenant, application, loginAddress }];
  });
  const [first] = having;
  if (bound.length > 0) return bound;
  if (first) return noLoginAddress(first.application);
  const reason = both(
    'No tenant has the application {app}: check appId, and bind the application to a tenant',
    { app: appId },
  );
  return { cause: 'no-application', reason };
}

export function signOut(state: State, exchange: Exchange): Outcome {
  const endedSession = state.endSession(cookieOf(exchange, sessionCookieName(state.unifiedOrigin)));
  const cookies = [sessionCookie(state.unifiedOrigin, undefined)];
  return redirect(303, unifiedPaths.page, { endedSession }, cookies);
}
