import type { KeyObject } from 'node:crypto';
import type { KeyClass } from '../../signing/key-class.ts';
import type { AesBits } from '../../signing/sensitive-field.ts';
import type { JsonObject, JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Parameter, ProtocolId, ReceivedRequest, Sale, Values } from '../protocols/model.ts';
import type { State } from './state.ts';

/** What a merchant has to know to run. Clock and identifiers come from outside, so that tests can hold them. */
export interface MerchantOptions {
  /** The families that are answered. */
  readonly protocols: readonly ProtocolId[];
  /** Access keys of their interface classes, as bound to the production address in the seller console. */
  readonly keys: Readonly<Partial<Record<KeyClass, string>>>;
  /** Decrypts the `clientSecret` of `applicationSync`; needed by the kit families. */
  readonly rsaPrivateKey?: KeyObject;
  /** Key length of sensitive fields, as chosen when the product was published. */
  readonly encryptBits: AesBits;
  /** How the product is sold: a period licence needs an expiry date. */
  readonly sale: Sale;
  /** Licence codes that KooGallery issued for this merchant's products. */
  readonly licenses: readonly string[];
  /** Milliseconds that creating an instance takes; 0: it is there at once. */
  readonly asyncMs: number;
  /** Instances that can be created in all; absent: any number. */
  readonly stock?: number;
  /** An account can buy once only. Judged in V1, whose requests name the account. */
  readonly oncePerAccount: boolean;
  /** Licences that can be applied for with one instance; absent: any number. */
  readonly licenseQuota?: number;
  now(): Date;
  /** A fresh identifier: 32 letters and digits. */
  id(): string;
}

/** The licence code that a merchant knows when none is named. */
export const demoLicenseCode = 'KOO-DEMO-LICENSE-0001';

export interface Merchant {
  /** Answers one request; never throws. */
  handle(request: ReceivedRequest): Promise<MerchantReply>;
  /** Answers a request whose body was not read, being too long. */
  rejectTooLong(request: Omit<ReceivedRequest, 'body'>): MerchantReply;
}

/** An answer, which always goes out with HTTP 200, and what the log says about it. */
export interface MerchantReply {
  readonly headers: readonly Parameter[];
  /** The exact bytes that were signed. */
  readonly body: Uint8Array;
  readonly protocol?: ProtocolId;
  /** As the request names it, authentic or not: a stranger's text. */
  readonly activity?: string;
  readonly resultCode: string;
  /** Why the request was refused. Never holds a value from the request. */
  readonly reason?: Localized;
}

/** An authenticated request with valid parameters, and what it works with. */
export interface Call {
  readonly values: Values;
  readonly key: string;
  readonly options: MerchantOptions;
  readonly state: State;
}

/** What an activity answers; `resultMsg` is added to it. */
export interface Result extends JsonObject {
  readonly resultCode: string;
}

/** A request that is authentic but cannot be granted. */
export interface Rejection {
  readonly refused: { readonly resultCode: string; readonly reason: Localized };
}

/** What a merchant does in one family, by activity. */
export type Handlers = Readonly<Record<string, (call: Call) => Result | Rejection>>;

export function rejection(resultCode: string, reason: Localized): Rejection {
  return { refused: { resultCode, reason } };
}

export function isRejection(given: object): given is Rejection {
  return 'refused' in given;
}

/** A value as text; `''` when it is absent. Numbers may have come as numbers or as text. */
export function stringValue(values: JsonObject, name: string): string {
  const value = values[name] ?? '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Objects of a list, which comes as JSON or as text that holds JSON; its form was validated before. */
export function objectList(value: JsonValue | undefined): readonly JsonObject[] {
  const list: unknown = typeof value === 'string' && value !== '' ? JSON.parse(value) : value;
  return Array.isArray(list) ? list : list ? [list as JsonObject] : [];
}

/** `testFlag` 1: the seller console is debugging, no buyer is behind it. */
export function isDebugging(values: JsonObject): boolean {
  return stringValue(values, 'testFlag') === '1';
}
