import type { JsonObject } from '../../text/json.ts';

/** What a buyer got for an order. */
export interface Instance {
  readonly id: string;
  readonly orderId: string;
  readonly productId: string;
  /** The buyer's account; V2 does not name it in its requests. */
  readonly customerId: string;
  /** V1: 0 pay-per-use, 1 period, 3 one-time, 5 pay-per-use package; empty where the request does not say. */
  readonly chargingMode: string;
  /** Created by debugging traffic. */
  readonly test: boolean;
  readonly userName: string;
  readonly password: string;
  /** When it can be used, in milliseconds since 1970. */
  readonly readyAt: number;
  status: 'active' | 'frozen' | 'released';
  /** `yyyyMMddHHmmss`; known once it was sent. */
  expireTime: string;
  /** Orders that upgraded it: a repeated upgrade must not upgrade twice. */
  readonly upgrades: Set<string>;
  /** Applications for a licence (`getLicenseAsync`), with the time the licence is ready. */
  readonly licenses: Map<string, number>;
}

/** A licence code that KooGallery issued. */
export interface LicenseCode {
  status: 'active' | 'frozen' | 'released';
  expireTime: string;
}

/** Everything the merchant remembers. A real one keeps this in a database, under the same unique keys. */
export interface State {
  readonly instances: Map<string, Instance>;
  /** Instance ids by what makes an order the same order. */
  readonly orders: Map<string, string>;
  readonly licenseCodes: Map<string, LicenseCode>;
  /** Orders that `orderNotify` told of. */
  readonly notified: Set<string>;
  /** What the kit interfaces synchronise, by its unique key. */
  readonly tenants: Map<string, JsonObject>;
  readonly applications: Map<string, JsonObject>;
  readonly users: Map<string, JsonObject>;
  /** Departments of each organisation, by `orgCode`. */
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

/** One text for several parts; unlike a join it keeps `a, bc` and `ab, c` apart. */
export function compositeKey(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

export interface NonceCache {
  readonly size: number;
  /** Whether the nonce is seen for the first time. */
  first(nonce: string, now: Date): boolean;
}

/**
 * A timestamp is good from 60 s before its time to 60 s after it, so a request can be replayed for 120 s at most.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
const replayableMs = 120_000;

/** Remembers nonces for as long as their requests could be replayed, and no longer. */
export function createNonceCache(): NonceCache {
  const seen = new Map<string, number>();
  return {
    get size() {
      return seen.size;
    },
    first(nonce, now) {
      const time = now.getTime();
      // A map keeps the order of insertion: the oldest come first.
      for (const [old, until] of seen) {
        if (until >= time) break;
        seen.delete(old);
      }
      if (seen.has(nonce)) return false;
      seen.set(nonce, time + replayableMs);
      return true;
    },
  };
}
