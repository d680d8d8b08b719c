import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Command, CommandOf } from '../acts/acts.ts';
import type { Notice } from '../market/model/journal.ts';
import type { Seed } from '../seed/seed.ts';

/** Of a run against the reference merchant, whose orders then have the same IDs in every run. */
export const defaultSeed = 1;

/** A whole life at the marketplace: who does what and when, and the callbacks that must follow. */
export interface Scenario {
  readonly title: Localized;
  /** Business time at which it begins, in milliseconds since 1970. */
  readonly start: number;
  /** Business time until which the clock goes on after the last step. */
  readonly until?: number;
  /** IDs of orders are derived from it. */
  readonly seed?: number;
  /** What the sandbox has besides its default data. */
  readonly data?: Seed;
  readonly products: readonly ConnectedProduct[];
  readonly buyers: readonly CommandOf<'buyer'>[];
  readonly faults: readonly Fault[];
  readonly steps: readonly Step[];
  readonly expect: Expectations;
}

/** How a product is connected; the address and the keys are those of the merchant. */
export type ConnectedProduct = Omit<CommandOf<'connect'>, 'do' | 'url' | 'keys' | 'rsaPublicKey'>;

/** What the sandbox answers in the merchant's place. */
export interface Fault {
  readonly activity: string;
  /** `down`, an HTTP status, or a result code with the instance that it names. */
  readonly answer: FaultAnswer;
  /** Business times: the first one included, the last one not. */
  readonly from?: number;
  readonly until?: number;
  /** How many requests; default all. */
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
  /** Code of the refusal that must come. */
  readonly refused?: string;
}

export type MarketAct = Exclude<Command, { do: 'clock' | 'connect' }>;
export type ScenarioAct = MarketAct | MerchantAct;

/** A call of the open API, which the sandbox makes in the merchant's place. `answer` must come. */
export type MerchantAct =
  | {
      readonly do: 'push';
      readonly instance: string;
      /** Business times. */
      readonly begin: number;
      readonly end: number;
      readonly value: string;
      /** Default: one that follows from instance and begin. */
      readonly serial?: string;
      /** Code of the record. */
      readonly answer: string;
    }
  | { readonly do: 'activate'; readonly license: string; readonly answer: string }
  | { readonly do: 'query-license'; readonly license: string; readonly answer: string }
  | { readonly do: 'upload'; readonly event: string; readonly license: string; readonly answer: string };

export interface Expectations {
  /** All callbacks, in their order. */
  readonly calls: readonly ExpectedCall[];
  /** Facts of the order API, and `status`, by symbol (`O1`). */
  readonly orders: Readonly<Record<string, JsonObject>>;
  /** State of instances at the end, by symbol (`I1`). */
  readonly instances: Readonly<Record<string, string>>;
  /** Yuan that buyers have at the end. */
  readonly balances: Readonly<Record<string, string>>;
  /** How many of the specification of an instance are for sale at the end, by symbol. */
  readonly stock: Readonly<Record<string, number>>;
  /** Text of the licences that were uploaded, by symbol (`E1`). */
  readonly licenses: Readonly<Record<string, string>>;
  /** How many notices there are of a kind. */
  readonly notices: Readonly<Partial<Record<Notice, number>>>;
}

export interface ExpectedCall {
  readonly at: number;
  readonly call: string;
  /** End of the path that it must go to. */
  readonly path?: string;
  /** Values that it must have; strings may be symbols, `*` is any value. */
  readonly values: JsonObject;
  /** Names of values that it must not have. */
  readonly without: readonly string[];
  /** Number of elements of lists. */
  readonly lengths: Readonly<Record<string, number>>;
  /** Result code, HTTP status, `invalid` or `down`. */
  readonly answer: string;
  /** Names of values that must differ within a series. */
  readonly fresh: readonly string[];
  /** Number of the series: calls that one expectation stands for. */
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

/** How a run ended. */
export interface ScenarioResult {
  readonly title: Localized;
  readonly isPassed: boolean;
  readonly calls: readonly SeenCall[];
  readonly differences: readonly Difference[];
}
