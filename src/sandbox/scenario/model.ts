import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Command, CommandOf } from '../acts/acts.ts';
import type { Notice } from '../market/model/journal.ts';
import type { Seed } from '../seed/seed.ts';

/** Seed of a run against the reference merchant, which gives its orders the same IDs in every run. */
export const defaultSeed = 1;

/** A whole life at the marketplace: acts with their times, and the expected callbacks. */
export interface Scenario {
  readonly title: Localized;
  /** Business time of the start, in milliseconds since 1970. */
  readonly start: number;
  /** Business time until which the clock continues after the last step. */
  readonly until?: number;
  /** IDs of orders are derived from it. */
  readonly seed?: number;
  /** Data of the sandbox besides its default data. */
  readonly data?: Seed;
  readonly products: readonly ConnectedProduct[];
  readonly buyers: readonly CommandOf<'buyer'>[];
  readonly faults: readonly Fault[];
  readonly steps: readonly Step[];
  readonly expect: Expectations;
}

/** A connection without the address and the keys, which are the merchant's. */
export type ConnectedProduct = Omit<CommandOf<'connect'>, 'do' | 'url' | 'keys' | 'rsaPublicKey'>;

/** A response that the sandbox gives in the merchant's place. */
export interface Fault {
  readonly activity: string;
  /** `down`, an HTTP status, or a result code with the instance that it names. */
  readonly answer: FaultAnswer;
  /** Range of business times, without its end. */
  readonly from?: number;
  readonly until?: number;
  /** Number of requests; all by default. */
  readonly times?: number;
}

export type FaultAnswer =
  | 'down'
  | { readonly status: number }
  | { readonly resultCode: string; readonly instanceId?: string };

/** An act of the buyer, the seller or the operator, or a call of the open API by the merchant. */
export interface Step {
  readonly at: number;
  readonly act: ScenarioAct;
  /** Code of the expected refusal. */
  readonly refused?: string;
}

export type MarketAct = Exclude<Command, { do: 'clock' | 'connect' }>;
export type ScenarioAct = MarketAct | MerchantAct;

/** A call of the open API, which the sandbox makes in the merchant's place, with the expected `answer`. */
export type MerchantAct =
  | {
      readonly do: 'push';
      readonly instance: string;
      /** Business times. */
      readonly begin: number;
      readonly end: number;
      readonly value: string;
      /** Derived from instance and begin by default. */
      readonly serial?: string;
      /** Code of the record. */
      readonly answer: string;
    }
  | { readonly do: 'activate'; readonly license: string; readonly answer: string }
  | { readonly do: 'query-license'; readonly license: string; readonly answer: string }
  | { readonly do: 'upload'; readonly event: string; readonly license: string; readonly answer: string };

export interface Expectations {
  /** All callbacks, in order. */
  readonly calls: readonly ExpectedCall[];
  /** Facts of the order API, and `status`, by symbol (`O1`). */
  readonly orders: Readonly<Record<string, JsonObject>>;
  /** State of instances at the end, by symbol (`I1`). */
  readonly instances: Readonly<Record<string, string>>;
  /** Balances of buyers at the end, in yuan. */
  readonly balances: Readonly<Record<string, string>>;
  /** Remaining stock of the specification of an instance at the end, by symbol. */
  readonly stock: Readonly<Record<string, number>>;
  /** Text of the licences that were uploaded, by symbol (`E1`). */
  readonly licenses: Readonly<Record<string, string>>;
  /** Number of notices by kind. */
  readonly notices: Readonly<Partial<Record<Notice, number>>>;
}

export interface ExpectedCall {
  readonly at: number;
  readonly call: string;
  /** Required end of the path. */
  readonly path?: string;
  /** Required values; strings may be symbols, `*` is any value. */
  readonly values: JsonObject;
  /** Names of forbidden values. */
  readonly without: readonly string[];
  /** Number of elements of lists. */
  readonly lengths: Readonly<Record<string, number>>;
  /** Result code, HTTP status, `invalid` or `down`. */
  readonly answer: string;
  /** Names of values that must differ within a series. */
  readonly fresh: readonly string[];
  /** Number of the series: the calls of one expectation. */
  readonly series: number;
}

/** A callback that was sent, or that the sandbox answered in the merchant's place. */
export interface SeenCall {
  readonly at: number;
  readonly call: string;
  readonly path: string;
  readonly values: JsonObject;
  /** Result code, HTTP status, `down`, or `invalid`: 000000, but no success by the rules of KooGallery. */
  readonly answer: string;
  /** What the answer means. */
  readonly meaning: Localized;
  readonly injected: boolean;
}

/** Something that is not as the scenario says. */
export interface Difference {
  readonly kind: 'missing' | 'unexpected' | 'time' | 'value' | 'answer' | 'step' | 'fact';
  /** Business time, ISO 8601. */
  readonly at: string;
  /** The callback, step, order or buyer that it concerns. */
  readonly subject: string;
  readonly text: Localized;
  readonly expected: string | null;
  readonly seen: string | null;
}

export interface ScenarioResult {
  readonly title: Localized;
  readonly isPassed: boolean;
  readonly calls: readonly SeenCall[];
  readonly differences: readonly Difference[];
}
