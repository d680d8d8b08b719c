import { failed, inconclusive, passed, skipped } from '../../suite/check.ts';
import { redact } from '../../text/redact.ts';
import { oneLine } from '../../text/terminal-safe.ts';
import { both, type Localized } from '../../text/translate.ts';
import { valuesOf } from '../browser/body.ts';
import { attribute, parseHtml } from '../browser/html.ts';
import type { Hop, Page, Visit } from '../browser/model.ts';
import { addressesOf, placeOf } from '../browser/navigation.ts';
import { refererFor } from '../browser/sites.ts';
import { evidenceOf } from '../probe/judge.ts';
import type { Arrival, LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { secretsOf } from '../probe/world.ts';
import { checkOf, sources } from './define.ts';
import { fail, hasFailed, notCalled } from './failures.ts';

export const leakChecks: readonly LoginCheck[] = [
  checkOf('login', 'exposure', 'LEAK-URL', {
    title: both('No address has the client secret or a token'),
    hint: both(
      'Addresses end up in the history of the browser, in logs and in Referer. Keep tokens at the server, and give the browser a session cookie.',
    ),
    source: sources.oauthSecurity,
    run: async (probe) => {
      for (const arrival of probe.memory.arrivals) {
        const found = findSecret(probe, arrival, hopsOf(arrival).flatMap(addressesOf));
        if (found) return failed(nowhere, both('{secret} is in an address', found), evidenceOf(arrival));
      }
      return passed;
    },
  }),
  checkOf('login', 'exposure', 'LEAK-CODE', {
    title: both('The address of the page after the login has no code and no ticket'),
    hint: both(
      'Lead the browser on to an address without it, so that it is not kept in the history, and a reload does not send it again.',
    ),
    severity: 'warning',
    source: sources.oauthSecurity,
    run: async ({ memory }) => {
      for (const arrival of memory.arrivals) {
        const { page } = arrival.visit;
        if (!page || !hasGrant(arrival, page.url)) continue;
        const actual = both('{place} is shown with the code in its address', {
          place: placeOf(new URL(page.url)),
        });
        return failed(both('a redirect to an address without it'), actual, evidenceOf(arrival));
      }
      return problemOfPages(memory.arrivals) ?? passed;
    },
  }),
  checkOf('login', 'exposure', 'LEAK-PAGE', {
    title: both('No page, header or cookie has the client secret or a token'),
    hint: both(
      'Keep the client secret and the tokens at the server. A cookie has the random name of a session, and an error page nothing of the request that failed.',
    ),
    source: sources.oauthSecurity,
    run: async (probe) => {
      const failures = [
        await fail(probe, 'token', { kind: 'status', status: 400 }),
        await fail(probe, 'userinfo', { kind: 'status', status: 401 }),
      ];
      for (const arrival of [...probe.memory.arrivals, ...failures]) {
        const found = findSecret(probe, arrival, textsOf(arrival));
        if (!found) continue;
        const name = cookieWithSecret(probe, arrival);
        const actual =
          name === undefined
            ? both('{secret} is in a response to the browser', found)
            : both('{secret} is in the cookie {name}', { ...found, name });
        return failed(nowhere, actual, evidenceOf(arrival));
      }
      const unmet = failures.find((arrival) => !hasFailed(arrival));
      return unmet ? inconclusive(notCalled, evidenceOf(unmet)) : passed;
    },
  }),
  checkOf('login', 'exposure', 'LEAK-REFERER', {
    title: both('No page with a code in its address leads to other websites without Referrer-Policy'),
    hint: both(
      'Send Referrer-Policy: no-referrer with the response to the login address. Older browsers and WebViews give other websites the whole address.',
    ),
    severity: 'warning',
    source: sources.oauthSecurity,
    run: async ({ memory }) => {
      for (const arrival of memory.arrivals) {
        const { page } = arrival.visit;
        const foreign =
          page && hasGrant(arrival, page.url) ? findRefererLeak(arrival.visit, page) : undefined;
        if (foreign === undefined) continue;
        return failed(
          both('Referrer-Policy: no-referrer'),
          both('{foreign} gets the address with the code as Referer', { foreign: placeOf(new URL(foreign)) }),
          evidenceOf(arrival),
        );
      }
      return problemOfPages(memory.arrivals) ?? passed;
    },
  }),
  checkOf('login', 'exposure', 'LEAK-OUTPUT', {
    title: both('The output of the server has neither the client secret nor a token'),
    hint: both(
      'Log which tenant and which user, and the error code, but neither the body of the token request nor that of its response.',
    ),
    source: sources.oauthSecurity,
    run: async ({ world, output }) => {
      const { clientSecrets, tokens } = secretsOf(world);
      return judgeOutput(output, [
        [clientSecret, clientSecrets],
        [aToken, tokens],
      ]);
    },
  }),
  checkOf('login', 'exposure', 'LEAK-OUTPUT-CODE', {
    title: both('The output of the server has no code and no ticket'),
    hint: both(
      'Leave the query of the login address out of the access log. A code that was not used yet logs in anyone who reads it there.',
    ),
    severity: 'warning',
    source: sources.oauthSecurity,
    run: async ({ world: { calls }, output }) =>
      judgeOutput(output, [[aCode, calls.flatMap(({ code, ticket }) => code ?? ticket ?? [])]]),
  }),
];

const nowhere = both('the client secret and tokens are known to the server only');
const [clientSecret, aToken, aCode] = [
  both('the client secret'),
  both('a token'),
  both('a code or a ticket'),
];

function findSecret({ world }: LoginProbe, { calls }: Arrival, texts: readonly string[]) {
  const { clientSecrets, tokens } = secretsOf(world, calls);
  const text = texts.join('\n');
  if (has(text, clientSecrets)) return { secret: clientSecret };
  return has(text, tokens) ? { secret: aToken } : undefined;
}

/** Explains why the pages after logins cannot be judged: koo has not seen one of them. */
function problemOfPages(arrivals: readonly Arrival[]): Verdict | undefined {
  const unseen = arrivals.find(({ visit }) => !visit.page);
  const reason = unseen?.visit.stopped?.reason ?? both('there was no response');
  return unseen && inconclusive(reason, evidenceOf(unseen));
}

/** Returns the name of a cookie with a secret of an arrival. */
function cookieWithSecret(probe: LoginProbe, arrival: Arrival): string | undefined {
  const cookies = hopsOf(arrival).flatMap(({ responseHeaders }) => valuesOf(responseHeaders, 'set-cookie'));
  const cookie = cookies.find((one) => findSecret(probe, arrival, [one]));
  return cookie === undefined ? undefined : oneLine(cookie.replace(/[=;].*/s, ''));
}

/** Whether a text contains one of the values in any usual encoding. */
function has(text: string, values: readonly string[]): boolean {
  return values.length > 0 && redact(text, values) !== text;
}

/** Whether an address contains the code or the ticket of an arrival. */
function hasGrant({ calls }: Arrival, address: string): boolean {
  return has(
    address,
    calls.flatMap(({ code, ticket }) => code ?? ticket ?? []),
  );
}

function hopsOf({ visit, look }: Arrival): readonly Hop[] {
  return [...visit.hops, ...(look?.hops ?? [])];
}

/** Returns the headers and pages that the browser receives. */
function textsOf(arrival: Arrival): string[] {
  const { visit, look } = arrival;
  return [
    ...[visit, look].map((one) => one?.page?.html ?? ''),
    ...hopsOf(arrival).flatMap(({ text, responseHeaders }) => [
      text,
      ...responseHeaders.flatMap(([name, value]) => (name.toLowerCase() === 'location' ? [] : [value])),
    ]),
  ];
}

/** Elements that load or open an address, with its attribute. */
const opening: Readonly<Record<string, string>> = {
  a: 'href',
  area: 'href',
  embed: 'src',
  iframe: 'src',
  img: 'src',
  link: 'href',
  object: 'data',
  script: 'src',
  video: 'src',
};

/** Returns a foreign address that receives the page's whole address as `Referer`. */
function findRefererLeak({ hops }: Visit, page: Page): string | undefined {
  const { elements } = parseHtml(page.html);
  const hasPolicy =
    valuesOf(hops.at(-1)?.responseHeaders ?? [], 'referrer-policy').length > 0 ||
    elements.some((element) => attribute(element, 'name')?.toLowerCase() === 'referrer');
  // What browsers did before 2020.
  const policy = hasPolicy ? page.referrerPolicy : 'no-referrer-when-downgrade';
  const from = new URL(page.url);
  for (const element of elements) {
    const name = opening[element.tagName];
    const to = name === undefined ? null : URL.parse(attribute(element, name) ?? '', page.url);
    if (!to || !/^https?:$/.test(to.protocol) || to.origin === from.origin) continue;
    if (refererFor(from, to, policy)?.includes(from.search)) return to.href;
  }
  return undefined;
}

function judgeOutput(
  output: LoginProbe['output'],
  values: readonly (readonly [what: Localized, values: readonly string[]])[],
): Verdict {
  if (!output) {
    return skipped(
      both('koo sees the output of a server only if it starts it (--start, callback.start in koo.yaml)'),
    );
  }
  const text = output();
  const found = values
    .filter(([, known]) => known.flatMap(formsOf).some((form) => text.includes(form)))
    .map(([what]) => what);
  return found.length === 0
    ? passed
    : failed(both('output without it'), both('the output has {found, and}', { found }));
}

/** Returns a value as logs have it: plain, URL-encoded, and as PHP writes it in JSON. */
function formsOf(value: string): string[] {
  return [value, encodeURIComponent(value), value.replaceAll('/', '\\/')];
}
