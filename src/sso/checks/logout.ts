import { failed, inconclusive, passed, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Browser, Page, Visit } from '../browser/model.ts';
import { addressFor, domainPaths } from '../center/address.ts';
import type { CenterCall } from '../center/model.ts';
import { arriveBySignIn, arriveWithCode, lookAt, shownUserIn } from '../probe/arrive.ts';
import { problemOfLogin, problemOfLook } from '../probe/judge.ts';
import { needsScripts } from '../probe/login-failure.ts';
import type { Arrival, LoginCheck, LoginEvidence, LoginProbe, Verdict } from '../probe/model.ts';
import { pageOf } from '../probe/shown-user.ts';
import { openUnified } from '../probe/sign-in.ts';
import { centerLogoutIn, joined, logOut, whyNotLoggedOut } from '../probe/sign-out.ts';
import type { Organisation } from '../probe/world.ts';
import { atCas, openInWorkbench } from './cas.ts';
import { checkOf, sources } from './define.ts';
import { foreignPage } from './hosts.ts';
import { fromElsewhere, noAccountPage } from './sessions.ts';

export const logoutChecks: readonly LoginCheck[] = [
  checkOf('login', 'session', 'LOGOUT-OWN', {
    title: both('The logout ends the session at the server'),
    hint: both(
      'Delete the session at the server, or note that it has ended, and delete the cookie. A copy of the cookie must be worth nothing then.',
    ),
    source: sources.logoutScene,
    run: logoutOwn,
  }),
  checkOf('login', 'session', 'LOGOUT-FOREIGN', {
    title: both('A link on another website does not log the user out'),
    hint: both(
      'Log out with a form (POST) that only your pages can send, or ask first: any website can lead the browser to an address. Where the logout has to be a link, refuse requests with Sec-Fetch-Site: cross-site.',
    ),
    severity: 'warning',
    source: sources.crossSite,
    needs: ['LOGIN-LOGOUT-OWN'],
    run: (probe) =>
      fromElsewhere(probe, (browser) => {
        const address = addressFor(probe.targets.logout ?? '', probe.world.first);
        return browser.visit(address, { referer: foreignPage });
      }),
  }),
  ...atCenter('login', domainPaths.logout, {
    source: sources.logout,
    needs: ['OAUTH-UNIFIED'],
    signIn: (probe, browser) =>
      arriveBySignIn(probe, probe.world.people.user, (one) => openUnified(probe, one), browser),
    hint: both(
      'Add redirect_url with an address of the host of your login address, URL-encoded once. Without it, the user ends at the login page of the login centre.',
    ),
  }),
];

/** The logout of a user who arrived with a ticket. */
export const casLogoutChecks: readonly LoginCheck[] = atCenter('cas', domainPaths.casLogout, {
  source: sources.casLogout,
  needs: ['CAS-WORKBENCH'],
  signIn: (probe, browser) => openInWorkbench(probe, probe.world.people.user, browser),
  hint: both(
    'Add service with the registered callback, exactly as it is registered, and URL-encoded once. Without it, the user ends at the login page of the login centre.',
  ),
});

interface CenterLogout extends Pick<LoginCheck, 'source' | 'hint' | 'needs'> {
  readonly signIn: SignIn;
}

/** The checks of a logout at the login centre. */
function atCenter(
  protocol: 'login' | 'cas',
  path: string,
  { signIn, needs = [], source, hint }: CenterLogout,
): LoginCheck[] {
  const judging = (judge: typeof judgeCenter) => (probe: LoginProbe) =>
    atCas(probe, async () => judge(probe, await logOutEverywhere(probe, signIn)));
  return [
    checkOf(protocol, 'session', 'LOGOUT-CENTER', {
      title: both('The logout ends the session at the login centre'),
      hint: both(
        "Send the browser to {path} of the tenant's login domain after the own logout: with a redirect, because only the browser has the cookies of that session. Otherwise the next click logs in again without a password.",
        { path },
      ),
      source,
      needs,
      run: judging(judgeCenter),
    }),
    checkOf(protocol, 'session', 'LOGOUT-RETURN', {
      title: both('The logout leads the browser back to your server'),
      hint,
      severity: 'warning',
      source,
      needs: [`${protocol.toUpperCase()}-LOGOUT-CENTER`],
      run: judging(judgeReturn),
    }),
  ];
}

const noLogout = both('no logout is named: name it with --logout (sso.logout in koo.yaml)');

async function logoutOwn(probe: LoginProbe): Promise<Verdict> {
  const { user } = probe.world.people;
  const browser = probe.browser();
  if (probe.targets.logout === undefined) return skipped(noLogout);
  const arrival = await arriveWithCode(probe, user, { browser });
  const problem = problemOfLogin(arrival);
  if (problem) return problem;
  const copy = browser.copy();
  const visit = await logOut(probe, browser, arrival);
  const [now, old] = [
    await lookAt(probe, browser, user.organisation),
    await lookAt(probe, copy, user.organisation),
  ];
  if (!now || !old) return skipped(noAccountPage);
  const unseen = problemOfLook(now) ?? problemOfLook(old);
  if (unseen) return unseen;
  const visits = [visit, now];
  const expected = both('no one is logged in any more');
  const { page, stopped } = visit;
  if (shownUserIn(probe, now).kind !== 'none') {
    const why = whyNotLoggedOut(probe, visit, user.organisation);
    return why
      ? inconclusive(why, { visits, calls: [] })
      : failed(expected, both('the page still shows the user'), { visits, calls: [] });
  }
  if (shownUserIn(probe, old).kind !== 'none') {
    return failed(
      both('the cookies from before the logout lead to no session'),
      both('they still lead to the session of the user'),
      { visits: [visit, old], calls: [] },
      inCookie,
    );
  }
  // Where the login centre leads the browser on is another check.
  if (visit.hops.some(({ url }) => probe.world.owns(new URL(url)))) return passed;
  if (stopped && stopped.kind !== 'not-allowed')
    return failed(expected, stopped.reason, { visits, calls: [] });
  return page?.status === 500
    ? failed(both('a page'), both('the response is HTTP {status}', { status: 500 }), { visits, calls: [] })
    : passed;
}

const inCookie = both(
  'This is usual where the whole session is in a signed cookie or a JWT, which no server can revoke: keep it at the server, and only its random id in the cookie. In Auth.js, set session.strategy to "database" and name an adapter. In Flask, use Flask-Session instead of the built-in session. In Express, use express-session instead of cookie-session.',
);

function namesNothing({ status }: Page): Localized {
  return both(
    'the logout responded with HTTP {status} and leads nowhere, as to a script, which koo does not run: to have this checked, name the address of the logout at the login centre in the response, or on the page that shows who is logged in',
    { status },
  );
}

/** A logout of someone who is signed in at the login centre as well. */
interface Logout extends LoginEvidence {
  readonly organisation: Organisation;
  readonly visit: Visit;
  /** All calls to the login centre's logout. */
  readonly signOuts: readonly CenterCall[];
}

/** Signs in on the pages of the login centre. */
type SignIn = (probe: LoginProbe, browser: Browser) => Promise<Arrival>;

async function logOutEverywhere(probe: LoginProbe, signIn: SignIn): Promise<Logout | Verdict> {
  const { world, targets } = probe;
  if (targets.logout === undefined) return skipped(noLogout);
  const browser = probe.browser();
  const arrival = await signIn(probe, browser);
  const problem = problemOfLogin(arrival);
  if (problem) return problem;
  const { organisation } = arrival.person;
  const before = world.calls.length;
  const left = await logOut(probe, browser, arrival);
  // The script of a page that calls an API stays, and may have the address from it.
  const pages = [left.page, ...(left.page && isOfApi(left.page) ? [pageOf(arrival)] : [])];
  const [next] = pages.flatMap((page) => (page && centerLogoutIn(page, organisation)) ?? []);
  const visit =
    next === undefined ? left : joined(left, await browser.visit(next, { referer: left.page?.url ?? '' }));
  const calls = world.calls.slice(before);
  const signOuts = calls.filter(({ url }) => isSignOut(new URL(url)));
  return { organisation, visit, signOuts, visits: [visit], calls };
}

/** Whether a response is for a script rather than a page. */
function isOfApi({ status, contentType }: Page): boolean {
  return status < 400 && !/html/.test(contentType);
}

function isSignOut({ pathname }: URL): boolean {
  return /\/api\/v1\/+(?:cas\/)?logout\/*$/.test(pathname);
}

/** Judges whether the session at the login centre ended. */
function judgeCenter(probe: LoginProbe, result: Logout | Verdict): Verdict {
  if ('status' in result) return result;
  const { world } = probe;
  const { organisation, visit, signOuts, visits, calls } = result;
  const evidence = { visits, calls };
  const expected = both('the browser is led to the logout at the login domain of {organisation}', {
    organisation: organisation.name,
  });
  if (signOuts.some(({ tenantId, endedSession }) => tenantId === organisation.id && endedSession))
    return passed;
  const [call] = signOuts;
  const hop = visit.hops.find(({ url }) => world.owns(new URL(url)) && isSignOut(new URL(url)));
  if (!hop && call) {
    const actual = both(
      'the server calls the logout itself, without the cookies of the browser, so its session there goes on',
    );
    return failed(expected, actual, evidence);
  }
  if (!hop) {
    const { page } = visit;
    if (page && isOfApi(page)) return skipped(namesNothing(page));
    if (page?.needsScripts) return skipped(needsScripts(page));
    const why = whyNotLoggedOut(probe, visit, organisation);
    return why
      ? inconclusive(why, evidence)
      : failed(expected, both('the browser is not led there, so its session there goes on'), evidence);
  }
  if (!call) {
    const actual = both('the login centre does not take the request: HTTP {status}', {
      status: hop.status ?? '?',
    });
    return failed(expected, actual, evidence);
  }
  if (call.tenantId !== organisation.id) {
    const other = [world.first, world.second].find(({ id }) => id === call.tenantId)?.name ?? '?';
    return failed(expected, both('the browser is led to that of {other}', { other }), evidence);
  }
  return failed(expected, both('the session there goes on'), evidence, call.reason);
}

/** Judges where the login centre redirects after its logout. */
function judgeReturn({ world }: LoginProbe, result: Logout | Verdict): Verdict {
  if ('status' in result) return result;
  const { visit, signOuts, visits, calls } = result;
  const evidence = { visits, calls };
  const expected = both('the login centre leads the browser back to your server');
  const signOut = visit.hops.find(({ url }) => world.owns(new URL(url)) && isSignOut(new URL(url)));
  if (!signOut) return inconclusive(both('the browser was not seen at the login centre'), evidence);
  const name = new URL(signOut.url).pathname.includes('/cas/') ? 'service' : 'redirect_url';
  const sent = new RegExp(`[?&]${name}=([^&#]*)`).exec(signOut.url)?.[1];
  if (sent === undefined) return failed(expected, both('{name} is missing', { name }), evidence);
  if (/[:/?=]/.test(sent))
    return failed(both('a value that is URL-encoded'), both('{name} is not URL-encoded', { name }), evidence);
  const refused = signOuts.find(({ reason }) => reason !== undefined);
  if (refused?.reason) return failed(expected, refused.reason, evidence);
  if (visit.stopped) return failed(expected, visit.stopped.reason, evidence);
  const status = visit.page?.status ?? 0;
  const isBroken = status === 404 || status >= 500;
  return isBroken
    ? failed(both('a page'), both('the response is HTTP {status}', { status }), evidence)
    : passed;
}
