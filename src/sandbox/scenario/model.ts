import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Command, CommandOf } from '../acts/acts.ts';
import type { Seed } from '../seed/seed.ts';
import type { ExpectedCall, MerchantAct, ScenarioInput } from './schema.ts';

/** Seed of a run against the reference merchant, which gives its orders the same IDs in every run. */
export const defaultSeed = 1;

/** A whole life at the marketplace: acts with their times, and the expected callbacks. Times are business times. */
export interface Scenario extends Omit<ScenarioInput, 'data' | 'products' | 'buyers' | 'steps' | 'expect'> {
  readonly data?: Seed;
  readonly products: readonly ConnectedProduct[];
  readonly buyers: readonly CommandOf<'buyer'>[];
  readonly steps: readonly Step[];
  readonly expect: Expectations;
}

/** A connection without the address and the keys, which are the merchant's. */
export type ConnectedProduct = Omit<CommandOf<'connect'>, 'do' | 'url' | 'keys' | 'rsaPublicKey'>;

/** An act of the buyer, the seller or the operator, or a call of the open API by the merchant. */
export interface Step {
  readonly at: number;
  readonly act: ScenarioAct;
  /** Code of the expected refusal. */
  readonly refused?: string;
}

export type MarketAct = Exclude<Command, { do: 'clock' | 'connect' }>;
export type ScenarioAct = MarketAct | MerchantAct;

export interface Expectations extends Omit<ScenarioInput['expect'], 'calls'> {
  readonly calls: readonly ExpectedCall[];
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
