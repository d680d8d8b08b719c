import { type KooError, usageError } from '../../errors/koo-error.ts';
import { isLoopback } from '../../http/loopback.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';

export interface LoginDomain {
  /** Without a slash at the end: `https://example.tenantaccount.com`. */
  readonly origin: string;
  /** Corrections and remarks. */
  readonly notices: readonly Localized[];
}

/** Hosts that merchants mistake for a tenant's login domain. */
const otherSystems: readonly (readonly [host: RegExp, what: Localized])[] = [
  [/^macroverse\.huaweicloud\.com$/, both('the unified login page, which all tenants share')],
  [/^orgid(-external)?[.-].*(huaweipaas|huaweiapaas|myhuaweicloud)\.(cn|com)$/, verbatim('OrgID')],
  [/^oauth-login\.cloud\.huawei\.com$/, both('Huawei ID')],
];

/**
 * Reads a login domain as tenantSync delivers it, or as a person writes it. Pages of Huawei write `{domain_name}/api/…` and
 * `https://{domain_name}/api/…`, so a scheme and a path may be there or not.
 *
 * @param flag that gave it, for messages
 * @throws KooError (usage, `INVALID_DOMAIN`)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649448.html
 */
export function readDomain(text: string, flag = 'domain'): LoginDomain {
  const invalid = (fault: Localized) => invalidDomain(flag, fault);
  const trimmed = text.trim();
  const hasScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed);
  const url = URL.parse(hasScheme ? trimmed : `https://${trimmed}`);
  if (!url || trimmed === '' || /\s/.test(trimmed)) throw invalid(both('is not a valid address'));
  if (/^https?$/.test(url.hostname)) throw invalid(both('has its scheme twice'));
  if (url.username !== '' || url.password !== '') throw invalid(both('contains a user name or a password'));
  const isLocal = isLoopback(url.hostname);
  if (!hasScheme && isLocal) url.protocol = 'http:';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalid(both('is not an https address'));
  if (url.protocol === 'http:' && !isLocal) throw invalid(both('is not an https address'));
  const rest = url.pathname + url.search + url.hash;
  const system = otherSystems.find(([host]) => host.test(url.hostname))?.[1];
  const { origin } = url;
  return {
    origin,
    notices: [
      ...(hasScheme ? [] : [both('--{flag} has no scheme: koo calls {origin}', { flag, origin })]),
      ...(rest === '/' || rest === ''
        ? []
        : [both('--{flag} has more than a host: koo calls {origin}', { flag, origin })]),
      ...(system
        ? [both('{host} is {system}, not the login domain of a tenant.', { host: url.hostname, system })]
        : []),
    ],
  };
}

/** The text is not quoted: it may contain a password. */
function invalidDomain(flag: string, fault: Localized): KooError {
  return usageError(
    'INVALID_DOMAIN',
    both('--{flag} {fault}', { flag, fault }),
    both(
      'Give domainName of tenantSync, such as https://example.tenantaccount.com. http is allowed on this machine only.',
    ),
  );
}
