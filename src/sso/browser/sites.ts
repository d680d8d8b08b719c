import { getPublicSuffix } from 'tough-cookie';
import { isLoopback } from '../../http/loopback.ts';
import type { ReferrerPolicy } from './model.ts';

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

/** The policy of browsers for pages that set none. */
export const defaultPolicy: ReferrerPolicy = 'strict-origin-when-cross-origin';

const policies: ReadonlySet<string> = new Set<ReferrerPolicy>([
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
]);

/**
 * The policy that a list of policies sets: the last one that is known.
 *
 * @param values those of headers `Referrer-Policy`, then of `<meta name=referrer>`
 */
export function referrerPolicyOf(values: readonly string[]): ReferrerPolicy | undefined {
  return values
    .flatMap((value) => value.toLowerCase().split(','))
    .map((value) => value.trim())
    .findLast((value): value is ReferrerPolicy => policies.has(value));
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
  switch (policy) {
    case 'no-referrer':
      return undefined;
    case 'unsafe-url':
      return whole;
    case 'origin':
      return origin;
    case 'origin-when-cross-origin':
      return isSame ? whole : origin;
    case 'same-origin':
      return isSame ? whole : undefined;
    case 'no-referrer-when-downgrade':
      return isDowngrade ? undefined : whole;
    case 'strict-origin':
      return isDowngrade ? undefined : origin;
    case 'strict-origin-when-cross-origin':
      if (isSame) return whole;
      return isDowngrade ? undefined : origin;
  }
}
