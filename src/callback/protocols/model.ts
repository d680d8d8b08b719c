import type { KeyClass } from '../../signing/key-class.ts';
import type { JsonObject, JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';

/** The seven families in which KooGallery calls a merchant's server. */
export type ProtocolId =
  | 'v1'
  | 'v1-kit'
  | 'v2'
  | 'v2-kit'
  | 'license-code'
  | 'online-license'
  | 'order-notify';

/** How the product is sold; decides which activities a merchant must offer. */
export type Sale = 'period' | 'on-demand' | 'one-time';

/** Whether a product of a given sale mode needs an activity. */
export type Need = 'required' | 'optional' | 'none';

/** What a field's text must look like, beyond its type. */
export type FieldFormat =
  /** yyyyMMddHHmmssSSS in UTC */
  | 'utc-millis'
  /** yyyyMMddHHmmssSSS in UTC+8 */
  | 'cn-millis'
  /** yyyyMMddHHmmss */
  | 'expire-time'
  /** ISO-like text in UTC, `2023-10-27 10:30:15 z` */
  | 'utc-text'
  /** comma-separated instance ids, at most 100 */
  | 'id-list'
  /** base64 of a JSON array of {name, value} */
  | 'extend-params'
  /** text that itself holds JSON */
  | 'json-text'
  /** base64 of RSA-OAEP over the merchant's public key */
  | 'client-secret'
  /** absolute http(s) URL */
  | 'url'
  /** six characters */
  | 'result-code';

/** What a sample value may depend on. */
export interface SampleContext {
  /** The time of the delivery. */
  readonly now: Date;
  readonly sale: Sale;
  /** A fresh identifier of `length` lower-case hex characters (default 32). */
  id(length?: number): string;
}

/** A request or reply field, declared once: samples, validation, help and docs come from it. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly type: 'string' | 'integer' | 'decimal' | 'list' | 'object';
  /** Longest value in characters (for an encrypted field: of the ciphertext with its IV). */
  readonly maxLength?: number;
  /** Mandatory by the table, yet KooGallery sends it empty or not at all in some cases; the note says when. */
  readonly mayBeEmpty?: true;
  /** The only values the protocol knows. */
  readonly values?: readonly string[];
  readonly format?: FieldFormat;
  /** AES field of the V1 family: `iv + base64(…)`. */
  readonly encrypted?: true;
  readonly note: Localized;
  /** The page this row comes from, when it is not the activity's page. */
  readonly source?: string;
  /** Fields of an object, or of each element of a list. */
  readonly fields?: readonly Field[];
  /**
   * The realistic value koo sends; `null` (from a function) leaves the field out. Absent: koo leaves the field out
   * unless it is set. Plain text for encrypted fields and for `client-secret`: who sends it encrypts it first.
   */
  readonly sample?: JsonValue | ((context: SampleContext) => JsonValue);
  /** The sample is sent only when it is asked for by name: the field belongs to a variant of the call. */
  readonly variant?: true;
}

/** One interface KooGallery calls: `newInstance`, `tenantSync`, … */
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
  /** The key that makes a repeated call the same call, in words. */
  readonly idempotency: Localized;
  /** What KooGallery does when the call fails, in words. */
  readonly retry: Localized;
  /** Result codes beyond 000000 that this activity may answer. */
  readonly resultCodes: readonly string[];
}

/** Field values of one delivery, by name. */
export type Values = JsonObject;

/** A name and its value, not percent-encoded. */
export type Parameter = readonly [name: string, value: string];

/** Where a part of the proof travels. */
export interface ProofPart {
  readonly in: 'query' | 'header' | 'body';
  readonly name: string;
}

/** A delivery, signed, in parts that can still be looked at and tampered with. */
export interface Sealed {
  readonly protocol: ProtocolId;
  readonly activity: string;
  readonly method: 'GET' | 'POST';
  /** Production address, sub-path appended, the user's own query kept, without the proof. */
  readonly url: string;
  /** Query parameters to append, decoded, in sending order (for V1 the whole activity, proof included). */
  readonly query: readonly Parameter[];
  readonly headers: readonly Parameter[];
  readonly body?: string;
}

/** A request as it came in over HTTP. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as on the wire. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the receiver makes of a request. */
export type Opened =
  | { readonly ok: true; readonly activity: string; readonly values: Values; readonly nonce?: string }
  | { readonly ok: false; readonly resultCode: '000001' | '000002'; readonly reason: Localized };

export interface SealInput {
  readonly activity: Activity;
  /** The merchant's production address. */
  readonly target: string;
  /** Field values without the proof; `activity` is filled in. */
  readonly values: Values;
  readonly key: string;
  /** As it goes over the wire: 17 digits for V1, milliseconds for V2. */
  readonly timestamp: string;
  /** Used by the V2 families. */
  readonly nonce: string;
  /**
   * Exact body text to sign and send instead of the serialised values; the family without a body (V1) has no use
   * for it. What V1 kit signs is read from it, `timeStamp` included.
   */
  readonly text?: string;
}

/** How the requests of a protocol family travel. */
export type Wire = Pick<
  Protocol,
  'method' | 'envelope' | 'proof' | 'replySigned' | 'timestamp' | 'seal' | 'open'
>;

/** A protocol family: its activities as data, and how its requests are sealed and opened. */
export interface Protocol {
  readonly id: ProtocolId;
  /** Prefix of check ids: V1, V1K, V2, V2K, LC, OL, ON. */
  readonly code: string;
  readonly title: Localized;
  readonly source: string;
  readonly keyClass: KeyClass;
  readonly method: 'GET' | 'POST';
  readonly activities: readonly Activity[];
  /** The fields around the activity's own: its name and the proof. They are part of neither `request` nor `Values`. */
  readonly envelope: readonly Field[];
  readonly proof: {
    readonly signature: ProofPart;
    readonly timestamp: ProofPart;
    readonly nonce?: ProofPart;
  };
  /** Whether the reply must carry `Body-Sign`. */
  readonly replySigned: boolean;
  /** The proof's time as this family writes it. */
  timestamp(now: Date): string;
  /** Signs a delivery. */
  seal(input: SealInput): Sealed;
  /** Verifies and reads a request, as the merchant must. Authentication is judged before anything else. */
  open(request: ReceivedRequest, context: { readonly key: string; readonly now: Date }): Opened;
}
