import { failed, passed } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { addressFor } from '../center/address.ts';
import { withParameters } from '../center/response.ts';
import { addressWithCode, arrive, arriveWithCode, issueCode } from '../probe/arrive.ts';
import {
  evidenceOf,
  judgeEach,
  judgeEnd,
  judgeInformedRefusal,
  judgeRefusal,
  judgeShownUser,
  problemOfLogin,
} from '../probe/judge.ts';
import type { LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { faultAt, type Organisation, type Person } from '../probe/world.ts';
import { checkOf, sources } from './define.ts';

/** How long an exchange takes, so that the second arrival overlaps it, in milliseconds. */
const exchangeMs = 200;

/** Slows down the exchange of each code. */
export const slowToken = faultAt('token', { kind: 'slow', ms: exchangeMs });

export const codeChecks: readonly LoginCheck[] = [
  checkOf('oauth', 'session', 'CODE-REPLAY', {
    title: both('A code logs in only once'),
    hint: both(
      'Exchange each code once, let no request share its outcome when the exchange is over, and send the browser on to an address without it. When the address is opened again, show a page: the session that is there, or where to log in.',
    ),
    source: sources.oauth,
    run: replay,
  }),
  checkOf('oauth', 'session', 'CODE-RELOAD', {
    title: both('The code is sent once when the address is opened again'),
    hint: both(
      'Remember each code, before it is sent, for as long as it is valid, and exchange it only once, also when the address is opened twice at the same time (double click, reload, link preview). Only while the exchange is under way may a second request wait for its outcome: who has the code by then could have used it, too. Lead a later one to the page after the login, with the session of its own browser. A second exchange fails, and may revoke the tokens of the first.',
    ),
    severity: 'warning',
    source: sources.oauth,
    needs: ['OAUTH-CODE-REPLAY'],
    run: reload,
  }),
  checkOf('oauth', 'session', 'CODE-UNKNOWN', {
    title: both('An unknown code is refused'),
    hint: both(
      'When the login centre refuses the code, show a page that says so, with a link to log in. Do not start another login by yourself: it may end the same way, again and again.',
    ),
    source: sources.token,
    run: async (probe) => {
      const { user } = probe.world.people;
      const code = [...issueCode(probe, user)].reverse().join('');
      return judgeInformedRefusal(
        await arriveWithCode(probe, user, { parameters: { code } }),
        'token',
        both('no one is logged in with a code that the login centre has not issued'),
      );
    },
  }),
  checkOf('oauth', 'session', 'CODE-MISSING', {
    title: both('An arrival without a code is refused'),
    hint: both('Show a page that says that the login was not completed, with a link to log in.'),
    source: sources.token,
    run: async (probe) =>
      whileOthersLogIn(
        probe,
        await judgeEach([undefined, ''], async (code) =>
          judgeRefusal(
            await arriveWithCode(probe, probe.world.people.user, { parameters: { code } }),
            both('no one is logged in without a code'),
          ),
        ),
      ),
  }),
  checkOf('oauth', 'session', 'CODE-FOREIGN', {
    title: both('A code of another tenant is refused'),
    hint: both(
      'Exchange the code at the login domain of the tenant that the arrival names, with the client of that tenant, and nowhere else. The user of the code is one of that tenant only.',
    ),
    source: sources.userRules,
    run: (probe) => {
      const { user, twin } = probe.world.people;
      return judgeEach(
        [
          [twin, user],
          [user, twin],
        ] as const,
        ([owner, other]) => foreign(probe, owner, other.organisation),
      );
    },
  }),
];

/** Confirms a refusal that made no call to the login centre: it proves something only while logins succeed. */
export async function whileOthersLogIn(probe: LoginProbe, verdict: Verdict): Promise<Verdict> {
  if (verdict.status !== 'passed') return verdict;
  return problemOfLogin(await arriveWithCode(probe, probe.world.people.user)) ?? verdict;
}

/** Opens an arrival's address again, in another browser that has obtained it and in the same one. */
async function replay(probe: LoginProbe): Promise<Verdict> {
  const { user } = probe.world.people;
  const browser = probe.browser();
  const first = await arriveWithCode(probe, user, { browser });
  const problem = problemOfLogin(first);
  if (problem) return problem;
  const address = first.visit.hops[0]?.url ?? '';
  const elsewhere = judgeRefusal(
    await arrive(probe, user, address),
    both('no one is logged in with a code that was used before'),
  );
  if (elsewhere.status !== 'passed') return elsewhere;
  const again = await arrive(probe, user, address, { browser });
  const expected = both('a page, when the browser opens the address with the code again');
  return judgeEnd(again, expected);
}

/** Opens an arrival's address twice at the same time, as a double click does, and once more after the login. */
async function reload(probe: LoginProbe): Promise<Verdict> {
  const { world } = probe;
  const { user } = world.people;
  const address = addressWithCode(probe, user);
  const options = { referer: `${world.unifiedOrigin}/` };
  const browser = probe.browser();
  const before = world.calls.length;
  const twice = await world.during({ fault: slowToken }, () =>
    Promise.all(
      [browser, browser.copy()].map((one) => arrive(probe, user, address, { ...options, browser: one })),
    ),
  );
  // The copies share no cookies that are set later, so one of them is enough.
  const login = twice.find((arrival) => judgeShownUser(arrival).status === 'passed');
  const again = login && (await arrive(probe, user, address, { ...options, browser: login.browser }));
  const calls = world.calls.slice(before);
  const evidence = {
    visits: [...twice, ...(again ? [again] : [])].flatMap((arrival) => evidenceOf(arrival).visits),
    calls,
  };
  const expected = both('one request with the code, and the user is logged in');
  const count = calls.filter(({ endpoint }) => endpoint === 'token').length;
  if (count > 1) return failed(expected, both('{count} requests with the same code', { count }), evidence);
  if (!again) {
    const actual = both('no one is logged in after the address was opened twice at the same time');
    return failed(expected, actual, evidence);
  }
  // Without a page that shows who is logged in, the one of a used code may show anything.
  const isLoggedIn = again.look === undefined || judgeShownUser(again).status === 'passed';
  return isLoggedIn
    ? passed
    : failed(expected, both('{name} is no longer logged in', { name: user.name }), evidence);
}

/** Sends someone's code with another tenant, in which someone has the same login name. */
async function foreign(probe: LoginProbe, owner: Person, organisation: Organisation): Promise<Verdict> {
  const { world, targets } = probe;
  const address = withParameters(addressFor(targets.login, organisation), {
    code: issueCode(probe, owner),
    tenant: organisation.id,
  });
  const account = [world.people.user, world.people.twin].find((one) => one.organisation === organisation);
  return judgeInformedRefusal(
    await arrive(probe, account ?? owner, address, { referer: `${world.unifiedOrigin}/` }),
    'token',
    both('no one is logged in with a code of another tenant'),
  );
}
