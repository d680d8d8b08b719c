import type { MerchantOptions, OrderLookup } from '../../../src/callback/merchant/model.ts';
import type { SuiteOptions } from '../../../src/callback/probe/model.ts';
import type {
  Parameter,
  Protocol,
  ProtocolId,
  ReceivedRequest,
} from '../../../src/callback/protocols/model.ts';
import type { Localized } from '../../../src/text/localized.ts';

/** An answer as it goes over the wire, right or wrong. */
export interface HttpReply {
  readonly status: number;
  readonly headers: readonly Parameter[];
  readonly body: Uint8Array;
  /** `reset`: the connection is cut before a byte; `half`: in the middle of the body; `chunked`: no length is said. */
  readonly transfer?: 'reset' | 'half' | 'chunked';
  readonly delayMs?: number;
}

export type Handle = (request: ReceivedRequest) => Promise<HttpReply>;

/** The reference merchant that a variant is made of, and what the merchant knows. */
export interface ReferenceMerchant {
  /** The protocol under test. */
  readonly protocol: Protocol;
  readonly key: string;
  readonly handle: Handle;
}

/** A merchant's server that differs from the reference one in one thing. */
export interface Variant {
  /** Kebab case. */
  readonly id: string;
  readonly title: Localized;
  /** The protocols it is tried in. */
  readonly protocols: readonly ProtocolId[];
  readonly merchant?: Partial<MerchantOptions>;
  readonly options?: Partial<SuiteOptions>;
  /** It queries its orders at an order API, in a way of its own. */
  readonly lookUp?: (lookUp: OrderLookup) => OrderLookup;
  readonly make: (reference: ReferenceMerchant) => Handle;
  /** It concerns the connection or the form of an HTTP answer, and is tested over a real one. */
  readonly overHttp?: true;
}

/** A variant with a mistake. */
export interface Mistake extends Variant {
  /** The check that names the mistake, without the protocol's code: `AUTH-STALE`. */
  readonly caughtBy: string;
  /** Checks that find fault as a direct consequence. */
  readonly also?: readonly string[];
  /** Those in one protocol only. */
  readonly alsoIn?: Readonly<Partial<Record<ProtocolId, readonly string[]>>>;
  /** What the hint of the catching check must say. */
  readonly hint?: RegExp;
}

/** A variant that Huawei's rules allow. */
export interface CompliantVariant extends Variant {
  /** Warnings that point out the freedom taken. */
  readonly warns?: readonly string[];
  /** Checks that have nothing to look at here; no others may be skipped. */
  readonly skips?: RegExp;
  /** How often the suite is run against the same server; the last run counts. */
  readonly runs?: number;
}
