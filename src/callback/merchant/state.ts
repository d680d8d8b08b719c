import type { JsonObject } from '../../text/json.ts';
import { createNonceCache, type NonceCache } from './nonces.ts';

/** An order line of the order API; values that the order does not have are empty. */
export interface Order {
  readonly productId: string;
  readonly skuCode: string;
  /** `linearValue`: the number of seats, gigabytes or other units. */
  readonly quantity: string;
  /** In the form of V1. */
  readonly chargingMode: string;
  readonly periodType: string;
  readonly periodNumber: string;
  readonly expireTime: string;
  readonly customerId: string;
  readonly mobilePhone: string;
  readonly email: string;
  /** Entered by the buyer. */
  readonly parameters: readonly JsonObject[];
}

/** The metered use of a pay-per-use instance. */
export interface Usage {
  /** Times of use that are not settled yet, in milliseconds since 1970; one in progress ends at infinity. */
  readonly periods: { from: number; until: number }[];
  /** Hours that were accepted so far. */
  accepted: number;
  /** End of the last accepted record. */
  acceptedUntil?: number;
}

/** An instance that was created for an order. */
export interface Instance {
  readonly id: string;
  readonly orderId: string;
  readonly productId: string;
  /** The buyer's account; the requests of V2 do not name it, but its orders do. */
  readonly customerId: string;
  /** 0 pay-per-use, 1 period, 3 one-time, 5 pay-per-use package; empty if neither request nor order has it. */
  readonly chargingMode: string;
  /** Created by a debugging request. */
  readonly test: boolean;
  readonly userName: string;
  readonly password: string;
  /** Time at which it becomes available, in milliseconds since 1970. */
  readonly readyAt: number;
  status: 'active' | 'frozen' | 'released';
  /** `yyyyMMddHHmmss`; empty until received. */
  expireTime: string;
  /** The latest order for it; only if orders are looked up. */
  order?: Order;
  readonly usage: Usage;
  /** Processed upgrade orders, so that a repeated order does not upgrade twice. */
  readonly upgrades: Set<string>;
  /** When the licence of each application (`getLicenseAsync`) is ready, in milliseconds since 1970. */
  readonly licenses: Map<string, number>;
}

/** A licence code that KooGallery issued. */
export interface LicenseCode {
  status: 'active' | 'frozen' | 'released';
  expireTime: string;
}

/** The state of the merchant. A real merchant stores it in a database with the same unique keys. */
export interface State {
  readonly instances: Map<string, Instance>;
  /** Instance IDs by order key. */
  readonly orders: Map<string, string>;
  readonly licenseCodes: Map<string, LicenseCode>;
  /** Orders received with `orderNotify`. */
  readonly notified: Set<string>;
  /** Data of the kit interfaces by unique key. */
  readonly tenants: Map<string, JsonObject>;
  readonly applications: Map<string, JsonObject>;
  readonly users: Map<string, JsonObject>;
  /** Departments by `orgCode`, for each tenant. */
  readonly departments: Map<string, Map<string, JsonObject>>;
  readonly nonces: NonceCache;
}

export function createState(licenses: readonly string[] = []): State {
  return {
    instances: new Map(),
    orders: new Map(),
    licenseCodes: new Map(licenses.map((code) => [code, { status: 'active', expireTime: '' }])),
    notified: new Set(),
    tenants: new Map(),
    applications: new Map(),
    users: new Map(),
    departments: new Map(),
    nonces: createNonceCache(),
  };
}

/** Joins parts to a key; unlike plain concatenation, it distinguishes `a, bc` from `ab, c`. */
export function compositeKey(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
