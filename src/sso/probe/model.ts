import type { Exchange } from '../../callback/delivery/exchange.ts';
import type { KitProtocol } from '../../callback/delivery/kit-values.ts';
import type { Check, Verdict as SuiteVerdict } from '../../suite/check.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Browser, Visit } from '../browser/model.ts';
import type { CenterCall } from '../center/model.ts';
import type { Organisation, Person, World } from './world.ts';

/** The merchant's addresses. `{tenantId}` and `{tenantCode}` in them stand for the tenant. */
export interface Targets {
  /** The production address, below which the kit interfaces are. */
  readonly production: string;
  /** The registered login address, which receives `code` and `tenant`. */
  readonly login: string;
  /** The registered callback of CAS, with `{tenantId}`. */
  readonly cas?: string;
  /** The page on which the merchant starts a tenant's login, with `state`. */
  readonly loginPage?: string;
  /** The page that shows who is logged in; default the page on which a login ends. */
  readonly accountPage?: string;
  readonly logout?: string;
}

export interface LoginOptions {
  readonly targets: Targets;
  /** The instance that the organisations are bound to; empty for the seller's own credential. */
  readonly instanceId: string;
  /** How long the merchant may keep a user waiting for a silent login centre, in milliseconds. */
  readonly patienceMs: number;
}

/** The evidence of a verdict: the browser's visits and the server's calls to the login centre. */
export interface LoginEvidence {
  readonly visits: readonly Visit[];
  readonly calls: readonly CenterCall[];
  /** A failed login: the visit whose last response explains it, perhaps with the server's output. */
  readonly login?: Visit;
  /** A failed kit call. */
  readonly exchange?: Exchange;
}

export type Verdict = SuiteVerdict<LoginEvidence>;
export type LoginCheck = Check<LoginProbe, LoginEvidence>;

/** A callback of the kit and its outcome, by the rules of the seller console. */
export interface KitResult {
  readonly exchange: Exchange;
  readonly succeeded: boolean;
  /** Why, in one line: `resultCode 000005 (…)`. */
  readonly meaning: Localized;
}

/** Sends callbacks of the kit interfaces, as real ones (`testFlag` 0). */
export interface Kit {
  readonly protocol: KitProtocol;
  now(): Date;
  /** @param values plain, without `testFlag` and the time of the request */
  call(activity: string, values: JsonObject): Promise<KitResult>;
}

/** The user whom a page shows as logged in. */
export type ShownUser =
  /** `byName`: the page shows the name, not only the login name. */
  | { readonly kind: 'person'; readonly person: Person; readonly byName: boolean }
  /** The page shows several people, or a login name that two of them share. */
  | { readonly kind: 'unclear'; readonly people: readonly Person[] }
  | { readonly kind: 'none' };

/** The result of arriving with a code or a ticket. */
export interface Arrival {
  readonly person: Person;
  readonly browser: Browser;
  /** The arrival, with all redirects that follow. */
  readonly visit: Visit;
  /** The visit of a separate account page. */
  readonly look?: Visit;
  /** The server's calls to the login centre. */
  readonly calls: readonly CenterCall[];
  readonly shownUser: ShownUser;
}

/** State that checks keep for later ones. */
export interface LoginMemory {
  /** Arrivals that logged someone in, in order. */
  readonly arrivals: Arrival[];
  /** Organisations that the merchant may still have stored. */
  readonly bound: Set<Organisation>;
  /** People whom authSync has added and not deleted. */
  readonly authorised: Set<Person>;
  /** The ticket format that the merchant can validate, if not the default. */
  casFormat?: 'XML';
  /** The login before the first organisation was unbound. */
  lastSession?: Arrival;
}

export interface LoginProbe {
  readonly options: LoginOptions;
  readonly targets: Targets;
  readonly world: World;
  readonly kit: Kit;
  readonly memory: LoginMemory;
  /** A new browser without cookies. @param options `timeoutMs`: for a response, if not that of the run */
  browser(options?: { readonly phone?: boolean; readonly timeoutMs?: number }): Browser;
  sleep(milliseconds: number): Promise<void>;
  /** All output of the merchant's server so far, if koo started it. */
  readonly output?: () => string;
}
