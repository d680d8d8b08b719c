import { configurationError, usageError } from '../errors/koo-error.ts';
import { isLoopback } from '../http/loopback.ts';
import { both, type Localized } from '../text/translate.ts';

export const siteIds = ['cn', 'intl', 'eu', 'sandbox', 'custom'] as const;
export type SiteId = (typeof siteIds)[number];

export const siteNames: Readonly<Record<SiteId, Localized>> = {
  cn: both('KooGallery China (cn)'),
  intl: both('KooGallery International (intl)'),
  eu: both('KooGallery Europe (eu)'),
  sandbox: both('the local sandbox (sandbox)'),
  custom: both('another address (custom)'),
};

const operationNames = {
  order: both('order query'),
  usage: both('usage push'),
  license: both('licence codes'),
  event: both('event upload'),
  asset: both('asset query'),
  cost: both('cost analysis'),
  partner: both('resold consumption'),
  'seller-config': both('seller configuration'),
} as const satisfies Readonly<Record<string, Localized>>;

export type Operation = keyof typeof operationNames;

/** The operations of a custom site, unless its profile lists fewer. */
export const allOperations = Object.keys(operationNames) as readonly Operation[];

/** The sandbox has no cloud resources, and so no bills of them. */
const sandboxOperations: readonly Operation[] = allOperations.filter(
  (one) => one !== 'cost' && one !== 'partner',
);

/** A site of KooGallery and the operations it offers. */
export interface Site {
  readonly id: SiteId;
  /** Base of the open API, without a slash at the end. */
  readonly endpoint: string;
  /** Base of IAM. */
  readonly iam: string;
  /** Base of the billing service. */
  readonly bss: string;
  /** Used when `endpoint` is unreachable. */
  readonly fallback?: string;
  readonly offers: readonly Operation[];
}

/**
 * Huawei's sites. The international usage page names the Chinese host as a fallback, which would send credentials of one
 * site to another, so it has none here. Some of Huawei's pages name a second host for Europe (`mkt-euro`); its European
 * documents do not. The asset query is documented in Chinese only, the consumption of resold customers for the Chinese
 * site only.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html (cn)
 * @see https://support.huaweicloud.com/intl/en-us/accessg-marketplace/topic_0070649116.html (intl)
 * @see https://support.huaweicloud.com/eu/accessg-marketplace/en-us_topic_000033.html (eu)
 * @see https://support.huaweicloud.com/api-oce/costm_00014.html (billing service)
 */
const publishedSites = {
  cn: {
    id: 'cn',
    endpoint: 'https://mkt.myhuaweicloud.com',
    fallback: 'https://mkt.myhuaweicloud.cn',
    iam: 'https://iam.myhuaweicloud.com',
    bss: 'https://bss.myhuaweicloud.com',
    offers: ['order', 'usage', 'license', 'event', 'asset', 'cost', 'partner'],
  },
  intl: {
    id: 'intl',
    endpoint: 'https://mkt-intl.myhuaweicloud.com',
    iam: 'https://iam.myhuaweicloud.com',
    bss: 'https://bss-intl.myhuaweicloud.com',
    offers: ['order', 'usage', 'cost'],
  },
  eu: {
    id: 'eu',
    endpoint: 'https://mkt.myhuaweicloud.eu',
    iam: 'https://iam.eu-west-101.myhuaweicloud.eu',
    bss: 'https://bss.myhuaweicloud.eu',
    offers: ['order', 'cost'],
  },
} as const satisfies Partial<Record<SiteId, Site>>;

/**
 * A site by its id. An endpoint makes it a custom site (or is the address of the sandbox), whose IAM and billing
 * service are expected at the same address, so that credentials are sent nowhere else.
 *
 * @throws KooError (usage) `NO_ENDPOINT`, `INVALID_ENDPOINT`
 */
export function siteOf(id: SiteId, endpoint?: string): Site {
  if (endpoint !== undefined) {
    const base = parseEndpoint(endpoint);
    if (id === 'sandbox' && !isLoopback(new URL(base).hostname)) {
      throw usageError(
        'INVALID_ENDPOINT',
        both('The sandbox runs on this machine, not at {endpoint}', { endpoint: base }),
        both(
          'To call that address as a custom site, omit --site, or log in with `koo login --endpoint URL`.',
        ),
      );
    }
    const siteId = id === 'sandbox' ? id : 'custom';
    const offers = siteId === 'sandbox' ? sandboxOperations : allOperations;
    return { id: siteId, endpoint: base, iam: base, bss: base, offers };
  }
  if (id === 'sandbox' || id === 'custom') {
    throw usageError(
      'NO_ENDPOINT',
      both('The site "{id}" requires an endpoint', { id }),
      both('Set it with --endpoint URL.'),
    );
  }
  return publishedSites[id];
}

/**
 * Asserts that a site offers an operation.
 *
 * @throws KooError (configuration) `OPERATION_NOT_OFFERED`; for seller configuration `OPERATION_NOT_PUBLISHED`
 */
export function requireOperation(site: Site, operation: Operation): void {
  if (site.offers.includes(operation)) return;
  const name = operationNames[operation];
  const where = Object.values(publishedSites).filter(({ offers }) => offers.some((one) => one === operation));
  if (where.length === 0) {
    throw configurationError(
      'OPERATION_NOT_PUBLISHED',
      both('Huawei publishes no API for {name}', { name }),
      both('Use --worksheet for the steps in the seller console, or try it with --site sandbox.'),
    );
  }
  if (site.id === 'custom') {
    throw configurationError(
      'OPERATION_NOT_OFFERED',
      both('The profile does not list {name} among the operations of its site', { name }),
      both(
        'If the site has it, add "{operation}" with `koo config set profiles.NAME.offers OPERATION,...`; else choose another profile with --profile.',
        { operation },
      ),
    );
  }
  const sites = [...where.map(({ id }) => id), ...(sandboxOperations.includes(operation) ? ['sandbox'] : [])];
  throw configurationError(
    'OPERATION_NOT_OFFERED',
    site.id === 'sandbox'
      ? both('The sandbox does not simulate {name}', { name })
      : both('Huawei documents no {name} API for the site "{site}"', { name, site: site.id }),
    both('Offered on: {sites}. Choose a site with --site, or a profile with --profile.', { sites }),
  );
}

/** Parses a base address: https, or http on this machine; without user, query or fragment. */
function parseEndpoint(text: string): string {
  const url = URL.parse(text);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!url || !secure || url.username || url.password || url.search || url.hash) {
    throw usageError(
      'INVALID_ENDPOINT',
      both('The endpoint must be an https URL'),
      both('Example: https://mkt.example.com. http is allowed for this machine only (127.0.0.1, localhost).'),
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
