import { failed, inconclusive, passed, skipped } from '../../../suite/check.ts';
import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
import type { Page, Visit } from '../../browser/model.ts';
import type { CenterCall } from '../../center/model.ts';
import { arriveWithCode, lookAt, seen, sightIn } from '../arrive.ts';
import { problemOfLogin } from '../judge.ts';
import type { LoginCheck, LoginEvidence, LoginProbe, Verdict } from '../model.ts';
import { chooseAccount, openUnified } from '../sign-in.ts';
import { centerLogoutIn, joined, logOut } from '../sign-out.ts';
import type { Organisation } from '../world.ts';
import { checkOf, sources } from './define.ts';
import { noAccountPage } from './sessions.ts';

/** How a user logs out. */
export function logoutChecks(): readonly LoginCheck[] {
  return [
    checkOf('login', 'session', 'LOGOUT-OWN', {
      title: both('The logout ends the session at the server'),
      hint: both(
        'Delete the session at the server, or note that it has ended, and delete the cookie. A copy of the cookie must be worth nothing then.',
      ),
      source: sources.logoutScene,
      needs: ['OAUTH-LOGIN'],
      run: logoutOwn,
    }),
    checkOf('login', 'session', 'LOGOUT-CENTER', {
      title: both('The logout ends the session at the login centre'),
      hint: both(
        "Send the browser to {path} of the tenant's login domain after the own logout: with a redirect, because only the browser has the cookies of that session. Otherwise the next click logs in again without a password.",
        { path: '/api/v1/logout' },
      ),
      source: sources.logout,
      needs: ['OAUTH-UNIFIED'],
      run: async (probe) => {
        const result = await logOutEverywhere(probe);
        return 'status' in result ? result : judgeCenter(probe, result);
      },
    }),
    checkOf('login', 'session', 'LOGOUT-RETURN', {
      title: both('The logout leads the browser back to your server'),
      hint: both(
        'Add redirect_url with an address of the host of your login address, URL-encoded once. Without it, the user ends at the login page of the login centre.',
      ),
      severity: 'warning',
      source: sources.logout,
      needs: ['LOGIN-LOGOUT-CENTER'],
      run: async (probe) => {
        const result = await logOutEverywhere(probe);
        return 'status' in result ? result : judgeReturn(probe, result);
      },
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
  const visits = [visit, now];
  const expected = both('no one is logged in any more');
  const { page, stopped } = visit;
  if (sightIn(probe, now).kind !== 'none') {
    return page !== undefined && page.status >= 400
      ? inconclusive(notLoggedOut(page), { visits, calls: [] })
      : failed(expected, both('the page still shows the user'), { visits, calls: [] });
  }
  if (sightIn(probe, old).kind !== 'none') {
    return failed(
      both('the cookies from before the logout lead to no session'),
      both('they still lead to the session of the user'),
      { visits: [visit, old], calls: [] },
    );
  }
  if (stopped && stopped.kind !== 'not-allowed')
    return failed(expected, stopped.reason, { visits, calls: [] });
  return page?.status === 500
    ? failed(both('a page'), both('the response is HTTP {status}', { status: 500 }), { visits, calls: [] })
    : passed;
}

function notLoggedOut({ status }: Page): Localized {
  return both(
    'the logout responded with HTTP {status}: if it needs the form of a page, name that page with --account-page (sso.accountPage in koo.yaml)',
    { status },
  );
}

/** A logout of someone who is signed in at the login centre as well. */
interface Logout extends LoginEvidence {
  readonly organisation: Organisation;
  readonly visit: Visit;
  /** What was asked of the logout of the login centre, by anyone. */
  readonly signOuts: readonly CenterCall[];
}

async function logOutEverywhere(probe: LoginProbe): Promise<Logout | Verdict> {
  const { world, targets } = probe;
  const { user } = world.people;
  if (targets.logout === undefined) return skipped(noLogout);
  const browser = probe.browser();
  const start = world.calls.length;
  const chosen = await chooseAccount(browser, await openUnified(probe, browser), user);
  const arrival = await seen(probe, user, browser, chosen, start);
  const problem = problemOfLogin(arrival);
  if (problem) return problem;
  const before = world.calls.length;
  const left = await logOut(probe, browser, arrival);
  const next = left.page && centerLogoutIn(left.page, user.organisation);
  const visit =
    next === undefined ? left : joined(left, await browser.visit(next, { referer: left.page?.url ?? '' }));
  const calls = world.calls.slice(before);
  const signOuts = calls.filter(({ url }) => isSignOut(new URL(url)));
  return { organisation: user.organisation, visit, signOuts, visits: [visit], calls };
}

function isSignOut({ pathname }: URL): boolean {
  return /\/api\/v1\/+(?:cas\/)?logout\/*$/.test(pathname);
}

/** The verdict on the session at the login centre. */
function judgeCenter({ world }: LoginProbe, { organisation, visit, signOuts, ...evidence }: Logout): Verdict {
  const expected = both('the browser is led to the logout at the login domain of {organisation}', {
    organisation: organisation.name,
  });
  if (signOuts.some(({ tenantId, endedSession }) => tenantId === organisation.id && endedSession))
    return passed;
  const [call] = signOuts;
  if (!call) {
    const { page } = visit;
    if (page && page.status >= 400) return inconclusive(notLoggedOut(page), evidence);
    return failed(expected, both('the browser is not led there, so its session there goes on'), evidence);
  }
  const isLed = visit.hops.some(({ url }) => world.owns(new URL(url)) && isSignOut(new URL(url)));
  if (!isLed) {
    return failed(
      expected,
      both(
        'the server calls the logout itself, without the cookies of the browser, so its session there goes on',
      ),
      evidence,
    );
  }
  if (call.tenantId !== organisation.id) {
    const other = [world.first, world.second].find(({ id }) => id === call.tenantId)?.name ?? '?';
    return failed(expected, both('the browser is led to that of {other}', { other }), evidence);
  }
  return failed(expected, both('the session there goes on'), evidence, call.reason);
}

/** The verdict on where the login centre leads the browser after its logout. */
function judgeReturn({ world }: LoginProbe, { visit, ...evidence }: Logout): Verdict {
  const expected = both('the login centre leads the browser back to your server');
  const at = visit.hops.findIndex(({ url }) => world.owns(new URL(url)) && isSignOut(new URL(url)));
  const [signOut, next] = [visit.hops[at], visit.hops[at + 1]];
  if (!signOut) return inconclusive(both('the browser was not seen at the login centre'), evidence);
  const [, name = '', sent] = /[?&](redirect_url|service)=([^&#]*)/.exec(signOut.url) ?? [];
  if (sent === undefined) return failed(expected, both('redirect_url is missing'), evidence);
  if (/[:/?=]/.test(sent)) {
    return failed(both('a value that is URL-encoded'), both('{name} is not URL-encoded', { name }), evidence);
  }
  const refused = evidence.signOuts.find(({ reason }) => reason !== undefined);
  if (refused?.reason) return failed(expected, refused.reason, evidence);
  if (!next || world.owns(new URL(next.url))) {
    const reason = visit.stopped?.reason ?? both('the browser ends at the login centre');
    return failed(expected, reason, evidence);
  }
  const status = visit.page?.status ?? 0;
  const isBroken = status === 404 || status >= 500;
  return isBroken
    ? failed(both('a page'), both('the response is HTTP {status}', { status }), evidence)
    : passed;
}
