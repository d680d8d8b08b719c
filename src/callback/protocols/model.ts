import type { ProtocolId, Sale } from '../../signing/callback-options.ts';
import type { KeyClass } from '../../signing/key-class.ts';
import type { JsonObject, JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';

export type { ProtocolId, Sale };

/** Whether an activity is required for a sale mode. */
export type Need = 'required' | 'optional' | 'none';

/** Format of a string field. */
export type FieldFormat =
  /** yyyyMMddHHmmssSSS in UTC */
  | 'utc-millis'
  /** yyyyMMddHHmmssSSS in UTC+8 */
  | 'cn-millis'
  /** yyyyMMddHHmmss */
  | 'expire-time'
  /** ISO-like text in UTC, `2023-10-27 10:30:15 z` */
  | 'utc-text'
  /** `2022-04-1` */
  | 'date'
  /** comma-separated instance ids of at most 64 characters */
  | 'id-list'
  /** base64 of a JSON array of {name, value} */
  | 'extend-params'
  /** JSON text */
  | 'json-text'
  /** base64 of RSA-OAEP over the merchant's public key */
  | 'client-secret'
  /** absolute http(s) URL */
  | 'url'
  /** six characters */
  | 'result-code';

/** Another documented form of a value. */
export type FieldForm =
  /** the list as JSON text */
  | 'json-text'
  /** the number as a string */
  | 'string'
  /** the time with milliseconds, yyyyMMddHHmmssSSS */
  | 'millis';

/** `chargingMode`: pay-per-use, period, one-time, pay-per-use package. */
export type ChargingMode = '0' | '1' | '3' | '5';

export interface SampleContext {
  readonly now: Date;
  readonly sale: Sale;
  /** Returns a new identifier of `length` lower-case hex characters (default 32). */
  id(length?: number): string;
}

/** A request or response field; samples, validation, help and docs use this declaration. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly type: 'string' | 'integer' | 'decimal' | 'list' | 'object';
  /** Maximum length in characters (for an encrypted field: of the IV and ciphertext). */
  readonly maxLength?: number;
  /** KooGallery sometimes sends it empty; see the note. */
  readonly mayBeEmpty?: true;
  /** Mandatory on one page, optional or missing on another: koo sends it, but a server may not require it. */
  readonly mayBeAbsent?: true;
  /** Other forms that Huawei's tables or examples show. */
  readonly forms?: readonly FieldForm[];
  /** Smallest number; without it, koo sends positive numbers only. */
  readonly minimum?: number;
  /** Negative numbers are documented as well; see the note. */
  readonly mayBeNegative?: true;
  /** Maximum number of decimal places. */
  readonly decimals?: number;
  /** Maximum number of elements of a list, or of IDs. */
  readonly maxItems?: number;
  /** Written by people: any characters, such as Chinese, emoji, quotes and `+`. */
  readonly text?: true;
  /** The possible values are not published: only the sample is known to occur. */
  readonly unpublished?: true;
  /** Charging modes with which KooGallery always sends this optional field. */
  readonly alwaysWith?: readonly ChargingMode[];
  /** Charging modes with which KooGallery sends this field; never with others. */
  readonly onlyWith?: readonly ChargingMode[];
  /** Sent if and only if this other field is sent. */
  readonly together?: string;
  /** It names something that must exist elsewhere, such as a product: a server may refuse other values. */
  readonly reference?: true;
  /** It has the value that it had in the purchase of the instance. */
  readonly ofPurchase?: true;
  /** The allowed values. */
  readonly values?: readonly string[];
  readonly format?: FieldFormat;
  /** AES field of the V1 family: `iv + base64(…)`. */
  readonly encrypted?: true;
  /** A password that the protocol does not encrypt. */
  readonly password?: true;
  readonly note: Localized;
  /** Source of the field, if it is not the page of the activity. */
  readonly source?: string;
  /** Fields of an object, or of each element of a list. */
  readonly fields?: readonly Field[];
  /**
   * The sample value to send; `null` (from a function) omits the field. Without a sample, the field is omitted unless
   * it is set. Plain text for encrypted fields and `client-secret`; the sender encrypts it.
   */
  readonly sample?: JsonValue | ((context: SampleContext) => JsonValue);
  /** The sample is sent only on request: the field belongs to a variant of the call. */
  readonly variant?: true;
}

/** An interface that KooGallery calls, such as `newInstance` or `tenantSync`. */
export interface Activity {
  readonly name: string;
  readonly protocol: ProtocolId;
  readonly title: Localized;
  /** URL of Huawei's page. */
  readonly source: string;
  /** Fixed sub-path that KooGallery appends to the production address (kit interfaces). */
  readonly path?: string;
  readonly request: readonly Field[];
  /** Reply fields, `resultCode` and `resultMsg` included. */
  readonly reply: readonly Field[];
  readonly need: Readonly<Record<Sale, Need>>;
  /** How to recognise a repeated call, and its expected result: a sentence. */
  readonly idempotency: Localized;
  /** What KooGallery does if the call fails: a sentence. */
  readonly retry: Localized;
  /** Result codes of this activity other than 000000. */
  readonly resultCodes: readonly string[];
}

/** Field values of one request by name. */
export type Values = JsonObject;

/** A name and its value, not percent-encoded. */
export type Parameter = readonly [name: string, value: string];

/** Where a request carries a part of the signature. */
export interface ProofPart {
  readonly in: 'query' | 'header' | 'body';
  readonly name: string;
}

/** A signed request in parts that can be inspected and tampered with. */
export interface Sealed {
  readonly protocol: ProtocolId;
  readonly activity: string;
  readonly method: 'GET' | 'POST';
  /** Production URL with the sub-path and the merchant's query, without the signature. */
  readonly url: string;
  /** Decoded query parameters to append, in order (for V1 the whole request including the signature). */
  readonly query: readonly Parameter[];
  readonly headers: readonly Parameter[];
  readonly body?: string;
}

/** A received HTTP request. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Result of verifying a request. */
export type Opened =
  | { readonly ok: true; readonly activity: string; readonly values: Values; readonly nonce?: string }
  | { readonly ok: false; readonly resultCode: '000001' | '000002'; readonly reason: Localized };

export interface SealInput {
  readonly activity: Activity;
  /** The merchant's production URL. */
  readonly target: string;
  /** Field values without the signature; `activity` is added. */
  readonly values: Values;
  readonly key: string;
  /** In the format of the protocol: 17 digits for V1, milliseconds for V2. */
  readonly timestamp: string;
  /** Used by the V2 families. */
  readonly nonce: string;
  /**
   * Exact body text to sign and send instead of the serialised values; ignored by V1, which has no body. V1 kit signs
   * the values in it, including `timeStamp`.
   */
  readonly text?: string;
}

/** The wire format of a protocol. */
export type Wire = Pick<
  Protocol,
  'method' | 'envelope' | 'proof' | 'replySigned' | 'timestamp' | 'seal' | 'open'
>;

/** A callback protocol: its activities, and how to sign and verify its requests. */
export interface Protocol {
  readonly id: ProtocolId;
  /** Prefix of check ids: V1, V1K, V2, V2K, LC, OL, ON. */
  readonly code: string;
  readonly title: Localized;
  readonly source: string;
  readonly keyClass: KeyClass;
  readonly method: 'GET' | 'POST';
  readonly activities: readonly Activity[];
  /** The common fields of all requests: activity name and signature. Part of neither `request` nor `Values`. */
  readonly envelope: readonly Field[];
  readonly proof: {
    readonly signature: ProofPart;
    readonly timestamp: ProofPart;
    readonly nonce?: ProofPart;
  };
  /** Whether the response must have `Body-Sign`. */
  readonly replySigned: boolean;
  /** Formats a timestamp for this protocol. */
  timestamp(now: Date): string;
  /** Signs a request. */
  seal(input: SealInput): Sealed;
  /** Verifies and parses a request, as the merchant must. Checks authentication first. */
  open(request: ReceivedRequest, context: { readonly key: string; readonly now: Date }): Opened;
}
