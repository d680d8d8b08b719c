import { failed, passed, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { KeptCookie } from '../browser/cookies.ts';
import { submissionOf } from '../browser/forms.ts';
import type { Browser, Visit } from '../browser/model.ts';
import { placeOf } from '../browser/navigation.ts';
import { arriveBySignIn, arriveWithCode, lookAt, shownUserIn } from '../probe/arrive.ts';
import { evidenceOf, judgeEach, judgeEnd, problemOfLogin, problemOfLook } from '../probe/judge.ts';
import type { LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { forgeriesOf } from '../probe/names.ts';
import { isSamePlace } from '../probe/sign-out.ts';
import type { Person } from '../probe/world.ts';
import { signInOnly, startLogin } from './arrival.ts';
import { checkOf, sources } from './define.ts';
import { foreignPage } from './hosts.ts';

/** The number of cookies that are tried. */
const maxCookies = 20;
/** The number of answers to a question that are tried. */
const maxAnswers = 5;

export const sessionChecks: readonly LoginCheck[] = [
  checkOf('login', 'session', 'SESSION-RENEWED', {
    title: both('The login renews the session'),
    hint: both(
      'Give the session a new, random id when the user is logged in (session fixation): an attacker may know the one that the browser had before.',
    ),
    source: sources.oauthSecurity,
    run: sessionRenewed,
  }),
  checkOf('login', 'session', 'SESSION-SWITCH', {
    title: both('Another user does not silently take the place of the one who is logged in'),
    hint: both(
      'An attacker can send a user a link with a code of the attacker, who then sees what the user enters. Ask with a form (POST) before another account takes the place of the current one, or have the user log out first.',
    ),
    severity: 'warning',
    source: sources.oauthSecurity,
    run: sessionSwitch,
  }),
  checkOf('login', 'session', 'SESSION-ADDRESS', {
    title: both('The session is in no address'),
    hint: both(
      'Keep the session in a cookie, and never in an address: not as a parameter, nor as ;jsessionid= (in Java, allow the tracking mode COOKIE only). Addresses end up in histories, in logs and in Referer, and users send them to others.',
    ),
    source: sources.oauthSecurity,
    run: sessionAddress,
  }),
  checkOf('login', 'session', 'COOKIE-FLAGS', {
    title: both('The session cookie is protected from scripts, and on HTTPS from unencrypted connections'),
    hint: both('Set the session cookie with HttpOnly, and on HTTPS with Secure.'),
    source: sources.oauthSecurity,
    run: (probe) => judgeCookies(probe, both('a cookie that only this website can use'), unsafeFlag),
  }),
  checkOf('login', 'session', 'COOKIE-FORGED', {
    title: both('A cookie that names the user cannot be changed to name someone else'),
    hint: both(
      'Keep the session at the server, with a random id in the cookie. If a cookie says who the user is, sign it, verify the signature at each request, and accept only your own algorithm: a JWT with "alg": "none" has no signature.',
    ),
    source: sources.sessions,
    run: (probe) => judgeCookies(probe, both('a changed cookie leads to no one else'), faultOfForgery),
  }),
  checkOf('login', 'session', 'COOKIE-SAMESITE', {
    title: both('The session cookie has SameSite=Lax'),
    hint: both(
      'Set the session cookie with SameSite=Lax. Browsers differ where it is missing, and with None, forms of other websites can send it. With Strict, browsers do not send it when KooGallery leads them to your server: the login that your server has started is not found, and the page after the redirect shows no one.',
    ),
    severity: 'warning',
    source: sources.oauthSecurity,
    run: (probe) => judgeCookies(probe, both('a cookie with SameSite=Lax'), faultOfSameSite),
  }),
];

export const noAccountPage = both(
  'no page is known that shows who is logged in: name it with --account-page (sso.accountPage in koo.yaml)',
);

/** Logs a user in, with and without a login that the merchant starts, in a browser that was at the merchant before. */
async function sessionRenewed(probe: LoginProbe): Promise<Verdict> {
  const { organisation } = probe.world.people.user;
  const [browser, another] = [probe.browser(), probe.browser()];
  const opened = await lookAt(probe, browser, organisation);
  if (!opened) return skipped(noAccountPage);
  const verdict = await judgeRenewal(probe, browser, opened);
  if (verdict.status !== 'passed') return verdict;
  const started = await startLogin(probe, another);
  return started ? judgeRenewal(probe, another, started) : passed;
}

/**
 * The verdict on a login after which the cookies from before it must show no one.
 *
 * @param opened the last visit before the login
 */
async function judgeRenewal(probe: LoginProbe, browser: Browser, opened: Visit): Promise<Verdict> {
  const { world } = probe;
  const { user } = world.people;
  const attacker = browser.copy();
  // The page may have started a login.
  const isStarted = opened.page !== undefined && world.owns(new URL(opened.page.url));
  const arrival = isStarted
    ? await arriveBySignIn(probe, user, async () => opened, browser)
    : await arriveWithCode(probe, user, { browser });
  const problem = problemOfLogin(arrival);
  if (problem) return problem;
  const look = await lookAt(probe, attacker, user.organisation);
  if (!look) return skipped(noAccountPage);
  const unseen = problemOfLook(look);
  if (unseen) return unseen;
  const shownUser = shownUserIn(probe, look);
  return shownUser.kind === 'none'
    ? passed
    : failed(
        both('the cookies that the browser had before the login lead to no session'),
        both('they lead to the session of the user who has logged in since'),
        { visits: [opened, arrival.visit, look], calls: arrival.calls },
      );
}

async function sessionSwitch(probe: LoginProbe): Promise<Verdict> {
  const { user, admin } = probe.world.people;
  const browser = probe.browser();
  const first = await arriveWithCode(probe, user, { browser });
  const problem = problemOfLogin(first);
  if (problem) return problem;
  const second = await arriveWithCode(probe, admin, { browser });
  if (!second.look) return skipped(noAccountPage);
  const expected = both('the session of {name}, or none, until the user has agreed', { name: user.name });
  if (isShown(probe, second.look, admin))
    return failed(expected, both('{name} is logged in at once', { name: admin.name }), evidenceOf(second));
  const end = judgeEnd(second, expected);
  if (end.status !== 'passed') return end;
  const started: Open = async (victim) => {
    await signInOnly(probe, victim, admin);
    return startLogin(probe, victim, { referer: foreignPage });
  };
  return judgeEach([started, ...(await answersOf(probe))], (open) => fromElsewhere(probe, open, admin));
}

type Open = (browser: Browser) => Promise<Visit | undefined>;

/** Opens what answers the question whether the user may change, as an attacker has found it. */
async function answersOf(probe: LoginProbe): Promise<readonly Open[]> {
  const { user, admin } = probe.world.people;
  const attacker = probe.browser();
  await arriveWithCode(probe, user, { browser: attacker });
  const { page } = (await arriveWithCode(probe, admin, { browser: attacker })).visit;
  const forms = page?.forms.map((form) => submissionOf(form, {}, form.buttons[0])) ?? [];
  const sent = forms.flatMap((form) => ('url' in form && form.method === 'GET' ? [form.url.href] : []));
  const links = page?.links.filter(({ url }) => !isSamePlace(url, probe.targets.logout ?? '')) ?? [];
  return [...sent, ...links.map(({ url }) => url)]
    .filter((address) => new URL(address).origin === new URL(page?.url ?? '').origin)
    .slice(0, maxAnswers)
    .map((address) => async (browser) => {
      await arriveWithCode(probe, admin, { browser });
      return browser.visit(address, { referer: foreignPage });
    });
}

/**
 * Logs a user in, opens something on another website, and judges whether the user is still logged in.
 *
 * @param other the one who must not take the user's place; without it, a logout is a fault, too
 */
export async function fromElsewhere(probe: LoginProbe, open: Open, other?: Person): Promise<Verdict> {
  const { user } = probe.world.people;
  const arrival = await arriveWithCode(probe, user);
  const problem = problemOfLogin(arrival);
  if (problem) return problem;
  const visit = await open(arrival.browser);
  const look = await lookAt(probe, arrival.browser, user.organisation);
  if (!visit || !look) return visit ? skipped(noAccountPage) : passed;
  const unseen = problemOfLook(visit) ?? problemOfLook(look);
  if (unseen || isShown(probe, look, user) || (other && !isShown(probe, look, other)))
    return unseen ?? passed;
  const expected = both('{name} is still logged in', { name: user.name });
  const actual = both('someone else is logged in, or no one any more');
  return failed(expected, actual, { visits: [visit, look], calls: [] });
}

/** Opens the addresses of a login in a browser without cookies. */
async function sessionAddress(probe: LoginProbe): Promise<Verdict> {
  const { world } = probe;
  const { user } = world.people;
  const arrival = await arriveWithCode(probe, user);
  const problem = problemOfLogin(arrival);
  if (problem) return problem;
  // Whether a code logs in again is another check.
  const [, ...hops] = arrival.visit.hops.filter(({ url }) => !world.owns(new URL(url)));
  return judgeEach(hops, async ({ url }) => {
    const visit = await probe.browser().visit(url);
    const unseen = problemOfLook(visit);
    if (unseen) return unseen;
    if (shownUserIn(probe, visit).kind === 'none') return passed;
    return failed(
      both('another browser that opens the address shows no one'),
      both('{place} shows the user to every browser that opens the whole address', {
        place: placeOf(new URL(url)),
      }),
      { visits: [arrival.visit, visit], calls: arrival.calls },
    );
  });
}

type Fault = Localized | undefined;
type FaultOf = (cookie: KeptCookie, at: URL, probe: LoginProbe, browser: Browser) => Fault | Promise<Fault>;

/** Judges the cookies that the login needs, or that suffice for it. */
async function judgeCookies(probe: LoginProbe, expected: Localized, faultOf: FaultOf): Promise<Verdict> {
  const { user } = probe.world.people;
  const browser = probe.browser();
  const arrival = await arriveWithCode(probe, user, { browser });
  const problem = problemOfLogin(arrival);
  if (problem) return problem;
  const address = arrival.look?.page?.url;
  if (address === undefined) return skipped(noAccountPage);
  const { cookies, unseen } = await sessionCookies(probe, browser, user, address);
  if (unseen) return unseen;
  if (cookies.length === 0) return skipped(both('the login is not in a cookie'));
  return judgeEach(cookies, async (cookie) => {
    const fault = await faultOf(cookie, new URL(address), probe, browser);
    return fault ? failed(expected, fault, evidenceOf(arrival)) : passed;
  });
}

async function sessionCookies(
  probe: LoginProbe,
  browser: Browser,
  person: Person,
  address: string,
): Promise<{ readonly cookies: readonly KeptCookie[]; readonly unseen?: Verdict | undefined }> {
  let unseen: Verdict | undefined;
  const shows = async (keeps: (cookie: KeptCookie) => boolean) => {
    const look = await lookAt(probe, browser.copy(keeps), person.organisation);
    unseen ??= look && problemOfLook(look);
    return look !== undefined && shownUserIn(probe, look).kind !== 'none';
  };
  const cookies: KeptCookie[] = [];
  for (const cookie of browser.cookies(address).slice(0, maxCookies)) {
    const isNeeded = !(await shows(({ name }) => name !== cookie.name));
    if (isNeeded || (await shows(({ name }) => name === cookie.name))) cookies.push(cookie);
  }
  return { cookies, unseen };
}

/** Describes a missing flag that protects a cookie from scripts or eavesdroppers. */
export function unsafeFlag({ name, httpOnly, secure }: KeptCookie, { protocol }: URL): Localized | undefined {
  if (!httpOnly) return both('the cookie {name} lacks HttpOnly', { name });
  if (protocol === 'https:' && !secure) return both('the cookie {name} lacks Secure', { name });
  return undefined;
}

/** Describes that a browser is someone else with a changed cookie. */
async function faultOfForgery({ name, value }: KeptCookie, _: URL, probe: LoginProbe, browser: Browser) {
  const { user, admin, twin } = probe.world.people;
  for (const person of [admin, twin]) {
    for (const forged of forgeriesOf(value, user, person)) {
      const forger = browser.copy((cookie) => (cookie.name === name ? forged : true));
      const look = await lookAt(probe, forger, user.organisation);
      if (look && isShown(probe, look, person))
        return both('with a changed cookie {name}, {person} is logged in', { name, person: person.name });
    }
  }
  return undefined;
}

function isShown(probe: LoginProbe, visit: Visit, person: Person): boolean {
  const shownUser = shownUserIn(probe, visit);
  return shownUser.kind === 'person' && shownUser.person === person;
}

/** Describes a SameSite value that lets other websites use the cookie, or keeps it from arrivals, which are cross-site. */
function faultOfSameSite({ name, sameSite }: KeptCookie): Localized | undefined {
  if (sameSite === undefined) return both('the cookie {name} lacks SameSite', { name });
  if (sameSite === 'none') return both('the cookie {name} has SameSite=None', { name });
  if (sameSite === 'strict') return both('the cookie {name} has SameSite=Strict', { name });
  return undefined;
}
