import { both } from '../../text/translate.ts';
import { domainPaths } from './address.ts';
import { explainAddress, explainClient, explainLogout } from './explain.ts';
import type { LoginApplication, LoginTenant, LoginUser } from './model.ts';
import { accountsPage, refusalPage, signedInPage } from './pages.tsx';
import { cookieOf, type Exchange, missing, mustBe, type Refused } from './request.ts';
import { type Outcome, redirect, sessionCookie, sessionCookieName, withParameters } from './response.ts';
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

export function noLoginAddress({ appId }: LoginApplication): Refused {
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

export function noAccount(tenant: LoginTenant, user: string): Refused {
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
