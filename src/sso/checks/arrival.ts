import { failed, inconclusive, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { KeptCookie } from '../browser/cookies.ts';
import type { Browser, Page, Visit, VisitOptions } from '../browser/model.ts';
import { withoutPathValues } from '../browser/navigation.ts';
import { addressFor, domainPaths } from '../center/address.ts';
import { withParameters } from '../center/response.ts';
import { arriveBySignIn, arriveWithCode, seen } from '../probe/arrive.ts';
import { evidenceOf, judgeLogin } from '../probe/judge.ts';
import type { Arrival, LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { whyUnreadable } from '../probe/readable.ts';
import { chooseAccount, openUnified } from '../probe/sign-in.ts';
import type { Organisation, Person } from '../probe/world.ts';
import { checkOf, sources } from './define.ts';

export const arrivalChecks: readonly LoginCheck[] = [
  checkOf('oauth', 'arrival', 'LOGIN', {
    title: both('A user who arrives with a code is logged in'),
    hint: both(
      "Exchange the code at {path} of the tenant's login domain, read userinfo with the access token, and log in the user of (tenant, userName). See `koo guide oauth`.",
      { path: domainPaths.token },
    ),
    source: sources.token,
    needs: ['LOGIN-BIND-USERS'],
    run: async (probe) => remembered(probe, await arriveWithCode(probe, probe.world.people.user)),
  }),
  checkOf('oauth', 'arrival', 'UNIFIED', {
    title: both('A user logs in at the unified login page'),
    hint: both(
      'The unified login page sends the browser to the login address with code and tenant, and without state.',
    ),
    source: sources.unifiedLogin,
    run: async (probe) => {
      const { admin } = probe.world.people;
      return remembered(probe, await arriveBySignIn(probe, admin, (browser) => openUnified(probe, browser)));
    },
  }),
  checkOf('oauth', 'arrival', 'WORKBENCH', {
    title: both('A user opens the application in the workbench'),
    hint: both(
      'The workbench sends the browser to the login address with a code and the tenant, and without state, although your server has not started the login.',
    ),
    source: sources.webLogin,
    run: async (probe) => {
      const { user } = probe.world.people;
      const open = (browser: Browser) => openAuthorize(probe, browser, user.organisation);
      return remembered(probe, await arriveBySignIn(probe, user, open));
    },
  }),
  checkOf('oauth', 'arrival', 'TENANT-ID', {
    title: both('The tenant may arrive as tenant_id'),
    hint: both(
      "Read tenant_id where an arrival has no tenant: Huawei's pages do not show the name of the parameter of the workbench.",
    ),
    severity: 'warning',
    source: sources.webLogin,
    run: async (probe) => {
      const { user } = probe.world.people;
      const parameters = { tenant: undefined, tenant_id: user.organisation.id };
      return judgeLogin(await arriveWithCode(probe, user, { parameters }));
    },
  }),
  checkOf('oauth', 'arrival', 'STARTED', {
    title: both('A login that your server starts ends with the user logged in'),
    hint: both(
      "Send the browser to the authorize endpoint of the tenant's login domain with client_id, redirect_uri (exactly the registered login address), response_type=code and state.",
    ),
    source: sources.authorize,
    run: async (probe) => {
      const { targets, world } = probe;
      const { user } = world.people;
      const browser = probe.browser();
      const before = world.calls.length;
      const started = await startLogin(probe, browser);
      if (!started) return skipped(noStart);
      const kept = browser.cookies(addressFor(targets.login, world.first));
      const arrival = await seen(probe, user, browser, await chooseAccount(browser, started, user), before);
      if (started.page && !world.owns(new URL(started.page.url))) return notStarted(arrival, started);
      const verdict = judgeLogin(arrival);
      return verdict.status === 'failed' ? { ...verdict, ...hintAtCookies(arrival, kept) } : verdict;
    },
  }),
];

/** Opens the authorize endpoint as the workbench does. */
function openAuthorize(
  { targets }: LoginProbe,
  browser: Browser,
  organisation: Organisation,
): Promise<Visit> {
  const parameters = {
    client_id: organisation.clientId,
    redirect_uri: addressFor(targets.login, organisation),
    response_type: 'code',
    scope: 'get_user_info',
  };
  return browser.visit(withParameters(`${organisation.domain}${domainPaths.authorize}`, parameters));
}

/** Signs someone in at the login domain, and does not arrive at the merchant. */
export async function signInOnly(probe: LoginProbe, browser: Browser, person: Person): Promise<void> {
  const visit = await openAuthorize(probe, browser, person.organisation);
  await chooseAccount(browser, visit, person, { holdAt: (url) => !probe.world.owns(url) });
}

/**
 * Names the cookie that may hold the state, and that the browser does not send when the login domain leads it back. A
 * server that has redeemed the code has found the state.
 *
 * @param kept the cookies when the login started
 */
function hintAtCookies({ visit, calls }: Arrival, kept: readonly KeptCookie[]) {
  const cookie = kept.find(({ sameSite }) => sameSite === 'strict');
  const hasArrived = visit.hops.some(({ url }) => /[?&]code=/.test(url));
  const isRedeemed = calls.some(({ endpoint }) => endpoint === 'token');
  return (
    cookie &&
    hasArrived &&
    !isRedeemed &&
    !whyUnreadable(visit) && {
      hint: both(
        'The cookie {name} has SameSite=Strict, so browsers do not send it when the login domain leads them back. If it has the state, set it with SameSite=Lax.',
        { name: cookie.name },
      ),
    }
  );
}

const noStart = both(
  'no page is named on which your server starts a login: name it with --login-page (sso.loginPage in koo.yaml)',
);

/** Opens the page that starts the login of the first organisation; `undefined` if there is none. */
export async function startLogin(
  { targets: { loginPage }, world: { first } }: LoginProbe,
  browser: Browser,
  options?: VisitOptions,
): Promise<Visit | undefined> {
  return loginPage === undefined ? undefined : browser.visit(addressFor(loginPage, first), options);
}

function notStarted(arrival: Arrival, { page }: Visit): Verdict {
  const { calls } = arrival;
  const refused = calls.find(({ endpoint, reason }) => endpoint === 'authorize' && reason !== undefined);
  const expected = both('a redirect to the authorize endpoint of the tenant');
  if (refused?.reason) return failed(expected, refused.reason, evidenceOf(arrival));
  return inconclusive(notLed(page), evidenceOf(arrival));
}

/** Describes that a page does not start a login. */
export function notLed(page: Page | undefined): Localized {
  return both('the page {url} does not lead to the login domain of the tenant', {
    url: withoutPathValues(page?.url ?? '?'),
  });
}

/** Judges a login, and remembers a successful one for later checks. */
export function remembered({ memory }: LoginProbe, arrival: Arrival): Verdict {
  const verdict = judgeLogin(arrival);
  if (verdict.status === 'passed') memory.arrivals.push(arrival);
  return verdict;
}
