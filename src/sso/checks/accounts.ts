import { kitFlags } from '../../callback/delivery/kit-values.ts';
import { failed, inconclusive, passed, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { CenterCall } from '../center/model.ts';
import { arriveWithCode, lookAgain } from '../probe/arrive.ts';
import {
  evidenceOf,
  judgeEach,
  judgeInformedRefusal,
  judgeLogin,
  judgeRefusal,
  judgeShownUser,
  problemOfLogin,
} from '../probe/judge.ts';
import type { Arrival, KitResult, LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { lostName, misreadingsOf } from '../probe/names.ts';
import { rateLimit } from '../probe/readable.ts';
import { pageOf, readPageText } from '../probe/shown-user.ts';
import type { Person } from '../probe/world.ts';
import { authorise, judgeKit, withdraw } from './binding.ts';
import { slowToken } from './codes.ts';
import { checkOf, sources } from './define.ts';
import { noAccountPage } from './sessions.ts';

export const accountChecks: readonly LoginCheck[] = [
  checkOf('oauth', 'account', 'ACCOUNT-TOGETHER', {
    title: both('Users who arrive at the same time are each logged in as themselves'),
    hint: both(
      'Keep who is logged in with the session of each browser, and what belongs to a login (tenant, code, token) with its request: in local variables, never in global or static ones, nor in fields of an object that requests share.',
    ),
    source: sources.oauthSecurity,
    needs: ['OAUTH-LOGIN'],
    run: async (probe) => {
      const { twin, user, admin } = probe.world.people;
      const apart = await judgePair(probe, admin, user);
      if (apart.status !== 'passed') return apart;
      // Whether their accounts are apart is another check.
      const other = (await judgePair(probe, twin, user)).status === 'passed' ? twin : admin;
      const verdict = await judgePair(probe, other, user, together);
      if (verdict.status === 'passed' || verdict.hint === rateLimit.hint) return verdict;
      // The same users log in one after the other: what refuses one of them now is a mix-up, as the hint of the check says.
      const { hint: _, ...mixedUp } = verdict;
      return mixedUp.status === 'failed' ? { ...mixedUp, isBypassed: true } : mixedUp;
    },
  }),
  checkOf('oauth', 'account', 'ACCOUNT-CONTACT', {
    title: both('Users with the same mobile number and e-mail address have accounts of their own'),
    hint: both(
      'Find the account by (tenant, userName). Mobile numbers and e-mail addresses are no keys: several users may have the same.',
    ),
    source: sources.userRules,
    run: (probe) => judgePair(probe, probe.world.people.colleague, probe.world.people.user),
  }),
  checkOf('oauth', 'account', 'ACCOUNT-NAMESAKE', {
    title: both('A user whose name is the login name of another one has an account of their own'),
    hint: both('Find the account by (tenant, userName). The field name is for display only.'),
    source: sources.userinfo,
    run: (probe) => judgePair(probe, probe.world.people.namesake, probe.world.people.user),
  }),
  checkOf('oauth', 'account', 'ACCOUNT-TENANT', {
    title: both('Users of two organisations with the same login name have accounts of their own'),
    hint: both('Find the account by (tenant, userName): a userName is unique within its tenant only.'),
    source: sources.userRules,
    needs: ['OAUTH-TOKEN-DOMAIN', 'OAUTH-ACCOUNT-CONTACT'],
    run: (probe) => judgePair(probe, probe.world.people.twin, probe.world.people.user),
  }),
  checkOf('oauth', 'account', 'ACCOUNT-FIRST', {
    title: both('A user who was authorised a moment ago is logged in'),
    hint: both('Let authSync take effect at once: the user may open the application right after it.'),
    source: sources.userRules,
    run: async (probe) => {
      const { newcomer } = probe.world.people;
      const synced = judgeKit(await authorise(probe, [newcomer], kitFlags.add));
      if (synced.status !== 'passed') return synced;
      try {
        return judgeLogin(await arriveWithCode(probe, newcomer));
      } finally {
        await withdraw(probe, newcomer);
      }
    },
  }),
  checkOf('oauth', 'account', 'ACCOUNT-OUTSIDER', {
    title: both('A user who was never authorised is not logged in'),
    hint: both(
      'Let in the users of authSync only: a code proves who someone is, not that they may use the application. As authSync may arrive later, ask the user to try again in a minute. If you create accounts at the first login, give them the least rights.',
    ),
    severity: 'warning',
    source: sources.userRules,
    run: async (probe) =>
      judgeInformedRefusal(
        await arriveWithCode(probe, probe.world.people.outsider, { goesOn: true }),
        'userinfo',
        both('no one is logged in, because authSync has not named the user'),
      ),
  }),
  checkOf('oauth', 'account', 'ACCOUNT-DISABLED', {
    title: both('A disabled user is not logged in'),
    hint: both(
      'Refuse users of whom authSync says enable "false": at first (flag 1), or later, when it changes a user (flag 2).',
    ),
    source: sources.userRules,
    run: async (probe) => {
      const verdict = judgeInformedRefusal(
        await arriveWithCode(probe, probe.world.people.disabled, { goesOn: true }),
        'userinfo',
        both('no one is logged in, because enable is "false"'),
      );
      if (verdict.status !== 'passed') return verdict;
      return afterRemoval(probe, disabling, ({ person }) => arriveWithCode(probe, person, { goesOn: true }));
    },
  }),
  checkOf('oauth', 'account', 'ACCOUNT-WITHDRAWN', {
    title: both('A user whose authorisation was withdrawn is not logged in'),
    hint: both('Refuse users whom authSync has withdrawn: flag 3 in V2, flag 0 in V1.'),
    source: sources.userRules,
    run: (probe) =>
      afterRemoval(probe, withdrawal, ({ person }) => arriveWithCode(probe, person, { goesOn: true })),
  }),
  checkOf('login', 'account', 'ACCOUNT-NAME', {
    title: both('The name of the user is shown unharmed'),
    hint: both('Read and write names in UTF-8 everywhere: bodies, database, pages.'),
    source: sources.userinfo,
    run: async ({ memory }) => judgeName(memory.arrivals[0]),
  }),
  checkOf('login', 'account', 'ACCOUNT-WITHDRAWN-SESSION', {
    title: both('The session of a user ends when the authorisation is withdrawn'),
    hint: both('End the sessions of the user at authSync, or look the authorisation up at each request.'),
    severity: 'warning',
    source: sources.userRules,
    needs: ['OAUTH-ACCOUNT-WITHDRAWN'],
    run: (probe) => afterRemoval(probe, withdrawal, (arrival) => lookAgain(probe, arrival)),
  }),
  checkOf('login', 'account', 'ACCOUNT-DISABLED-SESSION', {
    title: both('The session of a user ends when the user is disabled'),
    hint: both(
      'When authSync says enable "false" of a user (flag 2), end the sessions of the user, or look enable up at each request.',
    ),
    severity: 'warning',
    source: sources.userRules,
    needs: ['OAUTH-ACCOUNT-DISABLED'],
    run: (probe) => afterRemoval(probe, disabling, (arrival) => lookAgain(probe, arrival)),
  }),
];

function judgeName(arrival: Arrival | undefined): Verdict {
  const page = arrival && pageOf(arrival);
  if (!page || arrival.shownUser.kind === 'none') return skipped(noAccountPage);
  if (arrival.shownUser.kind === 'person' && arrival.shownUser.byName) return passed;
  const { name } = arrival.person;
  const text = readPageText(page);
  const expected = both('the page shows {name}', { name });
  const misread = misreadingsOf(name).find((one) => text.includes(one));
  if (misread !== undefined || lostName(name).test(text)) {
    const actual = both('the page shows the name in a wrong encoding');
    return failed(expected, actual, evidenceOf(arrival));
  }
  return skipped(both('the page shows the login name, and not the name'));
}

type LogIn = (probe: LoginProbe, people: readonly Person[]) => Promise<readonly Arrival[]>;

const inTurn: LogIn = async (probe, people) => {
  const arrivals: Arrival[] = [];
  for (const person of people) arrivals.push(await arriveWithCode(probe, person));
  return arrivals;
};

/** Slows the exchange of codes down, so that all arrive before it ends. */
const together: LogIn = async (probe, people) => {
  const arrivals = await probe.world.during({ fault: slowToken }, () =>
    Promise.all(people.map((person) => arriveWithCode(probe, person))),
  );
  return arrivals.map((arrival) => {
    const others = new Set(arrivals.filter((one) => one !== arrival).flatMap(grantsOf));
    const isOwn = ({ code = '', accessToken = '' }: CenterCall) =>
      !others.has(code) && !others.has(accessToken);
    return { ...arrival, calls: arrival.calls.filter(isOwn) };
  });
};

/** Returns the code of an arrival and the access token it was exchanged for. */
function grantsOf({ visit, calls }: Arrival): string[] {
  const code = new URL(visit.hops[0]?.url ?? 'about:blank').searchParams.get('code');
  const exchange = calls.find(
    (call) => call.endpoint === 'token' && call.code === code && call.status === 200,
  );
  return [code, exchange?.accessToken].flatMap((grant) => grant ?? []);
}

/** Logs two people in and looks at both again: a shared account would have the name of the last one by then. */
async function judgePair(
  probe: LoginProbe,
  one: Person,
  other: Person,
  logIn: LogIn = inTurn,
): Promise<Verdict> {
  const arrivals = await logIn(probe, [one, other]);
  const again: Arrival[] = [];
  for (const arrival of arrivals) {
    const look = await lookAgain(probe, arrival);
    if (look) again.push(look);
  }
  const judged = [
    ...arrivals.map((arrival) => ({ arrival, judge: judgeLogin })),
    ...again.map((arrival) => ({ arrival, judge: judgeShownUser })),
  ];
  return judgeEach(judged, async ({ arrival, judge }) => {
    const next = arrivals.find(({ person }) => person === other);
    return next && showsOwnNameOnly(arrival, next) ? passed : judgeOne(arrival, [one, other], judge);
  });
}

/** Judges a page that has to show which of two people is logged in. */
function judgeOne(arrival: Arrival, pair: readonly Person[], judge: typeof judgeShownUser): Verdict {
  const { shownUser } = arrival;
  const isEither = shownUser.kind === 'unclear' && pair.every((person) => shownUser.people.includes(person));
  return isEither ? inconclusive(loginNameAlone, evidenceOf(arrival)) : judge(arrival);
}

const loginNameAlone = both(
  'the page shows a login name that users of both organisations have: name a page that shows the name or the organisation, too, with --account-page (sso.accountPage in koo.yaml)',
);

/** Whether a page that shows only names shows a person whose name is the login name of the other. */
function showsOwnNameOnly({ person, shownUser }: Arrival, other: Arrival): boolean {
  const { userName } = other.person;
  if (person.name !== userName || other.shownUser.kind !== 'person' || !other.shownUser.byName) return false;
  if (shownUser.kind === 'none' || (shownUser.kind === 'person' && shownUser.byName)) return false;
  const shown = shownUser.kind === 'person' ? [shownUser.person] : shownUser.people;
  return shown.every((one) => one.userName === userName);
}

/** A way to revoke a user's right to log in, and to restore it. */
interface Removal {
  take(probe: LoginProbe, person: Person): Promise<KitResult>;
  giveBack(probe: LoginProbe, person: Person): Promise<KitResult>;
  readonly expected: Localized;
}

const withdrawal: Removal = {
  take: withdraw,
  giveBack: (probe, person) => authorise(probe, [person], kitFlags.add),
  expected: both('no one is logged in, because the authorisation was withdrawn'),
};

const disabling: Removal = {
  take: (probe, person) => authorise(probe, [person], kitFlags.modify, () => false),
  giveBack: (probe, person) => authorise(probe, [person], kitFlags.modify),
  expected: both('no one is logged in, because authSync has changed enable to "false" (flag 2)'),
};

/**
 * The verdict on what must not show the leaver, who was logged in, after the right to log in was taken away.
 *
 * @param act what is judged; `undefined` if there is no page that shows who is logged in
 */
async function afterRemoval(
  probe: LoginProbe,
  { take, giveBack, expected }: Removal,
  act: (arrival: Arrival) => Promise<Arrival | undefined>,
): Promise<Verdict> {
  const { leaver } = probe.world.people;
  const arrival = await arriveWithCode(probe, leaver);
  const problem = problemOfLogin(arrival);
  if (problem) return problem;
  const synced = judgeKit(await take(probe, leaver));
  if (synced.status !== 'passed') return synced;
  try {
    const after = await act(arrival);
    return after ? judgeRefusal(after, expected) : skipped(noAccountPage);
  } finally {
    await giveBack(probe, leaver);
  }
}
