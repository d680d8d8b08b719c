import { failed, inconclusive, passed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import type { Page, Visit } from '../browser/model.ts';
import { placeOf, withoutPathValues } from '../browser/navigation.ts';
import type { Endpoint, Fault } from '../center/model.ts';
import { addressWithCode, arriveWithCode, seen } from '../probe/arrive.ts';
import { evidenceOf, judgeEach, judgeRefusal } from '../probe/judge.ts';
import { needsScripts } from '../probe/login-failure.ts';
import type { Arrival, LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { whyUnreadable } from '../probe/readable.ts';
import { pageOf } from '../probe/shown-user.ts';
import { faultAt } from '../probe/world.ts';
import { checkOf, sources } from './define.ts';

const showPage = both(
  'Show the user a page that says what to do, whatever the error is, and do not send the code again: it can be used once.',
);

/** Behaviour of the server while the login centre fails. */
export const failureChecks: readonly LoginCheck[] = [
  ...([400, 401, 403, 500] as const).map((status) =>
    checkOf('oauth', 'failures', `FAIL-TOKEN-${status}`, {
      title: both('A token request that is answered with HTTP {status} ends in a page, and not in a login', {
        status,
      }),
      hint: showPage,
      source: sources.token,
      run: async (probe) => judgeFailure(probe, await fail(probe, 'token', { kind: 'status', status })),
    }),
  ),
  checkOf('oauth', 'failures', 'FAIL-TOKEN-HTML', {
    title: both('A token response that is HTML ends in a page, and not in a login'),
    hint: both(
      'Handle a response that is not JSON, as a gateway in between sends one, and show the user a page that says what to do.',
    ),
    source: sources.token,
    run: async (probe) => judgeFailure(probe, await fail(probe, 'token', html)),
  }),
  checkOf('oauth', 'failures', 'FAIL-TOKEN-MISSING', {
    title: both('Without an access token, userinfo is not called'),
    hint: both(
      'Read the status and access_token of the token response. Errors have error and error_description, or error_code and error_msg.',
    ),
    severity: 'warning',
    source: sources.token,
    run: async (probe) => {
      for (const fault of [html, json(200, { error_code: 'OAUTH.4000', error_msg: upstream })]) {
        const arrival = await fail(probe, 'token', fault);
        if (!hasFailed(arrival)) return inconclusive(notCalled, evidenceOf(arrival));
        if (!arrival.calls.some(({ endpoint }) => endpoint === 'userinfo')) continue;
        return failed(
          both('no call of userinfo'),
          both('the server calls userinfo, although the token response has no access_token'),
          evidenceOf(arrival),
        );
      }
      return passed;
    },
  }),
  checkOf('oauth', 'failures', 'FAIL-USERINFO', {
    title: both('A userinfo response that is an error ends in a page, and not in a login'),
    hint: both(
      'Log in a user only if userinfo has HTTP status 200 and a userName. Some services send an error with HTTP 200, as error_code and error_msg.',
    ),
    source: sources.userinfo,
    run: async (probe) => {
      const inBody = json(200, { error_code: 'OAUTH.4001', error_msg: 'The access token has expired' });
      return judgeEach([{ kind: 'status', status: 401 } as const, inBody], async (fault) =>
        judgeFailure(probe, await fail(probe, 'userinfo', fault)),
      );
    },
  }),
  checkOf('login', 'failures', 'FAIL-TEXT', {
    title: both('A failure shows the user neither texts of the login centre nor a stack trace'),
    hint: both(
      "Show texts of your own, and write the login centre's to the log. They may repeat what was sent.",
    ),
    severity: 'warning',
    source: sources.oauthSecurity,
    run: async (probe) => {
      const refusal = json(400, { error: 'invalid_grant', error_description: upstream });
      const expected = both("only the server's own texts");
      for (const [endpoint, fault] of [
        ['token', refusal],
        ['token', html],
        ['userinfo', refusal],
      ] as const) {
        const arrival = await fail(probe, endpoint, fault);
        if (!hasFailed(arrival)) return inconclusive(notCalled, evidenceOf(arrival));
        const actual = shownInside(arrival.visit);
        if (actual) return failed(expected, actual, evidenceOf(arrival));
        // A script may show the text of another response.
        if (arrival.visit.page?.needsScripts) return skipped(needsScripts(arrival.visit.page));
      }
      return passed;
    },
  }),
  checkOf('login', 'failures', 'FAIL-SLOW', {
    title: both('A login centre that does not respond does not keep the user waiting'),
    hint: both(
      'Set a time limit for calls to the login centre, such as 10 s, for the connection and the whole response, and do not send the code again after it.',
    ),
    severity: 'warning',
    source: sources.oauthSecurity,
    run: judgeSlow,
  }),
];

/** A text that only a response of the login centre has. */
const upstream = 'UpstreamDetail7Q4Z';

function json(status: number, body: object): Fault {
  return { kind: 'response', make: () => Response.json(body, { status }) };
}

export function responding(type: string, body: string): Fault {
  return {
    kind: 'response',
    make: () => new Response(body, { headers: { 'Content-Type': `${type};charset=UTF-8` } }),
  };
}

const html = responding('text/html', `<!doctype html><title>${upstream}</title><p>${upstream}</p>`);

/** Lets the user arrive while an endpoint fails. */
export function fail(probe: LoginProbe, failing: Endpoint, fault: Fault): Promise<Arrival> {
  const { world } = probe;
  return world.during({ fault: faultAt(failing, fault) }, () =>
    arriveWithCode(probe, world.people.user, { goesOn: true }),
  );
}

export const notCalled = both('the server has not called the login centre');

/** Whether the server called the failing endpoint. */
export function hasFailed({ calls }: Arrival): boolean {
  return calls.some(({ fault }) => fault !== undefined);
}

/** Judges an arrival while the login centre fails. */
async function judgeFailure(probe: LoginProbe, arrival: Arrival): Promise<Verdict> {
  const { visit } = arrival;
  const evidence = evidenceOf(arrival);
  const expected = both('no one is logged in, and a page says so');
  if (!hasFailed(arrival)) return inconclusive(notCalled, evidence);
  if (visit.stopped?.kind === 'failed') return failed(expected, visit.stopped.reason, evidence);
  if (await isInside(probe, arrival)) {
    const actual = both('the page {url} is shown, which only users who are logged in see', {
      url: withoutPathValues(pageOf(arrival)?.url ?? ''),
    });
    return failed(expected, actual, evidence);
  }
  return judgeRefusal(arrival, expected);
}

/**
 * Whether the browser ends where logged-in users end and new browsers cannot get: then someone is logged in, although the
 * page shows no one.
 */
async function isInside(probe: LoginProbe, arrival: Arrival): Promise<boolean> {
  const page = pageOf(arrival);
  const [known] = probe.memory.arrivals;
  if (
    arrival.shownUser.kind !== 'none' ||
    !page ||
    !known ||
    responseOf(pageOf(known)) !== responseOf(page)
  ) {
    return false;
  }
  // The login address shows success and failure, and a new browser has no code to go there with.
  const [first] = arrival.visit.hops;
  if (first && new URL(first.url).pathname === new URL(page.url).pathname) return false;
  const other = await probe.browser().visit(page.url);
  return whyUnreadable(other) === undefined && responseOf(other.page) !== responseOf(page);
}

/** Identifies a page by status and address, without a session in its path. */
function responseOf(page: Page | undefined): string | undefined {
  return page && `${page.status} ${placeOf(new URL(page.url))}`;
}

/** A line of a stack trace of JavaScript and Java, Python, Go, PHP or .NET. */
const traceLine =
  /^\s*at .*\(\S*:\d+(?::\d+)?\)|^\s*at \S+:\d+:\d+$|Traceback \(most recent call last\)|goroutine \d+ \[|^#\d+ \S+\(\d+\): |^\s*at .+ in .+:line \d+/;
/** The characters of a line that are examined: a page of one line would take too long. */
const maxLine = 300;

/** Describes internals of the login centre or of the server that a visit shows. */
function shownInside({ page, hops }: Visit) {
  const url = withoutPathValues(page?.url ?? '');
  const texts = [page?.html ?? '', ...hops.flatMap((hop) => [hop.text, hop.url])];
  if (texts.some((text) => text.includes(upstream)))
    return both('the page {url} shows the text of the login centre', { url });
  // Lines of a trace may be separated by elements.
  const lines = `${page?.text ?? ''}\n${page?.html ?? ''}`.split(/\n|<br\s*\/?>/i);
  return lines.some((line) => traceLine.test(line.slice(0, maxLine)))
    ? both('the page {url} shows a stack trace', { url })
    : undefined;
}

async function judgeSlow(probe: LoginProbe): Promise<Verdict> {
  const { world, options } = probe;
  const { patienceMs } = options;
  const { user } = world.people;
  const before = world.calls.length;
  const browser = probe.browser({ timeoutMs: patienceMs });
  const fault = faultAt('token', { kind: 'silent', ms: 2 * patienceMs });
  // The look at the account follows afterwards: a server that does one thing at a time would hold it up, too.
  const visit = await world.during({ fault }, () =>
    browser.visit(addressWithCode(probe, user), { referer: `${world.unifiedOrigin}/` }),
  );
  const arrival = await seen(probe, user, browser, visit, before);
  const isLate = visit.hops.at(-1)?.failure?.code === 'TIMEOUT';
  const count = arrival.calls.filter(({ endpoint }) => endpoint === 'token').length;
  if (!isLate && count > 1) {
    const actual = both('{count} requests with the same code', { count });
    return failed(both('one request for each code'), actual, evidenceOf(arrival));
  }
  if (!isLate) return judgeFailure(probe, arrival);
  const expected = both('a page within {seconds} s', { seconds: patienceMs / 1000 });
  const actual = visit.stopped?.reason ?? both('there was no response');
  return failed(expected, actual, evidenceOf(arrival));
}
