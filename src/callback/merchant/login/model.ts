import { both, type Localized } from '../../../text/translate.ts';
import type { LogEntry } from '../model.ts';
import type { State } from '../state.ts';

export interface LoginOptions {
  /** The tenants, applications and users of the kit callbacks. */
  readonly state: State;
  /** Origin at which browsers reach the merchant: `https://saas.example.net`. */
  readonly origin: string;
  /** The unified login page; default the one of KooGallery. */
  readonly loginPage?: string | undefined;
  /** Sends requests to login centres; must verify certificates. */
  readonly fetch: Fetch;
  /** Time limit of a request to a login centre with its retry, in milliseconds; default 10,000. */
  readonly timeoutMs?: number;
  /** The wall clock, by which sessions end. */
  now(): Date;
  /** The business clock, by which instances expire; default `now`. */
  readonly businessNow?: (() => Date | Promise<Date>) | undefined;
  /** Returns 32 hex digits of a cryptographic generator. */
  random(): string;
  readonly log?: (entry: LogEntry) => void;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Login {
  /** Handles a request below {@link loginPath}; `undefined` for any other. */
  handle(request: Request): Promise<Response | undefined>;
}

/** Start of all paths of the login. */
export const loginPath = '/sso/';

/** The pages and actions of the login. */
export const paths = {
  login: '/sso/login',
  /** The login address to register for OAuth. */
  callback: '/sso/callback',
  /** The callback to register for CAS, with `?tenant=` and the tenant ID. */
  cas: '/sso/cas',
  account: '/sso/account',
  switch: '/sso/switch',
  logout: '/sso/logout',
} as const;

/** Returns the addresses to test of the login at an origin. The starters have the same paths. */
export function loginAddresses(origin: string) {
  return {
    login: origin + paths.callback,
    cas: `${origin}${paths.cas}?tenant={tenantId}`,
    loginPage: `${origin}${paths.login}?tenant={tenantId}`,
    accountPage: origin + paths.account,
    logout: origin + paths.logout,
  };
}

export type Problem = keyof typeof problems;

/** Why a login is refused. */
export interface Refusal {
  readonly problem: Problem;
  /** Error code of the login centre or of the network, for the log. */
  readonly cause?: string;
}

export function refusal(problem: Problem, cause = ''): Refusal {
  return { problem, ...(cause && { cause }) };
}

export function isRefusal(given: object): given is Refusal {
  return 'problem' in given;
}

export interface LoginMessage {
  /** HTTP status of the page. */
  readonly status: number;
  readonly text?: Localized;
}

/** The messages for users whose login is refused. Texts of a login centre are never shown. */
export const problems = {
  'unknown-tenant': {
    status: 404,
    text: both('Your company is not known here. Ask its administrator to bind it to this application again.'),
  },
  'wrong-state': {
    status: 400,
    text: both('This login was not started in this browser, or took too long. Please log in again.'),
  },
  'no-code': { status: 400, text: both('The login was not completed. Please log in again.') },
  'not-confirmed': {
    status: 401,
    text: both('The login centre did not confirm the login. Please log in again.'),
  },
  unreachable: { status: 503, text: both('The login centre does not respond. Please try again later.') },
  'other-tenant': {
    status: 403,
    text: both('The login centre confirmed a user of another company. Please log in again.'),
  },
  // authSync is asynchronous, and may arrive after the user.
  'not-authorised': {
    status: 403,
    text: both(
      'You are not authorised to use this application. If your administrator has just authorised you, try again in a minute.',
    ),
  },
  internal: { status: 500, text: both('The login failed. Please try again later.') },
} as const satisfies Readonly<Record<string, LoginMessage>>;
