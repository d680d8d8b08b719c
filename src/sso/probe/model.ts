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
  /** Where the merchant starts the login of a tenant itself, with `state`. */
  readonly loginPage?: string;
  /** What shows who is logged in; default the page on which a login ends. */
  readonly accountPage?: string;
  /** The merchant's logout. */
  readonly logout?: string;
}

export interface LoginOptions {
  readonly targets: Targets;
  /** Of the instance that the organisations are bound to; empty for the seller's own credential. */
  readonly instanceId: string;
  /** How long the merchant may let a user wait for a login centre that does not respond, in milliseconds. */
  readonly patienceMs: number;
}

/** What shows a verdict: what the browser did, and what the server asked the login centre meanwhile. */
export interface LoginEvidence {
  readonly visits: readonly Visit[];
  readonly calls: readonly CenterCall[];
  /** A login that failed: the visit whose last response tells why. What the server has printed may tell, too. */
  readonly login?: Visit;
  /** A call of the kit, if that is what failed. */
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

/** Who is logged in, by what a page shows. */
export type ShownUser =
  /** `byName`: it shows the name, not the login name alone. */
  | { readonly kind: 'person'; readonly person: Person; readonly byName: boolean }
  /** It shows several people, or a login name that two of them have. */
  | { readonly kind: 'unclear'; readonly people: readonly Person[] }
  | { readonly kind: 'none' };

/** What a browser that arrives with a code or a ticket has led to. */
export interface Arrival {
  readonly person: Person;
  readonly browser: Browser;
  /** The arrival, with all redirects that follow. */
  readonly visit: Visit;
  /** The visit of the page that shows who is logged in, if it is another one. */
  readonly look?: Visit;
  /** What the server asked the login centre. */
  readonly calls: readonly CenterCall[];
  readonly shownUser: ShownUser;
}

/** What checks note for later ones. */
export interface LoginMemory {
  /** Arrivals that logged someone in, in order. */
  readonly arrivals: Arrival[];
  /** Organisations that the merchant has been told of and may still know. */
  readonly bound: Set<Organisation>;
  /** People whom authSync has named and not deleted. */
  readonly authorised: Set<Person>;
  /** The default format of a login centre whose tickets the merchant can validate, if not that of the world. */
  casFormat?: 'XML';
  /** Who was logged in when the first organisation was unbound. */
  lastSession?: Arrival;
}

/** What a check uses to test the login of one merchant. */
export interface LoginProbe {
  readonly options: LoginOptions;
  readonly targets: Targets;
  readonly world: World;
  readonly kit: Kit;
  readonly memory: LoginMemory;
  /**
   * A new browser without cookies.
   *
   * @param options `timeoutMs`: for a response, if not that of the run
   */
  browser(options?: { readonly phone?: boolean; readonly timeoutMs?: number }): Browser;
  /** Waits, in milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** All output of the merchant's server so far, if koo has started it. */
  readonly output?: () => string;
}
