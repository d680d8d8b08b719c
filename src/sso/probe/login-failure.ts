import { joinSentences } from '../../text/localized.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Page, Visit } from '../browser/model.ts';
import { placeOf, withoutPathValues } from '../browser/navigation.ts';
import { domainPaths } from '../center/address.ts';
import type { CenterCall } from '../center/model.ts';
import type { Arrival } from './model.ts';
import { isLimited, rateLimit } from './readable.ts';

interface Refusal {
  readonly actual: Localized;
  readonly hint?: Localized;
  /** A user's browser may get further than koo's. */
  readonly isUncertain?: true;
}

/** Explains why a login failed, if that is known. */
export function explainFailedLogin(arrival: Arrival): Refusal | undefined {
  const stop = stopOf(arrival);
  if (stop) return { actual: stop.reason };
  if (hasMetLimit(arrival)) return { actual: rateLimit.reason, hint: rateLimit.hint };
  const refused = arrival.calls.find(({ reason }) => reason !== undefined);
  if (refused?.reason) {
    return {
      actual: refusalOf(refused),
      hint: refused.cause === 'unknown-path' ? endpoints : refused.reason,
    };
  }
  if (!hasAsked(arrival)) {
    const { page, hops } = arrival.visit;
    if (page?.status === 404 && hops.length === 1) {
      return {
        actual: both('the address {url} does not exist: HTTP 404', { url: placeOf(new URL(page.url)) }),
        hint: both('Check the registered address that koo was given: path and spelling.'),
      };
    }
    if (page?.needsScripts && page.status < 400)
      return { actual: needsScripts(page), hint: exchangeAtServer, isUncertain: true };
    const isStateless = hops.some(({ url }) => /[?&]code=/.test(url) && !/[?&]state=/.test(url));
    const hint = isStateless ? joinSentences([uncalled, noState]) : uncalled;
    return { actual: both('the server has not called the login centre'), hint };
  }
  const isCode = arrival.calls.some(({ endpoint }) => endpoint === 'token');
  if (isCode && !arrival.calls.some(({ endpoint }) => endpoint === 'userinfo'))
    return { actual: both('the server has exchanged the code, but has not asked for the user (userinfo)') };
  const [cookie] = arrival.visit.hops.flatMap(({ refusedCookies }) => refusedCookies);
  if (cookie) {
    const { name, reason } = cookie;
    return {
      actual: both('no one is logged in, and the browser does not keep the cookie {name}: {reason}', {
        name,
        reason,
      }),
    };
  }
  const status = arrival.visit.page?.status ?? 0;
  if (isConfirmed(arrival) && (status >= 400 || isRefused(arrival.look))) {
    return {
      actual: both('no one is logged in, although the login centre has confirmed the user'),
      hint: confirmed,
    };
  }
  return status >= 400
    ? { actual: both('no one is logged in: the arrival ended with HTTP {status}', { status }) }
    : undefined;
}

const uncalled = both(
  'The server looks the login domain of the tenant up (domainName of tenantSync) and calls it. See its log for the connection that failed, or the reason why it did not try. Client libraries refuse http addresses, such as those of this test, unless told otherwise.',
);

const noState = both(
  'KooGallery sends no state with a login that your server has not started: a library must not demand one there.',
);

const exchangeAtServer = both(
  'If a script of this page sends the code or the ticket to your server, let the server redeem it when the address is opened, and redirect to the page of the app: then it is in no history, either. Otherwise, see the log of the server for the reason why it has not called the login centre.',
);

/** Whether the server hit a rate limit. */
export function hasMetLimit({ visit, look }: Arrival): boolean {
  return isLimited(visit) || (look !== undefined && isLimited(look));
}

/** Whether the server has asked the login centre who arrived. */
export function hasAsked({ calls }: Arrival): boolean {
  return calls.some(({ endpoint }) => endpoint === 'token' || endpoint === 'cas-validate');
}

/** Whether the login centre has confirmed the user. */
export function isConfirmed({ calls }: Arrival): boolean {
  return calls.some(
    ({ endpoint, status, reason }) =>
      (endpoint === 'userinfo' || endpoint === 'cas-validate') && status === 200 && reason === undefined,
  );
}

/** Whether the account page is for users only. */
function isRefused(look: Visit | undefined): boolean {
  return look?.page?.status === 401 || look?.page?.status === 403;
}

/** Advice where the login centre has answered all calls. */
export const confirmed = both(
  'The login centre has answered all calls, so the server itself did not accept what it was told, or does not show the user. Look for a library that demands {claim} or an ID token (the userinfo has neither), for a comparison of the tenant that fails, for a user whom authSync has named and the server does not find, and for a page that does not show who is logged in.',
  { claim: 'sub' },
);

const endpoints = both(
  'The login domain has no discovery (/.well-known/openid-configuration). Name the endpoints in the settings of your library: {paths}.',
  { paths: [domainPaths.authorize, domainPaths.token, domainPaths.userinfo] },
);

/** Describes that the login centre refused a call. */
export function refusalOf({ endpoint, status, error, url }: CenterCall): Localized {
  if (endpoint === 'unknown') {
    return both('the login centre has no address {url}: HTTP {status}', {
      url: placeOf(new URL(url)),
      status,
    });
  }
  return both('the login centre refused the call {endpoint}: HTTP {status} {error}', {
    endpoint,
    status,
    error: error ?? '',
  });
}

/** Returns why the browser got no further. */
export function stopOf({ visit, look }: Pick<Arrival, 'visit' | 'look'>): Visit['stopped'] {
  return visit.stopped ?? look?.stopped;
}

/** Explains why a page shows nothing. */
export function needsScripts({ url }: Page): Localized {
  return both('the page {url} needs scripts, which koo does not run', { url: withoutPathValues(url) });
}
