import type { Deliver, HttpRequest, HttpResponse } from '../../callback/delivery/exchange.ts';
import { describeFailure } from '../../callback/probe/response.ts';
import { decodeUtf8 } from '../../text/decode.ts';
import { oneLine } from '../../text/terminal-safe.ts';
import { both, type Localized } from '../../text/translate.ts';
import { readBody, valuesOf } from './body.ts';
import type { Cookies } from './cookies.ts';
import { submissionOf } from './forms.ts';
import type { BrowserOptions, Hop, Limits, Page, Stop, StopKind, Visit } from './model.ts';
import { loadPage } from './page.ts';
import { requestOf, type Step } from './request.ts';
import { referrerPolicyOf } from './sites.ts';

/** The parts of a browser that a navigation uses. */
export interface Session {
  readonly deliver: Deliver;
  readonly cookies: Cookies;
  readonly options: BrowserOptions;
  readonly limits: Limits;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** The number of characters of a body that a hop keeps. */
export const maxHopText = 4000;
/** How often one visit may send the same request. */
const maxSame = 2;
/** The maximum lengths of a quoted address and of a word cut at its end: part of a secret would not be found. */
const [maxShown, maxCut] = [120, 40];

/**
 * Sends a request and those that its response leads to, until a page, a limit or a held address.
 *
 * @param holdAt chooses an address that is not requested
 */
export async function navigate(
  first: Step,
  session: Session,
  holdAt: (url: URL) => boolean = () => false,
): Promise<Visit> {
  const { cookies, options, limits } = session;
  const started = performance.now();
  const hops: Hop[] = [];
  const sent = new Map<string, number>();
  let page: Page | undefined;
  const end = (rest: Pick<Visit, 'stopped' | 'heldAt'>): Visit => ({ hops, ...(page && { page }), ...rest });
  for (let step = first; ; ) {
    // Not sent, and so not shown.
    step.url.username = '';
    step.url.password = '';
    const request = requestOf(step, cookies, options);
    const key = JSON.stringify(request);
    const times = sent.get(key) ?? 0;
    sent.set(key, times + 1);
    const isLate = performance.now() - started > limits.visitMs;
    const stopped =
      refusalOf(step.url, options) ??
      (times === maxSame ? loopTo([placeOf(step.url)]) : undefined) ??
      (hops.length > limits.redirects ? tooMany(hops, limits) : undefined) ??
      (isLate ? tooSlow(limits) : undefined);
    if (stopped) return end({ stopped });
    const { hop, response } = await send(step, request, session);
    hops.push(hop);
    if (!response) return end({ stopped: failureOf(hop, session) });
    const next = redirectOf(step, response) ?? afterPage(step, response);
    page = next.page ?? page;
    if (next.stopped) return end({ stopped: next.stopped });
    if (!next.step) return end({});
    step = next.step;
    if (holdAt(step.url)) return end({ heldAt: step.url });
  }
}

async function send(
  { method, url, body, via }: Step,
  request: HttpRequest,
  { deliver, cookies }: Session,
): Promise<{ readonly hop: Hop; readonly response?: HttpResponse }> {
  const outcome = await deliver(request);
  const sent = { method, url: url.href, headers: request.headers, ...(body !== undefined && { body }), via };
  if (!outcome.answered) {
    const { failure } = outcome;
    return { hop: { ...sent, responseHeaders: [], text: '', failure, refusedCookies: [] } };
  }
  const { response } = outcome;
  const { status, headers } = response;
  const start = readBody({ headers, body: response.body.subarray(0, 4 * maxHopText) });
  const hop: Hop = {
    ...sent,
    status,
    responseHeaders: headers,
    text: start.text.slice(0, maxHopText),
    refusedCookies: cookies.store(valuesOf(headers, 'set-cookie'), url),
  };
  return { hop, response };
}

/** The consequence of a response. */
interface Next {
  readonly page?: Page;
  readonly step?: Step;
  readonly stopped?: Stop;
}

/** @see https://fetch.spec.whatwg.org/#http-redirect-fetch */
function redirectOf(step: Step, { status, headers }: HttpResponse): Next | undefined {
  const [location, ...others] = new Set(valuesOf(headers, 'location'));
  if (!redirects.has(status) || location === undefined) return undefined;
  const place = placeOf(step.url);
  if (others.length > 0)
    return stopAt('invalid-address', both('{place} redirects to several addresses at once.', { place }));
  // Servers write other characters than ASCII in UTF-8.
  const address = decodeUtf8(Buffer.from(location, 'latin1')) ?? location;
  const url = URL.parse(address, step.url.href);
  if (!url) {
    const reason = both('{place} redirects to "{address}", which is not a valid address.', {
      place,
      address: shorten(address),
    });
    return stopAt('invalid-address', reason);
  }
  if (url.hash === '') url.hash = step.url.hash;
  const policy = referrerPolicyOf(valuesOf(headers, 'referrer-policy')) ?? step.from?.policy;
  const keepsMethod = status === 307 || status === 308;
  return {
    step: {
      url,
      method: keepsMethod ? step.method : 'GET',
      ...(keepsMethod && step.body !== undefined && { body: step.body }),
      via: 'redirect',
      ...(step.from && policy && { from: { ...step.from, policy } }),
      ...(step.headers && url.origin === step.url.origin && { headers: step.headers }),
      redirectedBy: [...step.redirectedBy, step.url],
      byUser: step.byUser,
    },
  };
}

/** Follows the refresh or the self-submitting form of a page. */
function afterPage({ url }: Step, response: HttpResponse): Next {
  const [encoding = 'identity'] = valuesOf(response.headers, 'content-encoding');
  if (!/^\s*(?:identity)?\s*$/i.test(encoding) && response.body.length > 0) {
    const reason = both('{place} compresses the response ({encoding}), although the request accepts none.', {
      place: placeOf(url),
      encoding: shorten(encoding),
    });
    return stopAt('compressed', reason);
  }
  const { page, refresh, autoForm } = loadPage(response, url);
  const from = { url, policy: page.referrerPolicy };
  if (refresh !== undefined) {
    const to = URL.parse(refresh);
    if (!to) return { page, stopped: invalidAddress(refresh) };
    return { page, step: { method: 'GET', url: to, via: 'refresh', from, redirectedBy: [], byUser: false } };
  }
  if (!autoForm) return { page };
  const submission = submissionOf(autoForm, {}, undefined);
  if ('kind' in submission) return { page, stopped: submission };
  return { page, step: { ...submission, via: 'form', from, redirectedBy: [], byUser: false } };
}

function refusalOf(url: URL, { mayVisit, signal }: BrowserOptions): Stop | undefined {
  if (signal?.aborted) return { kind: 'aborted', reason: both('The visit was interrupted.') };
  const place = placeOf(url);
  if (!/^https?:$/.test(url.protocol)) {
    return {
      kind: 'unsupported-scheme',
      reason: both('{place} is not an http or https address.', { place }),
    };
  }
  if (mayVisit(url)) return undefined;
  return { kind: 'not-allowed', reason: both('{place} is not an address that this test visits.', { place }) };
}

function failureOf({ url, failure }: Hop, { options, limits }: Session): Stop {
  if (options.signal?.aborted) return { kind: 'aborted', reason: both('The visit was interrupted.') };
  const place = placeOf(new URL(url));
  const kind = 'failed';
  switch (failure?.code) {
    case 'TIMEOUT': {
      const seconds = limits.responseMs / 1000;
      return {
        kind,
        reason: both('{place} sent no complete response within {seconds} s.', { place, seconds }),
      };
    }
    case 'UND_ERR_HEADERS_OVERFLOW':
      return {
        kind,
        reason: both('The headers of the response of {place} are longer than 16 KiB.', { place }),
      };
    default: {
      const why = describeFailure(failure?.kind ?? 'unreachable', failure?.code ?? 'UNKNOWN');
      return { kind, reason: both('The request to {place} failed: {why}.', { place, why }) };
    }
  }
}

function tooMany(hops: readonly Hop[], { redirects: count }: Limits): Stop {
  const places = hops.map(({ url }) => placeOf(new URL(url)));
  const repeated = new Set(places.filter((one) => places.filter((other) => other === one).length > 2));
  if (repeated.size > 0) return loopTo([...repeated]);
  const [last = ''] = places.slice(-1);
  const reason = both('The visit was redirected more than {count} times, the last time to {last}.', {
    count,
    last,
  });
  return { kind: 'too-many-redirects', reason };
}

function loopTo(places: readonly string[]): Stop {
  return {
    kind: 'redirect-loop',
    reason: both('The redirects lead to {places, and} again and again.', { places }),
  };
}

function tooSlow({ visitMs }: Limits): Stop {
  const seconds = visitMs / 1000;
  return {
    kind: 'too-slow',
    reason: both('The visit has not reached its page after {seconds} s.', { seconds }),
  };
}

export function invalidAddress(address: string): Stop {
  const reason = both('"{address}" is not a valid address.', { address: shorten(address) });
  return { kind: 'invalid-address', reason };
}

function stopAt(kind: StopKind, reason: Localized): Next {
  return { stopped: { kind, reason } };
}

/** Returns the address of a request, and those to which its response leads. */
export function addressesOf({ url, responseHeaders }: Hop): string[] {
  return [url, ...valuesOf(responseHeaders, 'location')];
}

/** Returns an address without its query, which may contain a code, and without the values of path parameters. */
export function placeOf({ href }: URL): string {
  return shorten(withoutPathValues(href.replace(/[?#].*/s, '')));
}

/** Masks the values of path parameters in an address: that of `;jsessionid=` is a session. */
export function withoutPathValues(address: string): string {
  const [place = ''] = /^[^?#]*/.exec(address) ?? [];
  return place.replace(/(;[^/;=]*=)[^/;]*/g, '$1***') + address.slice(place.length);
}

function shorten(text: string): string {
  const line = oneLine(text);
  if (line.length <= maxShown) return line;
  return `${line.slice(0, maxShown).replace(/\S+$/, (word) => word.slice(0, maxCut))}…`;
}
