import type { KeyObject } from 'node:crypto';
import type { Protocol, ProtocolId, ReceivedRequest, Sale } from '../../../src/callback/protocols/model.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import type { HttpReply } from '../variants/model.ts';
import type { Param, Params } from './params.ts';

/** A row of the table `instances`. */
export interface Instance {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  productId: string;
  skuCode: string;
  amount: string;
  /** Created by a debugging call: it stays callable after its release. */
  readonly debugging: boolean;
  trial: boolean;
  userName: string;
  password: string;
  frozen: boolean;
  released: boolean;
  expireTime: string;
}

/** A row of the table `renewals`: a renewal can be given back once. */
export interface Renewal {
  readonly orderId: string;
  /** The expiry before the renewal. */
  readonly previous: string;
  returnedBy?: string;
}

/** A row of the table `codes`. */
export interface LicenseCode {
  expireTime: string;
  frozen: boolean;
  released: boolean;
}

/** What a database keeps: it survives a restart of the server. */
export interface Store {
  readonly instances: Map<string, Instance>;
  /** Instance ids by the key of their order. */
  readonly orders: Map<string, string>;
  /** Instance ids by account and specification. */
  readonly trials: Map<string, string>;
  /** By instance id or licence code. */
  readonly renewals: Map<string, Renewal[]>;
  /** Upgrade orders, by instance id and order id. */
  readonly upgrades: Set<string>;
  readonly codes: Map<string, LicenseCode>;
  /** Applications for a licence, by instance id, event and device. */
  readonly licenses: Map<string, string>;
  readonly notified: Set<string>;
  readonly tenants: Map<string, JsonObject>;
  readonly applications: Map<string, JsonObject>;
  readonly users: Map<string, JsonObject>;
  readonly departments: Map<string, JsonObject>;
  /** When a nonce was seen, in milliseconds since 1970. */
  readonly nonces: Map<string, number>;
  /** Keys of the kit's rows that debugging calls made: saved cases are replayed in any order. */
  readonly debugged: Set<string>;
}

/** A verified call. */
export interface Call {
  readonly activity: string;
  readonly values: JsonObject;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly request: ReceivedRequest;
}

export interface Proof {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** Answers a call: what is in the response besides a success. */
export type Act = (call: Call) => Promise<JsonObject>;

/** Refuses a call. */
export class Refusal extends Error {
  readonly resultCode: string;

  constructor(resultCode: string, message: string) {
    super(message);
    this.resultCode = resultCode;
  }
}

export interface ServerOptions {
  readonly store: Store;
  readonly protocol: Protocol;
  readonly key: string;
  readonly sale: Sale;
  readonly privateKey: KeyObject;
  readonly now: () => Date;
  /** The offset of the server's time zone from UTC. */
  readonly zoneMinutes: number;
  readonly mistake?: Mutant;
}

/** The parts that mistakes are made in. */
export interface Steps {
  readBody(request: ReceivedRequest): string;
  parse(text: string): JsonObject;
  query(request: ReceivedRequest): readonly (readonly [string, string])[];
  payload(text: string): string;
  proof(request: ReceivedRequest): Proof;
  /** Whether a V2 timestamp is within the window. */
  isFresh(timestamp: string, now: number, call: Call): boolean;
  nonceKey(nonce: string, call: Call): string;
  isRemembered(seenAt: number, now: number): boolean;
  sameSignature(expected: string, given: string): boolean;
  sameToken(expected: string, given: string): boolean;
  signedParams(params: readonly (readonly [string, string])[]): readonly (readonly [string, string])[];
  accepts(param: Param, value: unknown, call: Call): boolean;
  validate(call: Call): void;
  /** What is locked during a call. */
  locks(call: Call): readonly string[];
  newId(call: Call): string;
  orderKey(call: Call): string;
  trialKey(call: Call): string;
  findInstance(call: Call): Promise<Instance>;
  appInfo(instance: Instance, call: Call): JsonObject;
  usageInfo(instance: Instance, call: Call): JsonObject;
  tenantKey(values: JsonObject): string;
  applicationKey(values: JsonObject): string;
  userKey(values: JsonObject, user: JsonObject): string;
  departmentKey(values: JsonObject, orgCode: string): string;
  licenseKey(call: Call): string;
  notifyKey(call: Call): string;
  decrypt(text: string): string;
  secret(text: string): string;
  json(result: JsonObject): string;
  respond(result: JsonObject, call: Call | undefined, request: ReceivedRequest): HttpReply;
}

/** One process of the server: everything in it but the store is lost when it restarts. */
export interface Merchant extends ServerOptions {
  readonly params: Params;
  readonly steps: Steps;
  readonly acts: Record<string, Act>;
  readonly limits: {
    windowMs: number;
    nonceMs: number;
    readonly licences: number;
  };
  /** A round trip to the database. */
  io(): Promise<void>;
  /** Runs `work` while nobody else holds one of the locks. */
  locked<T>(names: readonly string[], work: () => Promise<T>): Promise<T>;
}

export type Kind = 'state' | 'value' | 'time' | 'concurrency' | 'transport' | 'restart';

/** The correct merchant with one mistake. */
export interface Mutant {
  /** Kebab case. */
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  readonly protocol: ProtocolId;
  readonly sale?: Sale;
  /** It concerns the connection, and is tested over a real one. */
  readonly overHttp?: true;
  readonly zoneMinutes?: number;
  /** Makes the mistake, in a server that has just been started. */
  make(merchant: Merchant): void;
  /** Changes the server around the merchant's code. */
  wrap?(handle: (request: ReceivedRequest) => Promise<HttpReply>, merchant: Merchant): typeof handle;
}
