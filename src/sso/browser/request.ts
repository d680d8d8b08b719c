import type { HttpRequest } from '../../callback/delivery/exchange.ts';
import type { Parameter } from '../../callback/protocols/model.ts';
import type { Cookies, SameSiteContext } from './cookies.ts';
import type { BrowserOptions, Via } from './model.ts';
import { isTrustworthy, type ReferrerPolicy, type Relation, refererFor, relationOf } from './sites.ts';

export interface Step {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body?: string;
  readonly via: Via;
  /** The page that leads here; absent for an entered address. */
  readonly from?: { readonly url: URL; readonly policy: ReferrerPolicy };
  /** The origin of a script that sends the request, with the cookies that it may send. */
  readonly origin?: string;
  readonly headers?: readonly Parameter[];
  readonly redirectedBy: readonly URL[];
  /** Whether a person started it: with an address, a link or a form. */
  readonly byUser: boolean;
}

const agents = {
  desktop:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 koo',
  phone:
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 koo',
};
const ofScript: readonly Parameter[] = [
  ['Sec-Fetch-Site', 'cross-site'],
  ['Sec-Fetch-Mode', 'cors'],
  ['Sec-Fetch-Dest', 'empty'],
];
const languages = { en: 'en-US,en;q=0.9', zh: 'zh-CN,zh;q=0.9,en;q=0.8' };

/** Builds the request that a browser sends for a step. */
export function requestOf(
  step: Step,
  cookies: Cookies,
  {
    phone = false,
    language = 'zh',
    isStandIn = () => false,
  }: Pick<BrowserOptions, 'phone' | 'language' | 'isStandIn'>,
): HttpRequest {
  const { method, url, body, from } = step;
  const relate: typeof relationOf = (one, other) =>
    isStandIn(one) === isStandIn(other) ? relationOf(one, other) : 'cross-site';
  const referer = from && refererFor(from.url, url, from.policy);
  const cookie = cookies.header(url, contextOf(step, relate));
  const headers: Parameter[] = [
    ['User-Agent', phone ? agents.phone : agents.desktop],
    ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['Accept-Language', languages[language]],
    ['Accept-Encoding', 'identity'],
    ['Upgrade-Insecure-Requests', '1'],
  ];
  if (isTrustworthy(url))
    headers.push(...(step.origin === undefined ? fetchMetadata(step, relate) : ofScript));
  if (referer !== undefined) headers.push(['Referer', referer]);
  const origin = step.origin ?? (method === 'POST' ? originOf(step) : undefined);
  if (origin !== undefined) headers.push(['Origin', origin]);
  if (body !== undefined) headers.push(['Content-Type', 'application/x-www-form-urlencoded']);
  if (cookie !== undefined) headers.push(['Cookie', cookie]);
  headers.push(...(step.headers ?? []));
  return { method, url: url.href, headers, ...(body !== undefined && { body }) };
}

/** Decides as Chrome does: by the page that leads here, not by redirects in between. */
function contextOf({ method, url, from, origin }: Step, relate: typeof relationOf): SameSiteContext {
  if (origin !== undefined) return 'none';
  if (!from || relate(from.url, url) !== 'cross-site') return 'strict';
  return method === 'GET' ? 'lax' : 'none';
}

/** @see https://w3c.github.io/webappsec-fetch-metadata/ */
function fetchMetadata({ from, url, redirectedBy, byUser }: Step, relate: typeof relationOf): Parameter[] {
  const relations = from ? [...redirectedBy, url].map((one) => relate(from.url, one)) : [];
  return [
    ['Sec-Fetch-Site', from ? farthest(relations) : 'none'],
    ['Sec-Fetch-Mode', 'navigate'],
    ...(byUser ? [['Sec-Fetch-User', '?1'] as const] : []),
    ['Sec-Fetch-Dest', 'document'],
  ];
}

function farthest(relations: readonly Relation[]): Relation {
  return (
    (['cross-site', 'same-site', 'same-origin'] as const).find((one) => relations.includes(one)) ??
    'cross-site'
  );
}

/** @see https://fetch.spec.whatwg.org/#origin-header */
function originOf({ from, url }: Step): string {
  if (!from || from.policy === 'no-referrer') return 'null';
  const { origin, protocol } = from.url;
  if (from.policy === 'same-origin') return origin === url.origin ? origin : 'null';
  const mayDowngrade = /^(?:unsafe-url|origin|origin-when-cross-origin)$/.test(from.policy);
  return protocol === 'https:' && url.protocol !== 'https:' && !mayDowngrade ? 'null' : origin;
}
