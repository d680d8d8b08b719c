import { failed, inconclusive, passed } from '../../suite/check.ts';
import { joinSentences } from '../../text/localized.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Visit } from '../browser/model.ts';
import { withoutPathValues } from '../browser/navigation.ts';
import type { Endpoint } from '../center/model.ts';
import {
  confirmed,
  explainFailedLogin,
  hasAsked,
  hasMetLimit,
  isConfirmed,
  stopOf,
} from './login-failure.ts';
import type { Arrival, LoginEvidence, ShownUser, Verdict } from './model.ts';
import { notJudged, rateLimit, whyUnreadable } from './readable.ts';
import type { Person } from './world.ts';

export function evidenceOf({ visit, look, calls }: Arrival): LoginEvidence {
  return { visits: look ? [visit, look] : [visit], calls };
}

/** Judges an arrival that must log the person in, confirmed by the login centre. */
export function judgeLogin(arrival: Arrival): Verdict {
  const verdict = judgeShownUser(arrival);
  if (verdict.status !== 'passed' || hasAsked(arrival)) return verdict;
  return failed(
    both('the login centre is asked who has arrived'),
    both(
      'the page shows {name} ({userName}) of {organisation}, although the server has not called the login centre',
      described(arrival.person),
    ),
    evidenceOf(arrival),
  );
}

export function judgeShownUser(arrival: Arrival): Verdict {
  const { person, shownUser } = arrival;
  const expected = both('{name} ({userName}) of {organisation} is logged in', described(person));
  const evidence = evidenceOf(arrival);
  if (shownUser.kind === 'person') {
    if (shownUser.person === person) return passed;
    const actual = both('{name} ({userName}) of {organisation} is logged in', described(shownUser.person));
    return failed(expected, actual, evidence);
  }
  if (showsLoginName(arrival)) return passed;
  const refusal = explainFailedLogin(arrival);
  if (refusal) {
    // Where the page that shows the user stops, its response says more.
    const shown = arrival.look?.stopped ? evidence : { ...evidence, login: arrival.visit };
    if (refusal.isUncertain) return inconclusive(refusal.actual, shown, refusal.hint);
    return failed(expected, refusal.actual, shown, refusal.hint);
  }
  if (shownUser.kind === 'unclear') return inconclusive(unclear(shownUser), evidence);
  return inconclusive(invisible(arrival), evidence, isConfirmed(arrival) ? hintAtPage(arrival) : undefined);
}

/** Advises on a page that shows no one although the login centre confirmed the user. */
function hintAtPage({ look }: Arrival): Localized {
  if (!look) return confirmed;
  const status = look.page?.status ?? 0;
  return status >= 400
    ? both('Check the address of the page that shows who is logged in: its response is HTTP {status}.', {
        status,
      })
    : joinSentences([both('Check first that this page shows who is logged in.'), confirmed]);
}

/** Explains why a check cannot continue after a login. Other checks report why logins fail. */
export function problemOfLogin(arrival: Arrival): Verdict | undefined {
  if (judgeLogin(arrival).status === 'passed') return undefined;
  if (hasMetLimit(arrival)) return notJudged(rateLimit, evidenceOf(arrival));
  return inconclusive(
    both('{name} ({userName}) of {organisation} is not logged in', described(arrival.person)),
    evidenceOf(arrival),
  );
}

/** Explains why a visit shows nothing. */
export function problemOfLook(look: Visit): Verdict | undefined {
  const why = whyUnreadable(look);
  return why && notJudged(why, { visits: [look], calls: [] });
}

/**
 * Whether the page shows only the person's login name: people of different organisations have the same one, and other
 * checks distinguish them.
 */
function showsLoginName({ person, shownUser }: Arrival): boolean {
  if (shownUser.kind !== 'unclear' || !shownUser.people.includes(person)) return false;
  return shownUser.people.every(({ userName }) => userName === person.userName);
}

/**
 * Judges an arrival that must log no one in. Another login must have been seen before: otherwise a page that never shows
 * who is logged in would pass.
 *
 * @param expected what must happen instead
 */
export function judgeRefusal(arrival: Arrival, expected: Localized): Verdict {
  const { shownUser } = arrival;
  const evidence = evidenceOf(arrival);
  if (shownUser.kind === 'person') {
    return failed(
      expected,
      both('{name} ({userName}) of {organisation} is logged in', described(shownUser.person)),
      evidence,
    );
  }
  if (shownUser.kind === 'unclear') return failed(expected, unclear(shownUser), evidence);
  return judgeEnd(arrival, expected);
}

/**
 * As {@link judgeRefusal}, for a reason that only the login centre knows: a server that refuses before it has asked has
 * not shown that it respects the reason.
 *
 * @param endpoint whose response has the reason
 */
export function judgeInformedRefusal(arrival: Arrival, endpoint: Endpoint, expected: Localized): Verdict {
  const verdict = judgeRefusal(arrival, expected);
  const hasAsked = arrival.calls.some((call) => call.endpoint === endpoint);
  if (verdict.status !== 'passed' || hasAsked) return verdict;
  return inconclusive(
    both('the server refuses the login without the call {endpoint} to the login centre', { endpoint }),
    evidenceOf(arrival),
  );
}

/**
 * Judges the end of an arrival, whatever it shows: a readable response, neither a loop nor an exception.
 *
 * @param expected what must happen
 */
export function judgeEnd(arrival: Arrival, expected: Localized): Verdict {
  const { visit, look, calls } = arrival;
  const evidence = evidenceOf(arrival);
  const why = whyUnreadable(visit, calls) ?? (look && whyUnreadable(look));
  if (why) return notJudged(why, evidence);
  const stop = stopOf(arrival);
  // Where koo does not follow, such as to KooGallery's own login page, no one is logged in at the merchant.
  if (stop && stop.kind !== 'not-allowed') {
    const starts = calls.filter(({ endpoint }) => endpoint === 'authorize' || endpoint === 'cas-login');
    return failed(expected, stop.reason, evidence, starts.length > 1 ? anotherLogin : undefined);
  }
  const status = visit.page?.status ?? 0;
  // An unhandled exception is not a decision.
  return status === 500
    ? failed(expected, both('the response is HTTP {status}', { status }), evidence, crash)
    : passed;
}

/** Judges items in order; the first verdict other than a pass decides. */
export async function judgeEach<T>(
  items: readonly T[],
  judge: (item: T) => Promise<Verdict>,
): Promise<Verdict> {
  for (const item of items) {
    const verdict = await judge(item);
    if (verdict.status !== 'passed') return verdict;
  }
  return passed;
}

const crash = both(
  'Handle the case, and show the user a page that says what to do. HTTP 500 is usually an exception that was not caught.',
);

const anotherLogin = both(
  'Show a page that says why no one is logged in, with a link to log in. Do not start another login by yourself: the login centre knows the user and asks nothing, and the login ends the same way, again and again.',
);

function invisible({ visit, look }: Arrival): Localized {
  const page = look?.page ?? visit.page;
  if (page?.needsScripts) {
    return both(
      'the page {url} needs scripts, which koo does not run: name a page or an API that shows who is logged in with --account-page (sso.accountPage in koo.yaml)',
      { url: withoutPathValues(page.url) },
    );
  }
  return both(
    'the page {url} shows neither the name nor the login name: name a page that shows who is logged in with --account-page (sso.accountPage in koo.yaml)',
    { url: withoutPathValues(page?.url ?? '?') },
  );
}

/** Describes that a page does not show who is logged in. */
function unclear({ people }: Extract<ShownUser, { readonly kind: 'unclear' }>): Localized {
  return both('the page shows {names}, so koo cannot tell who is logged in', {
    names: people.map(({ name, userName }) => `${name} (${userName})`),
  });
}

function described({ name, userName, organisation }: Person) {
  return { name, userName, organisation: organisation.name };
}
