import { own } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import { compositeKey } from '../state.ts';
import {
  type Account,
  type Binding,
  findAccount,
  findBinding,
  listBindings,
  type UserKey,
  uniqueName,
} from './accounts.ts';
import { createAsk } from './ask.ts';
import { casLogoutUrl, casService, validateTicket } from './cas.ts';
import {
  isRefusal,
  type Login,
  type LoginMessage,
  type LoginOptions,
  loginPath,
  paths,
  problems,
  type Refusal,
  refusal,
} from './model.ts';
import { authorizeUrl, type ConfirmedUser, exchangeCode, fetchUser, logoutUrl, maxLifeMs } from './oauth.ts';
import { renderAccount, renderLogin, renderSwitch } from './pages.tsx';
import { createOnce, createStore } from './stores.ts';
import { codeIn, createCookies, isOwnForm, readVisit, redirect, type Visit } from './visit.ts';

/** The session of a browser. It contains no token. */
interface Session extends UserKey {
  readonly protocol: 'oauth' | 'cas';
  /** The end, in milliseconds since 1970. */
  readonly until: number;
}

interface Start extends Pick<UserKey, 'tenantId'> {
  /** The code that came back with the state; no other one is accepted. */
  code?: string;
}

type Act = (visit: Visit) => Promise<Response | Refusal>;

/** The steps that decide whether a login is secure; tests and the broken merchant replace some of them. */
export const loginSteps = {
  findBinding,
  findAccount,
  exchangeCode,
  fetchUser,
  validateTicket,
  casService,
  logoutUrl,
  createOnce,
  /** Whether a state is that of the login that the browser has started. */
  stateMatches: (given: string | undefined, started: string | undefined) => given === started,
  /** Whether the confirmed user is of the tenant: another tenant may have a user with the same name. */
  isOfTenant: ({ tenant }: ConfirmedUser, { tenantId }: Binding) =>
    tenant === undefined || tenant === tenantId,
  /** Whether a login may replace the current account without a question. */
  mayReplace: (current: Account, next: Session) =>
    current.tenantId === next.tenantId && current.userName === next.userName,
};

export type LoginSteps = typeof loginSteps;

/** KooGallery's unified login page for all tenants. */
const unifiedLogin = 'https://macroverse.huaweicloud.com/unified-login/';
/** Time to complete a login that was started, or to answer a question, in milliseconds. */
const pendingMs = 600_000;

/**
 * Creates the login of a merchant's users, by OAuth 2.0 and CAS 3.0.
 *
 * @param steps replaced where a login is to have mistakes
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649442.html
 */
export function createLogin(options: LoginOptions, steps: LoginSteps = loginSteps): Login {
  const { state, origin, now, businessNow = now, loginPage = unifiedLogin } = options;
  const ask = createAsk(options);
  const once = steps.createOnce<Session | Refusal>(options);
  const sessions = createStore<Session>(options);
  const started = createStore<Start>(options);
  const questions = createStore<Session>(options);
  const redirectUri = origin + paths.callback;
  const cookies = createCookies(origin);
  const { names } = cookies;

  const routes: Readonly<Record<string, Readonly<Record<string, Act>>>> = {
    [paths.login]: { GET: showLogin },
    [paths.callback]: { GET: arriveWithCode },
    [paths.cas]: { GET: arriveWithTicket },
    [paths.account]: { GET: showAccount },
    [paths.switch]: { GET: showSwitch, POST: changeAccount },
    [paths.logout]: { POST: logOut },
  };

  async function showLogin({ query, language }: Visit) {
    const bindings = listBindings(state, await businessNow());
    const tenant = query.get('tenant');
    if (tenant !== null) return startLogin(bindings, tenant);
    return renderLogin(
      language,
      loginLinks(bindings),
      own<LoginMessage>(problems, query.get('problem') ?? ''),
    );
  }

  function loginLinks(bindings: readonly Binding[]) {
    const appIds = new Set(bindings.map(({ appId }) => appId));
    return [...appIds].map((appId) => {
      const url = new URL(loginPage);
      url.hash = `/portal-login?ind=UNOP&appId=${encodeURIComponent(appId)}`;
      return [appId, url.href] as const;
    });
  }

  /** Starts the login of a tenant, by ID or code. The state binds what follows to this browser. */
  function startLogin(bindings: readonly Binding[], tenant: string): Response | Refusal {
    const binding =
      bindings.findLast(({ tenantId }) => tenantId === tenant) ??
      bindings.findLast(({ tenantCode }) => tenantCode === tenant);
    if (!binding) return refusal('unknown-tenant');
    const loginState = started.add({ tenantId: binding.tenantId }, pendingMs);
    return redirect(
      authorizeUrl(binding, redirectUri, loginState),
      cookies.set(names.started, loginState, pendingMs),
    );
  }

  async function arriveWithCode(visit: Visit) {
    const { query } = visit;
    const code = codeIn(visit, 'code');
    const start = findStart(visit, code);
    if (start && isRefusal(start)) return start;
    // The name is not documented for logins from the workbench.
    const tenantId = query.get('tenant') ?? query.get('tenant_id') ?? start?.tenantId ?? '';
    const binding = steps.findBinding(state, await businessNow(), tenantId);
    if (!binding || (start && start.tenantId !== tenantId)) return refusal('unknown-tenant');
    return arrive(visit, binding, code, async () => {
      const token = await steps.exchangeCode(ask, binding, code, start && redirectUri);
      if (isRefusal(token)) return token;
      const user = await steps.fetchUser(ask, binding, token);
      return isRefusal(user) ? user : admit(user, binding, 'oauth', token.lifeMs);
    });
  }

  /**
   * Returns the login that this browser has started, by the state that comes back. A state is valid for one code, which
   * a double click sends twice.
   *
   * Without a state, KooGallery has started the login. Anyone can lead a browser here like that, with a code of their
   * own, so a refusal would protect no one; `mayReplace` protects a user who is logged in.
   */
  function findStart({ query, cookie }: Visit, code: string): Start | Refusal | undefined {
    const given = query.get('state') ?? undefined;
    const expected = cookie(names.started);
    const start = started.find(expected);
    if (!steps.stateMatches(given, start && expected))
      return given === undefined ? undefined : refusal('wrong-state');
    if (!start) return undefined;
    start.code ??= code;
    return start.code === code ? start : refusal('wrong-state');
  }

  async function arriveWithTicket(visit: Visit) {
    const { query } = visit;
    const binding = steps.findBinding(state, await businessNow(), query.get('tenant') ?? '');
    // The logout of the login centre leads here without a ticket.
    if (!query.has('ticket')) return redirect(paths.login);
    if (!binding) return refusal('unknown-tenant');
    return arrive(visit, binding, codeIn(visit, 'ticket'), async (ticket) => {
      const user = await steps.validateTicket(ask, binding, steps.casService(binding, origin), ticket);
      return isRefusal(user) ? user : admit(user, binding, 'cas', maxLifeMs);
    });
  }

  /** Uses a code or a ticket once, and leads on to an address without it. */
  async function arrive(
    visit: Visit,
    { tenantId }: Binding,
    code: string,
    confirm: (code: string) => Promise<Session | Refusal>,
  ) {
    if (code === '') return refusal('no-code');
    const session = await once(compositeKey(tenantId, code), () => confirm(code));
    if (session === undefined) return redirect(paths.account);
    if (isRefusal(session)) return session;
    const current = await currentAccount(visit);
    if (!current || steps.mayReplace(current, session)) return openSession(visit, session);
    return redirect(paths.switch, cookies.set(names.question, questions.add(session, pendingMs), pendingMs));
  }

  async function admit(
    user: ConfirmedUser,
    binding: Binding,
    protocol: Session['protocol'],
    lifeMs: number,
  ): Promise<Session | Refusal> {
    if (!steps.isOfTenant(user, binding)) return refusal('other-tenant');
    const { tenantId, appId } = binding;
    const key = { tenantId, appId, userName: user.userName };
    const account = steps.findAccount(state, await businessNow(), key);
    return account ? { ...key, protocol, until: now().getTime() + lifeMs } : refusal('not-authorised');
  }

  /** Opens a session under a new name, because someone else may know the old one. */
  function openSession(visit: Visit, session: Session): Response {
    sessions.take(visit.cookie(names.session));
    const name = sessions.add(session, session.until - now().getTime());
    return redirect(paths.account, cookies.set(names.session, name));
  }

  /** Returns the account that is logged in, if it is still authorised. */
  async function currentAccount(visit: Visit): Promise<Account | undefined> {
    const name = visit.cookie(names.session);
    const session = sessions.find(name);
    const account = session && steps.findAccount(state, await businessNow(), session);
    if (!account) sessions.take(name);
    return account;
  }

  async function showAccount(visit: Visit) {
    const account = await currentAccount(visit);
    if (account) return renderAccount(visit.language, account);
    const bindings = listBindings(state, await businessNow());
    return renderLogin(visit.language, loginLinks(bindings), { status: 401 });
  }

  async function showSwitch(visit: Visit) {
    const current = await currentAccount(visit);
    const asked = questions.find(visit.cookie(names.question));
    const next = asked && steps.findAccount(state, await businessNow(), asked);
    return current && next ? renderSwitch(visit.language, current, next) : redirect(paths.account);
  }

  async function changeAccount(visit: Visit) {
    const form = new URLSearchParams(await visit.request.text());
    const asked = questions.take(visit.cookie(names.question));
    const next = asked && steps.findAccount(state, await businessNow(), asked);
    // The question may have been replaced since it was shown.
    const isConfirmed = next && form.get('account') === uniqueName(next);
    return isConfirmed ? openSession(visit, asked) : redirect(paths.account);
  }

  /** Ends this merchant's session, and leads the browser to the login centre to end the one there. */
  async function logOut(visit: Visit) {
    const session = sessions.take(visit.cookie(names.session));
    const binding = session && steps.findBinding(state, await businessNow(), session.tenantId);
    const gone = cookies.set(names.session, '', 0);
    if (!binding) return redirect(paths.login, gone);
    return redirect(
      session.protocol === 'cas'
        ? casLogoutUrl(binding, steps.casService(binding, origin))
        : steps.logoutUrl(binding, origin + paths.login),
      gone,
    );
  }

  async function respond(visit: Visit, path: string): Promise<Response | Refusal> {
    const methods = own(routes, path);
    if (!methods) return new Response(null, { status: 404 });
    const act = own(methods, visit.request.method);
    if (!act) return new Response(null, { status: 405, headers: { Allow: Object.keys(methods).join(', ') } });
    if (visit.request.method === 'POST' && !isOwnForm(visit.request, origin))
      return new Response(null, { status: 403 });
    return act(visit).catch(() => refusal('internal'));
  }

  return {
    async handle(request) {
      const url = new URL(request.url);
      if (!url.pathname.startsWith(loginPath)) return undefined;
      const time = now();
      const visit = readVisit(request);
      const result = await respond(visit, url.pathname);
      const response = isRefusal(result) ? refuse(visit, url.pathname, result) : result;
      options.log?.({
        time,
        method: request.method,
        ...(own(routes, url.pathname) && { activity: url.pathname }),
        resultCode: String(response.status),
        durationMs: now().getTime() - time.getTime(),
        ...(isRefusal(result) && { reason: describeRefusal(result) }),
      });
      return response;
    },
  };
}

/** Redirects to the login page, which shows the problem at an address without the code. */
function refuse({ language }: Visit, path: string, { problem }: Refusal): Response {
  // The login page itself cannot be shown.
  if (problem === 'internal' && path === paths.login) return renderLogin(language, [], problems.internal);
  return redirect(`${paths.login}?problem=${problem}`);
}

function describeRefusal({ problem, cause }: Refusal) {
  return cause === undefined
    ? both('login refused: {problem}', { problem })
    : both('login refused: {problem} ({cause})', { problem, cause });
}
