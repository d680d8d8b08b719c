import type { CallResult } from '../../../callback/probe/judge.ts';
import type { ProtocolId } from '../../../callback/protocols/model.ts';
import type { Callback, Life } from '../../../lifecycle/model.ts';
import type { KeyClass } from '../../../signing/key-class.ts';
import type { AesBits } from '../../../signing/sensitive-field.ts';
import type { JsonObject } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import type { Settings } from './settings.ts';

/** An amount of money: an integer number of millionths of a yuan. */
export type Amount = number;

/** A price of a specification, which callbacks and orders call the product. */
export interface Price {
  /** `OFFI` and 18 digits: the `productId` of callbacks and orders. */
  readonly priceId: string;
  readonly skuCode: string;
  /** For period products, trials and packages. */
  readonly period?: { readonly type: 'year' | 'month' | 'day'; readonly number: number };
  readonly amount: Amount;
  /**
   * How usage is charged: all at one price (fixed), each part at the price of its band (step), or each record at that
   * of its band (tier).
   */
  readonly mode?: 'fixed' | 'step' | 'tier';
  readonly bands?: readonly { readonly upTo?: string; readonly amount: Amount }[];
  readonly cycle?: 'hour' | 'day';
  readonly item?: string;
  readonly included?: string;
}

/** The protocols whose callbacks follow from the life of an instance. */
export type BaseProtocol = 'v1' | 'v2' | 'online-license' | 'license-code';

export interface Parameter {
  readonly name: string;
  readonly required: boolean;
}

/** A product that is connected to the address of a merchant, as in the seller console. */
export interface Connection {
  readonly product: string;
  readonly seller: string;
  readonly url: string;
  readonly protocols: readonly ProtocolId[];
  readonly encrypt: AesBits;
  /** PEM; encrypts client secrets. */
  readonly rsaPublicKey?: string;
  /**
   * Address to which unified login and authorisation lead the browser, with a code; `{tenantId}` and `{tenantCode}` are
   * replaced.
   */
  readonly loginAddress?: string;
  /** Address to which CAS leads the browser, with a ticket; `{tenantId}` and `{tenantCode}` are replaced. */
  readonly casCallback?: string;
  /** The buyer has to accept the delivery. */
  readonly supervised: boolean;
  /** Bought at its own address only. */
  readonly unlisted?: boolean;
  /** V1 sends mobile number and email address. */
  readonly contacts: boolean;
  readonly parameters: readonly Parameter[];
  /** Optional activities that the product has not configured. */
  readonly without: readonly string[];
  readonly prices: readonly Price[];
  readonly settings: Settings;
}

export type ConnectionKeys = Readonly<Partial<Record<KeyClass, string>>>;

export type PeriodType = 'year' | 'month' | 'day';

export interface Period {
  readonly type: PeriodType;
  readonly number: number;
}

export type Payment = 'balance' | 'credit-line' | 'coupon';

/** An instance or a licence code, as the marketplace knows it. */
export interface Instance {
  /** Number in the state. */
  readonly key: number;
  /** Resource id of the buyer's view. */
  readonly resource: string;
  readonly product: string;
  readonly sku: string;
  readonly price: Price;
  readonly buyer: string;
  /** The merchant's id; absent until it is returned. */
  readonly instanceId?: string;
  readonly license?: string;
  readonly life: Life;
  readonly period?: Period;
  readonly quantity?: number;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly payment: Payment;
  readonly paid: Amount;
  /** Remaining automatic renewals. */
  readonly autoRenew?: number | 'unlimited';
  /** Supervised, and not accepted yet. */
  readonly awaitsAcceptance?: true;
  /** Day of the month of the first expiry, which later ones return to. */
  readonly anchorDay?: number;
  /** Time of the expiry, or of the arrears. */
  readonly overdueSince?: number;
  /** Times of the last freeze and of the release, in milliseconds since 1970. */
  readonly frozenAt?: number;
  readonly releasedAt?: number;
}

export type OrderType = 'NEW' | 'TRIAL' | 'TRIAL_TO_FORMAL' | 'RENEW' | 'CHANGE' | 'UNSUBSCRIBE';

export interface Order {
  readonly id: string;
  readonly type: OrderType;
  /**
   * `failed`: refunded, since the merchant did not deliver. A V1 renewal whose refresh was given up is not refunded,
   * and is completed once the refresh is sent again.
   */
  readonly status: 'processing' | 'completed' | 'failed';
  readonly buyer: string;
  readonly product: string;
  readonly sku: string;
  /** Keys of the instances of its lines. */
  readonly instances: readonly number[];
  /**
   * Amount paid for all lines; negative for a refund. The refund of a purchase is an order of its own, that of a change
   * that failed is not. Usage is billed apart.
   */
  readonly amount: Amount;
  readonly payment: Payment;
  /** The new period and quantity of the instance, if there is only one. */
  readonly period?: Period;
  readonly quantity?: number;
  readonly createdAt: number;
  readonly completedAt?: number;
}

/** The reason for a delivery: a callback of a life, a call of the kit, or a probe. */
export type Cause = Callback['type'] | 'kit' | 'probe';

/** A callback in the outbox. Its content never changes; only its proof is new at each attempt. */
export interface Delivery {
  readonly id: number;
  /** Deliveries of a queue are sent one after the other: `1` for an instance, `1 notify`. */
  readonly queue: string;
  readonly instance?: number;
  readonly product: string;
  readonly protocol: ProtocolId;
  readonly activity: string;
  readonly cause: Cause;
  /** Field values of every attempt, without those that are new each time. */
  readonly values: JsonObject;
  /** The order that depends on it, if any. */
  readonly order?: string;
  /** The change that the buyer wants, if the merchant agrees. */
  readonly wanted?: JsonObject;
  readonly state: DeliveryState;
  /** When it became the head of its queue, in milliseconds of the business clock. */
  readonly startedAt?: number;
  readonly attempts: number;
}

export type DeliveryState =
  | 'queued'
  | 'active'
  | 'succeeded'
  /** The attempts are used up: it waits for a restart by the seller. */
  | 'given-up'
  /** Refused by the merchant where that is final. */
  | 'refused'
  /** Dropped, because the instance is released or the product disconnected. */
  | 'dropped';

/** What an attempt came to, by the rules that the seller console's debugger has. */
export type AttemptResult = CallResult['result'];

export interface Attempt {
  readonly delivery: number;
  /** Counted from 1. */
  readonly number: number;
  /** Business time at which it was scheduled. */
  readonly at: number;
  /** Field values as sent, before encryption. */
  readonly values: JsonObject;
  /** Absent while it is under way. */
  readonly outcome?: StoredOutcome;
}

/** An outcome as stored; requests and responses are not kept for ever. */
export type StoredOutcome = Omit<AttemptOutcome, 'request'> & Partial<Pick<AttemptOutcome, 'request'>>;

/** A problem of a reply, as `koo callback test` reports it. */
export interface Problem {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly expected: Localized;
  readonly actual: Localized;
  readonly hint: Localized;
}

export interface AttemptOutcome {
  readonly result: AttemptResult;
  /** Why, in one line: `resultCode 000005 (…)`, `connection refused`. */
  readonly meaning: Localized;
  /** HTTP status; absent without a response. */
  readonly status?: number;
  readonly resultCode?: string;
  /** The reply without secrets; bounded. */
  readonly reply?: JsonObject;
  readonly problems: readonly Problem[];
  readonly durationMs: number;
  /** The request that was signed: what an inspector shows. Without secrets. */
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body?: string;
    /** Wall clock, ISO 8601. */
    readonly sentAt: string;
  };
  readonly response?: { readonly headers: readonly (readonly [string, string])[]; readonly body: string };
  /** The sandbox has answered in the merchant's place, as a scenario says. */
  readonly injected?: true;
}

export interface Event {
  readonly id: number;
  readonly due: number;
  /** Orders events that are due at the same time by their cause. */
  readonly sequence: number;
  readonly type: EventType;
  /** Key of an instance, id of an order, a delivery, a product or a buyer. */
  readonly subject: string;
}

export type EventType =
  | 'attempt'
  /** An order that is still processing fails, and is refunded. */
  | 'order-deadline'
  | 'expire'
  | 'end-grace'
  | 'end-retention'
  | 'remind'
  | 'auto-renew'
  | 'bill'
  | 'probe';
