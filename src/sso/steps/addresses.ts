import { both, type Localized } from '../../text/translate.ts';
import { domainPaths, unifiedPaths } from '../center/address.ts';

/** A step that only a browser can take. */
export type BrowserStep = 'authorize' | 'unified-login' | 'logout' | 'cas-login' | 'cas-logout';

export interface AddressParameter {
  readonly name: string;
  readonly value: string;
  readonly meaning: Localized;
}

/** An address to open in a browser; koo sends no request. */
export interface AddressReport {
  readonly step: BrowserStep;
  readonly address: string;
  readonly parameters: readonly AddressParameter[];
  /** What comes back, and what to keep in mind. */
  readonly explanation: readonly Localized[];
  /** Commands of the next step. */
  readonly next: readonly string[];
  /** Whether a browser was started. */
  readonly opened: boolean;
}

/** The host of the unified login page of all tenants. */
export const unifiedLogin = 'https://macroverse.huaweicloud.com';

export interface AuthorizeOptions {
  readonly clientId: string;
  readonly redirectUri: string | undefined;
  readonly state: string;
  readonly scope: string;
}

/** Where an address leads, without what a command adds. */
type Address = Omit<AddressReport, 'next' | 'opened'>;

/**
 * The address at which the browser asks for a code at the login domain of a tenant.
 *
 * @param domain origin of the login domain
 * @see https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0158.html
 */
export function authorizeAddress(
  domain: string,
  { clientId, redirectUri, state, scope }: AuthorizeOptions,
): Address {
  const parameters: AddressParameter[] = [
    { name: 'client_id', value: clientId, meaning: both('client ID of the tenant, from applicationSync') },
    ...(redirectUri === undefined
      ? []
      : [
          {
            name: 'redirect_uri',
            value: redirectUri,
            meaning: both('registered login address, exactly as it is spelled'),
          },
        ]),
    { name: 'response_type', value: 'code', meaning: both('always code') },
    {
      name: 'scope',
      value: scope,
      meaning: both('optional: get_user_info is the default, and the only documented scope'),
    },
    {
      name: 'state',
      value: state,
      meaning: both('random letters and digits; your server compares them with those in its session'),
    },
  ];
  return {
    step: 'authorize',
    address: withQuery(`${domain}${domainPaths.authorize}`, parameters),
    parameters,
    explanation: [
      both('If the browser is not signed in, the login page of the tenant comes first.'),
      both('Then the browser is sent to redirect_uri with the parameters code and state (HTTP 302).'),
      both('Refuse another state than the one you sent: another website may have started the login.'),
      both('The code works once, and for a few minutes only.'),
      ...(redirectUri === undefined
        ? [both('KooGallery requires redirect_uri; without it, only some login domains respond.')]
        : []),
    ],
  };
}

/**
 * The address of the unified login page, where the user chooses the tenant.
 *
 * @param origin of the page
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649141.html
 */
export function unifiedAddress(origin: string, appId: string): Address {
  const parameters: AddressParameter[] = [
    { name: 'ind', value: 'UNOP', meaning: both('always UNOP') },
    { name: 'appId', value: appId, meaning: both('app ID of the credential') },
  ];
  return {
    step: 'unified-login',
    address: withQuery(`${origin}${unifiedPaths.page}#/portal-login`, parameters),
    parameters,
    explanation: [
      both(
        'The parameters are in the fragment, which only a browser reads: a server cannot fetch this page.',
      ),
      both(
        'After the login, the browser is sent to the login address of the credential with the parameters code and tenant (HTTP 302).',
      ),
      both('Look up domain, client ID and client secret by tenant. Never build a host name from it.'),
      both('There is no state, so ask the user before you replace a session of another user.'),
      both('The code works once, and for a few minutes only.'),
    ],
  };
}

/**
 * The address at which the browser ends its session at the login domain.
 *
 * @param domain origin of the login domain
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649145.html
 */
export function logoutAddress(domain: string, redirectUrl: string | undefined): Address {
  const parameters: AddressParameter[] =
    redirectUrl === undefined
      ? []
      : [
          {
            name: 'redirect_url',
            value: redirectUrl,
            meaning: both('where the browser goes afterwards, URL-encoded'),
          },
        ];
  return {
    step: 'logout',
    address: withQuery(`${domain}${domainPaths.logout}`, parameters),
    parameters,
    explanation: [
      both(
        'The browser must open it: the session is in its cookies, so a call of your server, or of koo, ends nothing.',
      ),
      redirectUrl === undefined
        ? both('The browser is sent to the login page (HTTP 302); with redirect_url, to your page.')
        : both('The browser is sent to redirect_url (HTTP 302).'),
      both('It ends the session of all applications of this user.'),
      both('Your own session goes on: end it in your server first, then redirect the browser here.'),
    ],
  };
}

/**
 * The address at which the browser asks for a CAS ticket.
 *
 * @param domain origin of the login domain
 * @see https://support.huaweicloud.com/api-oneaccess/AuthorizeCASLogin.html
 */
export function casLoginAddress(domain: string, service: string): Address {
  const parameters = [serviceParameter(service)];
  return {
    step: 'cas-login',
    address: withQuery(`${domain}${domainPaths.casLogin}`, parameters),
    parameters,
    explanation: [
      both('If the browser is not signed in, the login page of the tenant comes first.'),
      both('Then the browser is sent to service with the parameter ticket (HTTP 302).'),
      both('The ticket works once, also if its validation fails, and for a few minutes only.'),
    ],
  };
}

/**
 * The address at which the browser ends its session by CAS.
 *
 * @param domain origin of the login domain
 * @see https://support.huaweicloud.com/api-oneaccess/CancelCASLogin.html
 */
export function casLogoutAddress(domain: string, service: string | undefined): Address {
  const parameters = service === undefined ? [] : [serviceParameter(service)];
  return {
    step: 'cas-logout',
    address: withQuery(`${domain}${domainPaths.casLogout}`, parameters),
    parameters,
    explanation: [
      both(
        'The browser must open it: the session is in its cookies, so a call of your server, or of koo, ends nothing.',
      ),
      service === undefined
        ? both('The browser is sent to the login page (HTTP 302); with service, to your callback address.')
        : both('The browser is sent to service (HTTP 302).'),
      both('Your own session goes on: end it in your server first, then redirect the browser here.'),
    ],
  };
}

function serviceParameter(value: string): AddressParameter {
  return {
    name: 'service',
    value,
    meaning: both('registered callback address, exactly as it is spelled, with the tenant in it'),
  };
}

function withQuery(address: string, parameters: readonly AddressParameter[]): string {
  const query = parameters.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`);
  return query.length === 0 ? address : `${address}?${query.join('&')}`;
}
