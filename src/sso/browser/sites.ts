import { getPublicSuffix } from 'tough-cookie';
import { isLoopback } from '../../http/loopback.ts';

/** How two addresses are related, the closest first. */
export type Relation = 'same-origin' | 'same-site' | 'cross-site';

/**
 * Relates two addresses as browsers do: `http` and `https` of a domain are different sites, the ports of a host the same
 * one.
 *
 * @see https://html.spec.whatwg.org/multipage/browsers.html#sites
 */
export function relationOf(from: URL, to: URL): Relation {
  if (from.origin === to.origin) return 'same-origin';
  return siteOf(from) === siteOf(to) ? 'same-site' : 'cross-site';
}

function siteOf({ protocol, hostname }: URL): string {
  const options = { allowSpecialUseDomain: true, ignoreError: true };
  return `${protocol}//${getPublicSuffix(hostname, options) ?? hostname}`;
}

/**
 * Whether a connection counts as secure: HTTPS, or not leaving this machine.
 *
 * @see https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
 */
export function isTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopback(hostname);
}

/** @see https://www.w3.org/TR/referrer-policy/#referrer-policies */
const policies = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
] as const;
export type ReferrerPolicy = (typeof policies)[number];

/** The policy of browsers for pages that set none. */
export const defaultPolicy: ReferrerPolicy = 'strict-origin-when-cross-origin';

/**
 * The policy that a list of policies sets: the last one that is known.
 *
 * @param values those of headers `Referrer-Policy`, then of `<meta name=referrer>`
 */
export function referrerPolicyOf(values: readonly string[]): ReferrerPolicy | undefined {
  return values
    .flatMap((value) => value.toLowerCase().split(','))
    .map((value) => policies.find((policy) => policy === value.trim()))
    .findLast((policy) => policy !== undefined);
}

/**
 * The header `Referer` of a request; `undefined` if it has none.
 *
 * @see https://www.w3.org/TR/referrer-policy/#determine-requests-referrer
 */
export function refererFor(from: URL, to: URL, policy: ReferrerPolicy): string | undefined {
  if (!/^https?:$/.test(from.protocol)) return undefined;
  const origin = `${from.origin}/`;
  const whole = origin.slice(0, -1) + from.pathname + from.search;
  const isSame = from.origin === to.origin;
  const isDowngrade = isTrustworthy(from) && !isTrustworthy(to);
  const byPolicy: Readonly<Record<ReferrerPolicy, string | undefined>> = {
    'no-referrer': undefined,
    'unsafe-url': whole,
    origin,
    'origin-when-cross-origin': isSame ? whole : origin,
    'same-origin': isSame ? whole : undefined,
    'no-referrer-when-downgrade': isDowngrade ? undefined : whole,
    'strict-origin': isDowngrade ? undefined : origin,
    'strict-origin-when-cross-origin': isSame ? whole : isDowngrade ? undefined : origin,
  };
  return byPolicy[policy];
}
