import type { KeyObject } from 'node:crypto';
import type { KeyClass } from '../../signing/key-class.ts';
import type { AesBits } from '../../signing/sensitive-field.ts';
import type { JsonObject, JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Parameter, ProtocolId, ReceivedRequest, Sale, Values } from '../protocols/model.ts';
import type { Order, State } from './state.ts';
import type { UsageRecord } from './usage.ts';

export interface MerchantOptions {
  /** The protocols to serve; default all. */
  readonly protocols?: readonly ProtocolId[];
  /** Access keys by interface class, as bound to the production URL in the seller console. */
  readonly keys: Readonly<Partial<Record<KeyClass, string>>>;
  /** Decrypts `clientSecret` of `applicationSync`; required by the kit protocols. */
  readonly rsaPrivateKey?: KeyObject;
  /** Key length of sensitive fields, as chosen when the product was published. */
  readonly encryptBits: AesBits;
  /** Sale mode of the product; a period licence requires an expiry date. */
  readonly sale: Sale;
  /** Milliseconds until a new instance is ready; default 0. */
  readonly asyncMs?: number;
  /** Number of instances that can be created; default unlimited. */
  readonly stock?: number;
  /** Whether each account can buy only once; checked where the account is known: in V1, and in V2 with `lookUpOrder`. */
  readonly oncePerAccount?: boolean;
  /** Number of licences per instance; default unlimited. */
  readonly licenseQuota?: number;
  /** Looks up the orders of V2 callbacks; without it, only what the requests say is known. */
  readonly lookUpOrder?: OrderLookup;
  /** The wall clock, for timestamps and nonces. */
  now(): Date;
  /** The business clock, by which instances become ready and are metered; default `now`. */
  readonly businessNow?: () => Date | Promise<Date>;
  /** Returns a new identifier of 32 letters and digits. */
  id(): string;
}

/**
 * Queries the `orderInfo` of an order line; `undefined` if there is no such order. Rejects if the order API does not
 * respond.
 */
export type OrderLookup = (orderId: string, orderLineId: string) => Promise<JsonObject | undefined>;

/** The licence code that the reference merchant accepts by default. */
export const demoLicenseCode = 'KOO-DEMO-LICENSE-0001';

export interface Merchant {
  /** Handles one request; never throws. */
  handle(request: ReceivedRequest): Promise<MerchantReply>;
  rejectTooLong(request: Omit<ReceivedRequest, 'body'>): MerchantReply;
  /** The usage of pay-per-use instances until `now` that is not settled yet; changes nothing. */
  usageDue(now: Date): readonly UsageRecord[];
  /** Settles records after a push; `rejected` contains the `metering_sn` of those that KooGallery rejected. */
  settleUsage(records: readonly UsageRecord[], rejected?: ReadonlySet<string>): void;
}

/** A response, always with HTTP status 200, and facts for the log. */
export interface MerchantReply {
  readonly headers: readonly Parameter[];
  /** The exact bytes that were signed. */
  readonly body: Uint8Array;
  readonly protocol?: ProtocolId;
  /** As claimed by the request, which may not be authentic. */
  readonly activity?: string;
  readonly resultCode: string;
  /** Why the request was rejected. Never contains a value from the request. */
  readonly reason?: Localized;
}

/** The log entry of a request, with no value from it but its method and activity, or the host it was refused for. */
export interface LogEntry extends Pick<MerchantReply, 'protocol' | 'activity' | 'reason' | 'resultCode'> {
  readonly time: Date;
  readonly method: string;
  readonly durationMs: number;
}

/** An authenticated, valid request and its context. */
export interface Call {
  readonly values: Values;
  readonly key: string;
  readonly options: MerchantOptions;
  readonly state: State;
  /** Business time. */
  readonly now: Date;
  /** The order line of the request, if it was looked up. */
  readonly order?: Order;
}

/** The fields of a response without `resultMsg`; a missing `resultCode` is that of success. */
export interface Result extends JsonObject {
  readonly resultCode?: string;
}

/** Thrown to reject a request, before anything is changed. */
export class Rejection extends Error {
  readonly resultCode: string;
  readonly reason: Localized;

  constructor(resultCode: string, reason: Localized) {
    super(reason.en);
    this.resultCode = resultCode;
    this.reason = reason;
  }
}

/**
 * Handles an activity. Nothing is awaited, so that concurrent calls never see a half-made change.
 *
 * @throws Rejection
 */
export type Handler = (call: Call) => Result;

/** The handlers of one protocol by activity. */
export type Handlers = Readonly<Record<string, Handler>>;

/** Returns a value as a string, `''` if absent: numbers may arrive as numbers or as strings. */
export function stringValue(values: JsonObject, name: string): string {
  const value = values[name] ?? '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Returns the objects of a validated list, which may be JSON text. */
export function objectList(value: JsonValue | undefined): readonly JsonObject[] {
  const list: unknown = typeof value === 'string' && value !== '' ? JSON.parse(value) : value;
  return Array.isArray(list) ? list : list ? [list as JsonObject] : [];
}

/** Whether the seller console is debugging (`testFlag` 1). */
export function isDebugging(values: JsonObject): boolean {
  return stringValue(values, 'testFlag') === '1';
}
