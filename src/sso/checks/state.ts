import { failed, inconclusive, passed, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Browser, Visit } from '../browser/model.ts';
import { addressFor } from '../center/address.ts';
import { withParameters } from '../center/response.ts';
import { type ArriveOptions, arrive, arriveWithCode, issueCode } from '../probe/arrive.ts';
import { callsTo, judgeCalls } from '../probe/calls.ts';
import {
  evidenceOf,
  judgeEach,
  judgeEnd,
  judgeRefusal,
  judgeShownUser,
  problemOfLogin,
} from '../probe/judge.ts';
import type { Arrival, LoginCheck, LoginEvidence, LoginProbe, Verdict } from '../probe/model.ts';
import { notJudged, whyUnreadable } from '../probe/readable.ts';
import { chooseAccount } from '../probe/sign-in.ts';
import type { Person } from '../probe/world.ts';
import { notLed, startLogin } from './arrival.ts';
import { whileOthersLogIn } from './codes.ts';
import { checkOf, sources } from './define.ts';
import { addressNames, hasTenant } from './tenants.ts';

/** Shorter states can be guessed. */
const leastLength = 16;
/** The number of characters in which two states must differ; counters and clocks differ in fewer. */
const leastDifference = 8;
/** The number of logins started to see characters that not every state has. */
const formLogins = 8;

/** The state, which binds a login to the browser that started it. */
export const stateChecks: readonly LoginCheck[] = [
  checkOf('oauth', 'session', 'STATE-SENT', {
    title: both('A login that your server starts has a state that cannot be guessed'),
    hint: both(
      'Send state with each request to authorize: {count} random characters or more of a cryptographic generator, others for each login.',
      { count: leastLength },
    ),
    source: sources.authorize,
    needs: ['OAUTH-STARTED', 'OAUTH-ACCOUNT-TOGETHER'],
    run: stateSent,
  }),
  checkOf('oauth', 'session', 'STATE-FORM', {
    title: both('The state has letters and digits only'),
    hint: both('Write the state in hex, for example: it may have letters and digits only.'),
    severity: 'warning',
    source: sources.authorize,
    needs: ['OAUTH-STATE-SENT'],
    run: stateForm,
  }),
  checkOf('oauth', 'session', 'STATE-FOREIGN', {
    title: both('A state of another browser is refused'),
    hint: both(
      'Keep the state in a cookie or in the session of the browser, and compare it before the code is exchanged. Refuse an unknown state, also if the arrival names a tenant. Otherwise an attacker can log a victim in to the account of the attacker.',
    ),
    source: sources.oauthSecurity,
    needs: ['OAUTH-STATE-SENT'],
    run: foreignState,
  }),
  checkOf('oauth', 'session', 'STATE-MISSING', {
    title: both('A login that the browser has started needs its state'),
    hint: both(
      'A login that your server has started must bring its state back. An arrival without state has been started by KooGallery, and names its tenant.',
    ),
    source: sources.oauthSecurity,
    needs: ['OAUTH-STATE-SENT'],
    run: (probe) =>
      arriveWithoutState(probe, { tenant: undefined }, (arrival) =>
        whileOthersLogIn(
          probe,
          judgeRefusal(
            arrival,
            both('no one is logged in without the state of the login that the browser has started'),
          ),
        ),
      ),
  }),
  checkOf('oauth', 'session', 'STATE-ABANDONED', {
    title: both('A login that was started and left does not spoil the next one'),
    hint: both(
      'A user may leave a login that your server has started, and come in from KooGallery. Take an arrival that names its tenant and has no state for one of KooGallery, and ask before another account takes the place of the current one.',
    ),
    severity: 'warning',
    source: sources.webLogin,
    needs: ['OAUTH-STATE-SENT'],
    run: (probe) => arriveWithoutState(probe, {}, judgeShownUser),
  }),
  checkOf('oauth', 'session', 'STATE-ONCE', {
    title: both('A state is accepted only once'),
    hint: both('Remove the state when it arrives, whatever comes of the login.'),
    severity: 'warning',
    source: sources.oauthSecurity,
    needs: ['OAUTH-STATE-SENT'],
    run: stateOnce,
  }),
  checkOf('oauth', 'session', 'STATE-TENANT', {
    title: both('A login that was started for one tenant does not accept a code of another'),
    hint: both(
      'Keep the tenant with the state, and use it alone: its login domain, its client and its users. If the arrival names another tenant, refuse the login.',
    ),
    source: sources.userRules,
    needs: ['OAUTH-STATE-SENT'],
    run: otherTenant,
  }),
];

interface Started {
  readonly visit?: Visit;
  /** Absent if it sends none. */
  readonly loginState?: string;
  /** Why nothing follows: the browser was not led to authorize. */
  readonly problem?: Verdict;
  readonly evidence: LoginEvidence;
}

/** Starts a login of the first organisation, up to the choice of an account. */
async function start(probe: LoginProbe, browser: Browser): Promise<Started> {
  const { world } = probe;
  const before = world.calls.length;
  const visit = await startLogin(probe, browser);
  const calls = world.calls.slice(before);
  const request = calls.find(({ endpoint }) => endpoint === 'authorize');
  const loginState = new Map(request?.query).get('state');
  const evidence = { visits: visit ? [visit] : [], calls };
  const why = (visit && whyUnreadable(visit)) ?? { reason: notLed(visit?.page) };
  return {
    ...(visit && { visit }),
    ...(loginState && { loginState }),
    ...(!request && { problem: notJudged(why, evidence) }),
    evidence,
  };
}

/** Arrives without state in a browser that has started a login. An address that names the tenant proves nothing. */
async function arriveWithoutState(
  probe: LoginProbe,
  parameters: NonNullable<ArriveOptions['parameters']>,
  judge: (arrival: Arrival) => Verdict | Promise<Verdict>,
): Promise<Verdict> {
  if (hasTenant(probe.targets.login)) return skipped(addressNames);
  const browser = probe.browser();
  const { problem } = await start(probe, browser);
  return problem ?? judge(await arriveWithCode(probe, probe.world.people.user, { browser, parameters }));
}

async function stateSent(probe: LoginProbe): Promise<Verdict> {
  const [one, other] = [await start(probe, probe.browser()), await start(probe, probe.browser())];
  const problem = one.problem ?? other.problem;
  if (problem) return problem;
  const evidence = {
    visits: [...one.evidence.visits, ...other.evidence.visits],
    calls: [...one.evidence.calls, ...other.evidence.calls],
  };
  const fault = faultOf(one.loginState, other.loginState);
  return fault ? failed(both('a state that cannot be guessed'), fault, evidence) : passed;
}

/** One of four Base64 states has letters and digits only, so all states sent so far are examined. */
async function stateForm(probe: LoginProbe): Promise<Verdict> {
  for (let count = 0; count < formLogins; count += 1) {
    const { problem } = await start(probe, probe.browser());
    if (problem) return problem;
  }
  return judgeCalls(callsTo(probe, 'authorize'), both('letters and digits'), ({ query }) => {
    const loginState = new Map(query).get('state') ?? '';
    return /^[a-z\d]*$/i.test(loginState) ? undefined : { actual: both('the state has other characters') };
  });
}

/** Describes what is wrong with the states of two browsers. */
function faultOf(one: string | undefined, other: string | undefined): Localized | undefined {
  if (one === undefined || other === undefined) return both('the request to authorize has no state');
  if (one === other) return both('two browsers get the same state');
  if (one.length < leastLength) return both('the state has {count} characters only', { count: one.length });
  const count = differenceOf(one, other);
  return count < leastDifference
    ? both(
        'the states of two browsers differ in {count, plural, one {# character} other {# characters}} only',
        { count },
      )
    : undefined;
}

/** Counts the characters of a text without the beginning and the end that it shares with another. */
function differenceOf(one: string, other: string): number {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < one.length - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return one.length - start - end;
}

/** An attacker starts a login and makes a victim open the address that ends it, or that address with the tenant added. */
async function foreignState(probe: LoginProbe): Promise<Verdict> {
  const attacker = probe.world.people.admin;
  const expected = both('no one is logged in with the state of another browser');
  const ways = [true, false].flatMap((hasStarted) =>
    [undefined, attacker.organisation.id].map((tenant) => ({ hasStarted, tenant })),
  );
  const verdict = await judgeEach(ways, async ({ hasStarted, tenant }) => {
    const victim = probe.browser();
    const unstarted = hasStarted ? (await start(probe, victim)).problem : undefined;
    if (unstarted) return unstarted;
    const { address, problem, evidence } = await addressOfLogin(probe, attacker, probe.browser());
    if (address === undefined) return problem ?? inconclusive(notReturned, evidence);
    const opened = tenant === undefined ? address : withParameters(address, { tenant });
    return judgeRefusal(await arrive(probe, attacker, opened, { browser: victim }), expected);
  });
  return whileOthersLogIn(probe, verdict);
}

/** Starts a login, signs in, and stops before the browser returns to the merchant. */
async function addressOfLogin(
  probe: LoginProbe,
  person: Person,
  browser: Browser,
): Promise<Omit<Started, 'visit'> & { readonly address?: string }> {
  const { visit, evidence, ...started } = await start(probe, browser);
  if (!visit) return { ...started, evidence };
  const holdAt = (url: URL) => !probe.world.owns(url);
  const chosen = await chooseAccount(browser, visit, person, { holdAt });
  return {
    ...started,
    ...(chosen.heldAt && { address: chosen.heldAt.href }),
    evidence: { ...evidence, visits: [chosen] },
  };
}

const notReturned = both('the login that your server started did not lead back to it');

/** Sends a used state again in the same browser, with a code of someone else. */
async function stateOnce(probe: LoginProbe): Promise<Verdict> {
  const { user, admin } = probe.world.people;
  const { targets } = probe;
  const browser = probe.browser();
  const { address, loginState, problem, evidence } = await addressOfLogin(probe, user, browser);
  if (address === undefined || loginState === undefined)
    return problem ?? inconclusive(notReturned, evidence);
  const { domain } = user.organisation;
  const options = { browser, referer: `${domain}/` };
  const failure = problemOfLogin(await arrive(probe, user, address, options));
  if (failure) return failure;
  const again = withParameters(addressFor(targets.login, user.organisation), {
    code: issueCode(probe, admin),
    state: loginState,
  });
  const arrival = await arrive(probe, admin, again, options);
  const isAccepted = arrival.calls.some(({ endpoint }) => endpoint === 'token');
  const expected = both('the arrival is refused before its code is exchanged');
  if (isAccepted) return failed(expected, both('the server exchanges the code'), evidenceOf(arrival));
  return judgeEnd(arrival, expected);
}

/** Ends a login of the first organisation with a code of the second, in which someone has the same login name. */
async function otherTenant(probe: LoginProbe): Promise<Verdict> {
  const { user, twin } = probe.world.people;
  const browser = probe.browser();
  const { loginState, problem } = await start(probe, browser);
  if (problem) return problem;
  const address = withParameters(addressFor(probe.targets.login, user.organisation), {
    code: issueCode(probe, twin),
    state: loginState,
    tenant: twin.organisation.id,
  });
  const referer = `${twin.organisation.domain}/`;
  const arrival = await arrive(probe, user, address, { browser, referer });
  return judgeRefusal(arrival, both('no one is logged in when the arrival names another tenant'));
}
