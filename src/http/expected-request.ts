import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { both, type Localized } from '../text/translate.ts';
import { isLoopback } from './loopback.ts';

/** The address of a server of koo, and further names under which it is known. */
export interface Place {
  /** Whether only this machine can reach it. */
  readonly loopback: boolean;
  /** Names besides those of this machine, each with or without a port. */
  readonly names: readonly string[];
  /** Starts of the paths to which pages of other websites may lead the browser, such as `/sso/`; default none. */
  readonly openPaths?: readonly string[] | undefined;
}

/** Why a request is refused before anything of it is read. */
export interface Refusal {
  readonly status: number;
  readonly code: 'INVALID_HOST' | 'HOST_NOT_ALLOWED' | 'PAGE_NOT_ALLOWED' | 'TOO_MANY_HEADERS';
  readonly message: Localized;
}

/** Headers of a request; browsers and proxies send fewer than 50. */
const maxHeaders = 200;

/**
 * Refuses what a page in the browser sends to a server on this machine: under a name of the attacker that now points
 * here (DNS rebinding), or across origins, except for opening a page of `openPaths`. Such a name is in `Host`, which a
 * page cannot choose. HTTP/1.0, which no browser speaks, needs no `Host`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function refusalOf(
  {
    method,
    url = '',
    rawHeaders,
    httpVersion,
  }: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders' | 'httpVersion'>,
  place: Place,
): Refusal | undefined {
  if (rawHeaders.length > 2 * maxHeaders) {
    const message = both('a request may have at most {count} headers', { count: maxHeaders });
    return { status: 431, code: 'TOO_MANY_HEADERS', message };
  }
  const hosts = valuesOf(rawHeaders, 'host');
  const isOld = httpVersion === '1.0' && hosts.length === 0;
  if (!isOld && (hosts.length !== 1 || hosts[0] === ''))
    return { status: 400, code: 'INVALID_HOST', message: both('a request must have one Host header') };
  for (const host of [...hosts, ...targetHost(url)]) {
    if (isExpectedHost(host, place)) continue;
    return { status: 421, code: 'HOST_NOT_ALLOWED', message: hostMessage(host) };
  }
  const [host = ''] = hosts;
  const page = valuesOf(rawHeaders, 'origin').find((origin) => isOtherPage(origin, host));
  if (page === undefined && !valuesOf(rawHeaders, 'sec-fetch-site').includes('cross-site')) return undefined;
  const isOpen = place.openPaths?.some((path) => url.startsWith(path)) ?? false;
  if (isOpen && method === 'GET' && page === undefined && isNavigation(rawHeaders)) return undefined;
  return { status: 403, code: 'PAGE_NOT_ALLOWED', message: pageMessage(page) };
}

function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
}

/** Whether the browser opens a page, in a window of its own: nothing of it reaches the page that led there. */
function isNavigation(rawHeaders: readonly string[]): boolean {
  return (
    valuesOf(rawHeaders, 'sec-fetch-mode').join() === 'navigate' &&
    valuesOf(rawHeaders, 'sec-fetch-dest').join() === 'document'
  );
}

/** The host in `GET http://host/path`, which counts for more than the header. */
function targetHost(url: string): string[] {
  return url.startsWith('/') || url === '*' ? [] : [URL.parse(url)?.host ?? url];
}

/** Any port is accepted: a proxy on this machine has a port of its own, and only a name can be made to point here. */
function isExpectedHost(text: string, { loopback, names }: Place): boolean {
  const host = text.toLowerCase();
  const [, name = ''] = /^(\[[\da-f:.]+\]|[^:[\]@/\\?#\s]+)(?::\d{1,5})?$/.exec(host) ?? [];
  if (name === '') return false;
  if (names.some((one) => one.toLowerCase() === host || one.toLowerCase() === name)) return true;
  // An address is no name that could point somewhere else; a server for other machines may have several.
  return isLoopback(name) || (!loopback && isIP(name.replace(/^\[|\]$/g, '')) > 0);
}

/** A page of another origin. Apps and extensions have schemes of their own. */
function isOtherPage(origin: string, host: string): boolean {
  if (origin === 'null') return true;
  const url = URL.parse(origin);
  if (!url) return true;
  return /^https?:$/.test(url.protocol) && url.host !== URL.parse(`${url.protocol}//${host}`)?.host;
}

function hostMessage(host: string): Localized {
  return both(
    'this server is not known as {host}: use its own address, or start it with --allow-host {name}',
    { host: shorten(host), name: shorten(host.replace(/:\d*$/, '')) },
  );
}

function pageMessage(page: string | undefined): Localized {
  return page === undefined
    ? both('this server takes no requests from pages of other websites')
    : both('this server takes no requests from pages of other websites ({page})', { page: shorten(page) });
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
