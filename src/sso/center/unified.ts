import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { unifiedPaths } from './address.ts';
import type { LoginApplication, LoginTenant, LoginUser } from './model.ts';
import { accountsPage, refusalPage } from './pages.tsx';
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
import { noAccount, noLoginAddress } from './sign-in.ts';
import type { State } from './state.ts';

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
